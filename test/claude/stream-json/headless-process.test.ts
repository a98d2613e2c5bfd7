/** When a headless Claude Code is busy, and that each change of that is emitted once. */
import {beforeEach, expect, test} from 'vitest';
import {createHeadlessProcess, type HeadlessProcess} from '../../../source/claude/stream-json/headless-process.ts';
import {noon, process} from '../../support/events.ts';

const seen = process({kind: 'headless', status: 'idle'});
const started = seen.type === 'process.seen' ? seen.process : null;

let now: number;
let shown: string[];
let headless: HeadlessProcess;
beforeEach(() => {
	now = noon;
	shown = [];
	headless = createHeadlessProcess(
		started!,
		event => {
			if (event.type === 'process.seen') shown.push(`${event.process.status} ${event.process.sessionId}`);
		},
		() => now,
	);
});

test('it is busy from a message to the end of its turn', () => {
	headless.sent('a');
	now += 1000;
	headless.begin();
	headless.begin();
	now += 1000;
	headless.endTurn();
	expect(shown).toEqual(['busy one', 'idle one']);
	expect(headless.current().statusSince).toBe(noon + 2000);
});

test('if it reports its progress, it is busy until all messages are done', () => {
	headless.sent('a');
	headless.sent('b');
	headless.progress('a', false);
	headless.begin();
	headless.progress('a', true);
	headless.endTurn();
	expect(shown).toEqual(['busy one']);
	headless.progress(null, true);
	headless.progress('b', true);
	expect(shown).toEqual(['busy one', 'idle one']);
});

test('emits another conversation, but the same one only once', () => {
	headless.update({sessionId: 'one'});
	headless.update({sessionId: 'two'});
	headless.update({});
	expect(shown).toEqual(['idle two']);
	expect(headless.current()).toMatchObject({sessionId: 'two', statusSince: noon});
});
