import {afterEach, beforeEach, expect, test} from 'vitest';
import {createRunRows, maxRunsOfSession, type RunRows} from '../../../source/index/telemetry/run-rows.ts';
import {createOpenedTelemetry, type OpenedTelemetry} from './opened.ts';

let opened: OpenedTelemetry;
let rows: RunRows;
beforeEach(() => {
	opened = createOpenedTelemetry();
	rows = createRunRows(opened.database);
});
afterEach(() => opened.close());

const stretch = (last: number) => ({sessionId: 'one', first: 0, last, firstAt: 1, lastAt: last, command: null});

test('a run is read as it was stored', () => {
	const id = rows.insert();
	expect(rows.stretches(id)).toEqual([]);
	rows.update(id, [stretch(7)]);
	expect(rows.stretches(id)).toEqual([stretch(7)]);
	expect(rows.endingWith(7)).toEqual([id]);
	expect(rows.endingWith(8)).toEqual([]);
});

test('a run that is gone, or that another program has written, is unknown', () => {
	const id = rows.insert();
	expect(rows.stretches(id + 1)).toBeNull();
	for (const stretches of ['', '{}', '[1]', '[{"sessionId":"one"}]']) {
		opened.database.prepare('UPDATE telemetry_run SET stretches = ?').run(stretches);
		expect(rows.stretches(id)).toBeNull();
	}
});

test('a session has its newest runs, up to a bound', () => {
	const session = Number(
		opened.database.prepare("INSERT INTO telemetry_session (session_id) VALUES ('one')").run().lastInsertRowid,
	);
	const ids = Array.from({length: maxRunsOfSession + 5}, () => rows.insert());
	for (const id of ids) rows.link(session, id);
	rows.link(session, ids[0]!);
	expect(rows.ofSession(session)).toEqual(ids.reverse().slice(0, maxRunsOfSession));
});
