/** Ids as numbers. */
import {expect, test} from 'vitest';
import {keyOf, keyOfNumbers} from '../../source/accounting/request-keys.ts';

const isKey = (key: number) => Number.isSafeInteger(key) && key > 0;

test('similar ids have different keys, which fit into a double and SQLite', () => {
	const ids = Array.from({length: 100_000}, (_, n) => `msg_01${n.toString(36).padStart(8, '0')}`);
	const keys = new Set(ids.map(keyOf));
	expect(keys.size).toBe(ids.length);
	expect([...keys].every(isKey)).toBe(true);
});

test('order, case, the end of a text and an additional character change the key', () => {
	const texts = ['ab', 'ba', 'aB', 'ab\0', '', '\0', 'msg_1/advice', 'msg_1', '\ud83d', '\ude00', '\ud83d\ude00'];
	expect(new Set(texts.map(keyOf)).size).toBe(texts.length);
	expect(texts.map(keyOf).every(isKey)).toBe(true);
});

test('numbers in another order, or that differ above 32 bits, have another key', () => {
	const numbers: [number, number, number, number][] = [
		...(
			[
				[1, 2, 3, 4],
				[2, 1, 3, 4],
				[1, 2, 4, 3],
				[0, 0, 0, 0],
				[0, 0, 0, 1],
			] as const
		).map(of => [...of] as [number, number, number, number]),
		[2 ** 32, 0, 0, 0],
		[2 ** 52, 0, 0, 0],
		[0, 2 ** 32, 0, 0],
		[0, 2 ** 52 + 1, 0, 0],
	];
	const keys = numbers.map(of => keyOfNumbers(...of));
	expect(new Set(keys).size).toBe(numbers.length);
	expect(keys.every(isKey)).toBe(true);
});

test('tens of thousands of token counts under one message do not collide', () => {
	const keys = new Set<number>();
	const message = keyOf('gen-1');
	for (let input = 0; input < 200; input++)
		for (let read = 0; read < 200; read++) keys.add(keyOfNumbers(message, input, read, 5));
	expect(keys.size).toBe(40_000);
});

test('keys do not change between releases, since the index stores them', () => {
	expect([keyOf('msg_01'), keyOf('req_9é'), keyOfNumbers(1, 2, 3, 4)]).toEqual([
		...[2018226067259536, 8504371026067182, 6753526063472362],
	]);
});
