/** Which conversations depend on one another, in the database. */
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createRelated, createRelatives} from '../../source/index/relatives.ts';
import {createOpenedIndex, type OpenedIndex} from './opened.ts';

let index: OpenedIndex;
let folders: number[];
beforeEach(() => {
	index = createOpenedIndex();
	folders = ['a', 'b'].map(identity => index.put('folder', {identity, path: identity}));
});
afterEach(() => index.close());

const add = (sessionId: string, folder: number | null = folders[0]!) => index.conversation(sessionId, {folder});
const addFork = (conversation: number, parent: number) => index.put('fork', {conversation, parent});
const addTotal = (conversation: number, started_at: number | null) =>
	index.put('running_total', {conversation, origin: 'cost-state', started_at, at: 1, total_cost_usd: 1});
const sorted = (rows: Iterable<number>) => [...rows].sort((a, b) => a - b);

test('parents, forks and those with the same total, also through others; nobody else', () => {
	const [old, fork, forkOfFork, sharing, stranger] = ['a', 'b', 'c', 'd', 'e'].map(id => add(id));
	addFork(fork!, old!);
	addFork(forkOfFork!, fork!);
	for (const row of [forkOfFork!, sharing!]) addTotal(row, 77);
	addTotal(stranger!, 78);
	const relatives = createRelatives(index.database);
	const all = sorted([old!, fork!, forkOfFork!, sharing!]);
	for (const row of all) expect(sorted(relatives(row))).toEqual(all);
	expect([...relatives(stranger!)]).toEqual([stranger]);
	expect(sorted(createRelated(index.database)(fork!))).toEqual(sorted([old!, forkOfFork!]));
});

test('totals whose start is not known, and those of a copied folder, are shared with no other conversation', () => {
	const [one, two] = [add('a'), add('b')];
	for (const row of [one, two]) addTotal(row, null);
	const [here, copy, unknown] = [add('c'), add('c', folders[1]), add('c', null)];
	for (const row of [here, copy, unknown]) addTotal(row, 5);
	const relatives = createRelatives(index.database);
	for (const row of [one, two, here, copy, unknown]) expect([...relatives(row)]).toEqual([row]);
});

test('follows an endless chain for some two hundred conversations', () => {
	const rows = Array.from({length: 400}, (_, n) => add(`s${n}`));
	for (const [n, row] of rows.entries()) if (n > 0) addFork(row, rows[n - 1]!);
	const found = createRelatives(index.database)(rows[0]!);
	expect(found.size).toBeGreaterThanOrEqual(200);
	expect(found.size).toBeLessThan(210);
});
