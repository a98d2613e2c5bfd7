import {expect, test} from 'vitest';
import {createKeyTable} from '../../source/index/key-table.ts';
import {seededRandom} from '../support/random.ts';

const sorted = (rows: Iterable<number> | null | undefined) => [...(rows ?? [])].sort((a, b) => a - b);

test('every key finds its rows and no others, however many there are', () => {
	const seed = Math.floor(Math.random() * 2 ** 31);
	const random = seededRandom(seed);
	const table = createKeyTable();
	const truth = new Map<number, Set<number>>();
	expect(table.isEmpty()).toBe(true);
	for (let count = 0; count < 20_000; count++) {
		// Some differ in a few bits only, and some come again.
		const near = random.pick([1, 2 ** 16, 2 ** 32, 2 ** 38, 2 ** 47]) * random.int(1, 30);
		const key = random.chance(0.5) ? near : random.int(1, Number.MAX_SAFE_INTEGER);
		const row = random.int(1, 2 ** 32 - 1);
		table.add(key, row);
		table.add(key, row);
		const rows = truth.get(key) ?? new Set();
		truth.set(key, rows.add(row));
	}
	expect(table.isEmpty()).toBe(false);
	for (const [key, rows] of truth) {
		expect(sorted(table.find(key, null)), `seed ${seed}, key ${key}`).toEqual(sorted(rows));
		const unknown = key === Number.MAX_SAFE_INTEGER ? 1 : key + 1;
		expect(sorted(table.find(unknown, null)), `seed ${seed}, key ${unknown}`).toEqual(sorted(truth.get(unknown)));
	}
});

test('rows of several keys are found together', () => {
	const table = createKeyTable();
	table.add(7, 1);
	table.add(8, 2);
	expect(sorted(table.find(9, table.find(8, table.find(7, null))))).toEqual([1, 2]);
});
