import {mkdirSync} from 'node:fs';
import type {DatabaseSync} from 'node:sqlite';
import fc from 'fast-check';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {openHistory} from '../../source/index/schema.ts';
import {column, createSegmentStore, type IndexedRows, rowLength} from '../../source/index/segments.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let folder: TemporaryFolder;
let database: DatabaseSync;
beforeEach(() => {
	folder = temporaryFolder();
	mkdirSync(folder.at('state'));
	database = openHistory({path: folder.at('state', 'ccmon.db'), now: () => 0}).database!;
});
afterEach(() => {
	database.close();
	folder.remove();
});

/** A message by its key and its output tokens; the larger output stays. */
type Message = readonly [key: number, output: number];

function indexed(messages: readonly Message[]): IndexedRows {
	const unique = [...new Map([...messages].sort((a, b) => a[1] - b[1]))];
	const rows = new Float64Array(unique.length * rowLength);
	for (const [index, [key, output]] of unique.entries()) {
		rows[index * rowLength] = key;
		rows[index * rowLength + column.output] = output;
	}
	const order = [...unique.keys()].sort((a, b) => unique[a]![0] - unique[b]![0]);
	return {
		keys: Float64Array.from(order, index => unique[index]![0]),
		places: Uint32Array.from(order, index => index * rowLength),
		rows,
	};
}

function write(
	messages: readonly Message[],
	sum: {output: number; messages: number},
	store = createSegmentStore(database),
) {
	store.write(indexed(messages), {
		added(rows, at) {
			sum.output += rows[at + column.output]!;
			sum.messages++;
		},
		merge(known, at, read, from) {
			if (read[from + column.output]! <= known[at + column.output]!) return false;
			known[at + column.output] = read[from + column.output]!;
			return true;
		},
		changed(before, after, at) {
			sum.output += after[at + column.output]! - before[column.output]!;
		},
	});
}

function readAll(): Map<number, number> {
	const all = new Map<number, number>();
	createSegmentStore(database).each((rows, at) => {
		expect(all.has(rows[at]!)).toBe(false);
		all.set(rows[at]!, rows[at + column.output]!);
	});
	return all;
}

const message = fc.tuple(fc.oneof(fc.nat(30), fc.maxSafeNat()), fc.nat(1000));

test('whatever is written in whatever pieces, each message is there once, with its largest output', () => {
	fc.assert(
		fc.property(fc.array(fc.array(message, {maxLength: 40}), {maxLength: 12}), fc.boolean(), (pieces, oneStore) => {
			database.exec('DELETE FROM history_segment');
			const expected = new Map<number, number>();
			const sum = {output: 0, messages: 0};
			const shared = createSegmentStore(database);
			for (const piece of pieces) {
				write(piece, sum, oneStore ? shared : createSegmentStore(database));
				for (const [key, output] of piece) expected.set(key, Math.max(output, expected.get(key) ?? 0));
			}
			expect(readAll()).toEqual(expected);
			const outputs = [...expected.values()].reduce((total, output) => total + output, 0);
			expect(sum).toEqual({output: outputs, messages: expected.size});
		}),
		{numRuns: 150},
	);
});

test('however often little is written, the pieces stay few', () => {
	const sum = {output: 0, messages: 0};
	for (let key = 0; key < 300; key++) write([[key * 7919, 1]], sum);
	expect(readAll().size).toBe(300);
	const pieces = database.prepare('SELECT messages FROM history_segment ORDER BY id').all();
	expect(pieces.length).toBeLessThan(10);
});

test('what another process has merged meanwhile is found', () => {
	const sum = {output: 0, messages: 0};
	const mine = createSegmentStore(database);
	write([[1, 5]], sum, mine);
	write([[2, 5]], sum, createSegmentStore(database));
	write([[2, 9]], sum, mine);
	write([[1, 5]], sum, mine);
	expect([...readAll()].sort()).toEqual([
		[1, 5],
		[2, 9],
	]);
	expect(sum).toEqual({output: 14, messages: 2});
});

test('what was rolled back is not remembered, though another takes its place', () => {
	const sum = {output: 0, messages: 0};
	const mine = createSegmentStore(database);
	database.exec('BEGIN');
	write([[1, 5]], sum, mine);
	database.exec('ROLLBACK');
	mine.forget();
	write([[2, 7]], sum, createSegmentStore(database));
	write([[1, 6]], sum, mine);
	write([[2, 3]], sum, mine);
	expect([...readAll()].sort()).toEqual([
		[1, 6],
		[2, 7],
	]);
});
