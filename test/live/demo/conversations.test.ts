import {expect, test} from 'vitest';
import {demoConversations} from '../../../source/live/demo/conversations.ts';

const now = Date.UTC(2026, 10, 22, 12);
const all = demoConversations(now);

test('each has an id as Claude Code makes them, and of two the latest is first', () => {
	for (const {sessionId} of all)
		expect(sessionId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
	expect(new Set(all.map(({sessionId}) => sessionId)).size).toBe(all.length);
	const times = all.map(({lastAt}) => lastAt);
	expect(times).toEqual(times.toSorted((a, b) => b - a));
	expect(times[0]).toBeLessThan(now);
});

test('there is one of everything that the view shows: other scripts, no branch, a lower bound, weeks ago', () => {
	expect(all.some(({title}) => /\p{Script=Han}/u.test(title ?? ''))).toBe(true);
	expect(all.filter(({gitBranch}) => gitBranch === null)).toHaveLength(1);
	expect(all.filter(({partial}) => partial).length).toBeGreaterThan(0);
	expect(now - all.at(-1)!.lastAt!).toBeGreaterThan(14 * 86_400_000);
	for (const {costUsd} of all) expect(costUsd).toBeGreaterThan(0);
});
