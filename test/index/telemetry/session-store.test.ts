/** What is known of conversations that send telemetry, written only where it is another than before. */
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createSessionStore} from '../../../source/index/telemetry/session-store.ts';
import {createOpenedTelemetry, type OpenedTelemetry} from './opened.ts';

let opened: OpenedTelemetry;
beforeEach(() => {
	opened = createOpenedTelemetry();
});
afterEach(() => opened.close());

const store = () => createSessionStore(opened.database);
const rowOf = (sessionId: string) => ({
	...opened.database
		.prepare('SELECT fresh, metrics, from_start, lost_events, change FROM telemetry_session WHERE session_id = ?')
		.get(sessionId),
});
const covered = (sessionId: string, lostEvents = 0, firstEventAt: number | null = 5) =>
	({type: 'telemetry.coverage', sessionId, fromStart: true, lostEvents, firstEventAt}) as const;

test('a conversation has one number, also in another process, and after all is forgotten', () => {
	const first = store();
	const [one, two] = [first.idOf('one'), first.idOf('two')];
	expect(one).not.toBe(two);
	expect([first.idOf('one'), store().idOf('one')]).toEqual([one, one]);
	first.forget();
	expect(first.idOf('two')).toBe(two);
});

test('that a process began with it stays known, whatever metrics come after', () => {
	const sessions = store();
	expect(sessions.factsOf('one')).toMatchObject({fresh: false, metrics: false});
	sessions.learn('one', false);
	expect(rowOf('one')).toMatchObject({fresh: 0, metrics: 1});
	sessions.learn('one', true);
	sessions.learn('one', false);
	expect(rowOf('one')).toMatchObject({fresh: 1, metrics: 1});
	expect(store().factsOf('one')).toMatchObject({fresh: true, metrics: true});
});

test('coverage is a change only where it says something else: followers count those', () => {
	const sessions = store();
	sessions.setCoverage(covered('one'));
	sessions.setCoverage(covered('two'));
	expect([rowOf('one').change, rowOf('two').change]).toEqual([1, 2]);
	sessions.setCoverage(covered('one'));
	store().setCoverage(covered('one'));
	expect(rowOf('one')).toMatchObject({from_start: 1, lost_events: 0, change: 1});
	sessions.setCoverage(covered('one', 3));
	expect(rowOf('one')).toMatchObject({lost_events: 3, change: 3});
	sessions.setCoverage(covered('one', 3, null));
	expect(rowOf('one').change).toBe(4);
	// What a conversation begins with is no news.
	sessions.setCoverage({type: 'telemetry.coverage', sessionId: 'new', fromStart: false, lostEvents: 0});
	expect(rowOf('new').change).toBe(0);
});

test('thousands of made-up conversations do not stay in memory, and are found all the same', () => {
	const sessions = store();
	opened.database.exec('BEGIN');
	const ids = Array.from({length: 2500}, (_, n) => sessions.idOf(`s${n}`));
	opened.database.exec('COMMIT');
	expect(new Set(ids).size).toBe(2500);
	expect([sessions.idOf('s0'), sessions.idOf('s2499')]).toEqual([ids[0], ids[2499]]);
});
