/** Which process sent which numbered events, over connections, restarts and other writers. */
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {NumberedEvent} from '../../../source/claude/telemetry/sequence-runs.ts';
import {createRunStore, type RunStore} from '../../../source/index/telemetry/run-store.ts';
import {createSessionStore} from '../../../source/index/telemetry/session-store.ts';
import {createOpenedTelemetry, type OpenedTelemetry} from './opened.ts';

let opened: OpenedTelemetry;
let runs: RunStore;
beforeEach(() => {
	opened = createOpenedTelemetry();
	runs = open();
});
afterEach(() => opened.close());

const open = () => createRunStore(opened.database, createSessionStore(opened.database).idOf);
const noon = Date.UTC(2026, 10, 22, 12);
const event = (sequence: number, fields: Partial<NumberedEvent> = {}): NumberedEvent =>
	({sessionId: 'one', sequence, at: noon + sequence * 1000, command: null, ...fields}) as NumberedEvent;
const connection = {};
const place = (sequence: number, fields: Partial<NumberedEvent> = {}, by: object = connection) =>
	runs.place(event(sequence, fields), by);

const stored = () => {
	runs.save();
	return opened.database
		.prepare('SELECT last_sequence, stretches FROM telemetry_run ORDER BY id')
		.all()
		.map(({last_sequence, stretches}) => [last_sequence, (JSON.parse(String(stretches)) as unknown[]).length]);
};
const lost = (sessionId = 'one') => runs.coverage(sessionId, () => ({fresh: true, metrics: true})).lostEvents;

describe('events of one process', () => {
	test('are one run, and a gap is lost until it is filled', () => {
		for (const sequence of [0, 1, 4]) place(sequence);
		expect([stored(), lost()]).toEqual([[[4, 2]], 2]);
		expect(place(3)).toContain('one');
		place(2);
		expect([stored(), lost()]).toEqual([[[4, 1]], 0]);
	});

	test('that come again change nothing', () => {
		place(0);
		expect(place(0)).toEqual([]);
		expect(stored()).toEqual([[0, 1]]);
	});

	test('go on after a restart, over another connection', () => {
		place(0);
		runs.save();
		runs = open();
		place(1, {}, {});
		expect(stored()).toEqual([[1, 1]]);
	});

	test('go on in another conversation after /clear; both may have lost what lies between', () => {
		place(0, {command: 'clear'});
		expect(place(2, {sessionId: 'two'}).sort()).toEqual(['one', 'two', 'two']);
		expect([stored(), lost('one'), lost('two')]).toEqual([[[2, 2]], 1, 1]);
	});
});

test('another process in the same conversation has a run of its own', () => {
	for (const sequence of [0, 1, 2]) place(sequence);
	place(0, {at: noon + 7_200_000}, {});
	expect(stored()).toEqual([
		[2, 1],
		[0, 1],
	]);
});

test('a conversation that nothing is known of has lost nothing, and was not seen from its start', () => {
	expect(runs.coverage('nobody', () => ({fresh: true, metrics: true}))).toMatchObject({
		...{fromStart: false, lostEvents: 0, firstEventAt: null},
	});
});

test('what another process wrote is seen once memory is dropped', () => {
	place(0);
	runs.save();
	const other = createRunStore(opened.connect(), createSessionStore(opened.connect()).idOf);
	other.place(event(1), {});
	other.save();
	runs.forget();
	place(2);
	expect(stored()).toEqual([[2, 1]]);
});

test.each(['', '{', '7', 'null', '[{}]', '[{"first": "0"}]'])(
	'ignores a run that another program wrote as %s, and begins a new one',
	stretches => {
		place(0);
		runs.save();
		opened.database.prepare('UPDATE telemetry_run SET stretches = ?').run(stretches);
		runs = open();
		place(1);
		runs.save();
		const rows = opened.database.prepare('SELECT stretches FROM telemetry_run ORDER BY id').all();
		expect(rows.map(row => row.stretches)).toEqual([stretches, expect.stringContaining('"first":1,"last":1')]);
	},
);
