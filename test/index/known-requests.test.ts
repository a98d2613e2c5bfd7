/** By which keys requests are found again, in whatever process they were stored. */
import type {DatabaseSync} from 'node:sqlite';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createKnownRequests} from '../../source/index/known-requests.ts';
import {openIndex} from '../../source/index/schema.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {seededRandom} from '../support/random.ts';

let folder: TemporaryFolder;
let database: DatabaseSync;
beforeEach(() => {
	folder = temporaryFolder();
	database = openIndex({path: folder.at('ccmon.db'), now: Date.now}).database!;
});
afterEach(() => {
	database.close();
	folder.remove();
});

test('a key finds all of its rows, before and after they are stored, and 0 finds none', () => {
	const known = createKnownRequests(database);
	for (const [key, row] of [
		[7, 1],
		[7, 2],
		[8, 3],
		[0, 4],
	] as const)
		known.add(key, row);
	const look = (requests: typeof known) => [7, 8, 9, 0].map(key => [...requests.rows([key])]);
	const expected = [[1, 2], [3], [], []];
	expect(look(known)).toEqual(expected);
	known.save();
	expect(look(createKnownRequests(database))).toEqual(expected);
});

test('what another process stored is found after a refresh', () => {
	const [mine, theirs] = [createKnownRequests(database), createKnownRequests(database)];
	mine.add(7, 1);
	mine.save();
	theirs.add(7, 2);
	theirs.save();
	expect(mine.refresh()).toBe(true);
	expect([...mine.rows([7])].sort()).toEqual([1, 2]);
	expect(mine.refresh()).toBe(false);
});

test('what was added in a transaction that was undone is not known', () => {
	const known = createKnownRequests(database);
	database.exec('BEGIN');
	known.add(7, 1);
	known.save();
	database.exec('ROLLBACK');
	known.forget();
	expect([...known.rows([7])]).toEqual([]);
});

test('of many pieces small ones are put together, and none is lost', () => {
	const seed = Math.floor(Math.random() * 2 ** 31);
	const random = seededRandom(seed);
	const all = new Map<number, Set<number>>();
	const known = createKnownRequests(database);
	for (let row = 1; row <= 3000; row++) {
		const key = random.int(1, 2000) * 2 ** random.int(0, 40) + 1;
		all.set(key, (all.get(key) ?? new Set()).add(row));
		known.add(key, row);
		if (row % 20 === 0) known.save();
	}
	const fresh = createKnownRequests(database);
	for (const [key, rows] of all) {
		expect([...fresh.rows([key])].sort(), `seed ${seed}`).toEqual([...rows].sort());
		expect([...known.rows([key])].sort(), `seed ${seed}`).toEqual([...rows].sort());
	}
	expect(Number(database.prepare('SELECT count(*) AS n FROM known_requests').get()?.n)).toBeLessThanOrEqual(64);
});
