/** The hours before the first frame. */
import {expect, test} from 'vitest';
import type {SessionEvent} from '../../../source/claude/events.ts';
import {createActor} from '../../../source/live/demo/actor.ts';
import {cast, type Role, usual} from '../../../source/live/demo/cast.ts';
import {playPast} from '../../../source/live/demo/past.ts';
import {createRandom} from '../../../source/live/demo/random.ts';

const now = Date.UTC(2026, 10, 22, 12);
const minute = 60_000;

function play(role: Role, seed = 1) {
	const events: SessionEvent[] = [];
	const random = createRandom(seed);
	const limits = {fiveHour: null, sevenDay: null};
	const stage = {
		emit: (event: SessionEvent) => events.push(event),
		random,
		configDir: '/c',
		pid: 1,
		spend: () => limits,
	};
	const [startedAt, lastAt] = [now - role.startedMinutesAgo * minute, now - role.lastMinutesAgo * minute];
	const actor = createActor(role, stage, startedAt);
	playPast(actor, random, startedAt, lastAt);
	const main = events.filter(
		event => event.type === 'request' && event.purpose === 'main' && event.origin === 'transcript',
	);
	return {actor, events, main, startedAt, lastAt};
}
const timed = (events: readonly SessionEvent[]) =>
	events.flatMap(event => ('at' in event && event.at ? [event.at] : []));

test.each(cast.map(role => [role.name, role] as const))(
	'%s has grown as its chapters say, within its hours',
	(_, role) => {
		const {actor, events, main, startedAt, lastAt} = play(role);
		const last = role.history.at(-1)!;
		// Each answer adds a whole number of tokens.
		expect(Math.abs(actor.contextTokens() - last.contextTokens)).toBeLessThanOrEqual(last.requests);
		expect(main).toHaveLength(role.history.reduce((sum, {requests}) => sum + requests, 0));
		expect(events.flatMap(event => (event.type === 'compaction' ? [event.trigger] : []))).toEqual(
			role.history.flatMap(({compaction}) => compaction ?? []),
		);
		for (const at of timed(events)) {
			expect(at).toBeGreaterThanOrEqual(startedAt);
			expect(at).toBeLessThanOrEqual(lastAt + 1);
		}
	},
);

test('no request counts fewer than no tokens, not even where a chapter is smaller than what a compaction left', () => {
	const history = [
		{contextTokens: 90_000, requests: 5, compaction: 'auto' as const},
		{contextTokens: 10_000, requests: 5, compaction: null},
	];
	const {main} = play({
		...usual,
		name: 'x',
		cwd: '/x',
		startedMinutesAgo: 60,
		lastMinutesAgo: 1,
		history,
		status: 'idle',
	});
	for (const event of main) {
		if (event.type !== 'request') continue;
		for (const count of Object.values(event.usage)) expect(count).toBeGreaterThanOrEqual(0);
	}
});

test('what was asked for by hand is compacted between two turns', () => {
	const {events} = play(cast.find(({history}) => history.some(({compaction}) => compaction === 'manual'))!);
	const at = events.findIndex(event => event.type === 'compaction');
	const before = events.slice(0, at).findLast(event => event.type === 'prompt');
	expect(before).toMatchObject({text: '/compact', command: 'compact'});
	const asked = events.indexOf(before!);
	expect(events.slice(asked, at).some(event => event.type === 'request' && event.purpose === 'main')).toBe(false);
	// The next turn begins with a prompt.
	const next = events
		.slice(at)
		.find(event => event.type === 'prompt' || (event.type === 'request' && event.purpose === 'main'));
	expect(next?.type).toBe('prompt');
});
