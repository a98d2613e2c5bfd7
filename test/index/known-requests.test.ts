/** By which keys requests are found again, in whatever process they were stored. */
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createKnownRequests} from '../../source/index/known-requests.ts';
import {seededRandom} from '../support/random.ts';
import {createOpenedIndex, type OpenedIndex} from './opened.ts';

let index: OpenedIndex;
beforeEach(() => {
	index = createOpenedIndex();
});
afterEach(() => index.close());

test('a key finds all of its rows, before and after they are stored, and 0 finds none', () => {
	const known = createKnownRequests(index.database);
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
	expect(look(createKnownRequests(index.database))).toEqual(expected);
});

test('what another process stored is found after a refresh', () => {
	const [mine, theirs] = [createKnownRequests(index.database), createKnownRequests(index.database)];
	mine.add(7, 1);
	mine.save();
	theirs.add(7, 2);
	theirs.save();
	expect(mine.refresh()).toBe(true);
	expect([...mine.rows([7])].sort()).toEqual([1, 2]);
	expect(mine.refresh()).toBe(false);
});

test('what was added in a transaction that was undone is not known', () => {
	const known = createKnownRequests(index.database);
	index.database.exec('BEGIN');
	known.add(7, 1);
	known.save();
	index.database.exec('ROLLBACK');
	known.forget();
	expect([...known.rows([7])]).toEqual([]);
});

test('merges small pieces without losing any', () => {
	const seed = Math.floor(Math.random() * 2 ** 31);
	const random = seededRandom(seed);
	const all = new Map<number, Set<number>>();
	const known = createKnownRequests(index.database);
	for (let row = 1; row <= 3000; row++) {
		const key = random.int(1, 2000) * 2 ** random.int(0, 40) + 1;
		all.set(key, (all.get(key) ?? new Set()).add(row));
		known.add(key, row);
		if (row % 20 === 0) known.save();
	}
	const fresh = createKnownRequests(index.database);
	for (const [key, rows] of all) {
		expect([...fresh.rows([key])].sort(), `seed ${seed}`).toEqual([...rows].sort());
		expect([...known.rows([key])].sort(), `seed ${seed}`).toEqual([...rows].sort());
	}
	expect(Number(index.database.prepare('SELECT count(*) AS n FROM known_requests').get()?.n)).toBeLessThanOrEqual(64);
});
