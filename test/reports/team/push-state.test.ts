/** What was pushed, and what the server has acknowledged. */
import type {DatabaseSync} from 'node:sqlite';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {
	giveLeaseBack,
	openPushState,
	readPushState,
	saveBases,
	savePending,
	saveRetry,
	settlePending,
	takeLease,
} from '../../../source/reports/team/push-state.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';

let folder: TemporaryFolder;
let database: DatabaseSync;
beforeEach(() => {
	folder = temporaryFolder();
	database = openPushState(folder.at('ccmon.db'), () => 0).database!;
});
afterEach(() => {
	database.close();
	folder.remove();
});

const read = (scope = 'ada', instance = 'i1') => readPushState(database, 'place', scope, instance);
const counters = [{name: 'x_total', labels: {model: 'm'}, total: 9, byQuarter: new Map<number, number>()}];
const key = 'x_total\nm';
const save = (id: number, prices: string, base: number, value: number | null = null) =>
	saveBases(database, id, prices, counters, new Map([[key, {base, value}]]));

describe('a place', () => {
	test('begins with nothing, and keeps the instance that it began with', () => {
		expect(read()).toMatchObject({instance: 'i1', prices: null, lastAt: null, pending: null, retryAt: null});
		expect(read('ada', 'i2')).toMatchObject({instance: 'i1', id: read().id});
	});

	test('of somebody else begins again: their counts are never taken for one', () => {
		const before = read();
		save(before.id, 'list', 5);
		const after = read('bob', 'i2');
		expect(after).toMatchObject({instance: 'i2', prices: null});
		expect(after.series.size).toBe(0);
	});
});

test('where counting began can be moved; what the server has stays', () => {
	const {id} = read();
	save(id, 'list', 5);
	settlePending(database, id, {
		at: 100,
		values: new Map([
			[key, 3],
			['unknown', 9],
		]),
		isFull: true,
	});
	save(id, 'config', 8, 99);
	expect(read().prices).toBe('config');
	expect([...read().series]).toEqual([[key, {base: 8, value: 3}]]);
});

test('what is to be sent is there after a crash, until the server has answered; time does not go back', () => {
	const {id} = read();
	const samples = [{name: 'x_total', labels: {model: 'm'}, value: 2}];
	savePending(database, id, 100, samples);
	saveRetry(database, id, 500);
	expect(read()).toMatchObject({pending: {at: 100, samples}, retryAt: 500});
	settlePending(database, id, {at: 0, values: new Map(), isFull: false});
	expect(read()).toMatchObject({pending: null, lastAt: null});
	settlePending(database, id, {at: 100, values: new Map(), isFull: true});
	expect(read()).toMatchObject({pending: null, retryAt: null, lastAt: 100, fullAt: 100});
	settlePending(database, id, {at: 90, values: new Map(), isFull: false});
	expect(read()).toMatchObject({lastAt: 100, fullAt: 100});
});

test.each(['{', 'null', '[{"name": "x_total"}]', '[{"name": "x_total", "labels": {"model": 3}, "value": 2}]'])(
	'what was to be sent is given up when it cannot be read: %s',
	damaged => {
		const {id} = read();
		save(id, 'list', 5);
		savePending(database, id, 100, []);
		database.prepare('UPDATE team_push SET pending = ?').run(damaged);
		database.exec("UPDATE team_series SET labels = '{'");
		expect(read()).toMatchObject({pending: null, series: new Map([[key, {base: 5, value: null}]])});
	},
);

describe('one process pushes at a time', () => {
	const now = 1_000_000;
	const take = (at: number, isAlive = true) => takeLease(database, read().id, at, () => isAlive);
	/** As if another process held it. */
	const hold = (until: number) => {
		const {id} = read();
		database.prepare('UPDATE team_push SET busy_until = ?, busy_pid = 1 WHERE id = ?').run(until, id);
	};

	test('for as long as it takes, and until it gives that back', () => {
		expect(take(now)).toBe(true);
		// The same process goes on.
		expect(take(now + 1)).toBe(true);
		hold(now + 60_000);
		expect(take(now)).toBe(false);
		expect(take(now + 60_000)).toBe(true);
		hold(now + 60_000);
		giveLeaseBack(database, read().id);
		expect(take(now)).toBe(true);
	});

	test('one that died, or whose clock was wrong, does not hold it', () => {
		hold(now + 30_000);
		expect(take(now, false)).toBe(true);
		hold(now + 60_001);
		expect(take(now)).toBe(true);
	});
});
