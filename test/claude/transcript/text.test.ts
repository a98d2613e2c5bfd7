/** Texts and times out of a record that the walker found: here one that is made up. */
import {beforeEach, describe, expect, test} from 'vitest';
import {
	foundAgain,
	foundFiles,
	foundJson,
	foundText,
	foundTime,
	isFound,
} from '../../../source/claude/transcript/text.ts';
import {field} from '../../../source/claude/transcript/walker/record-fields.ts';
import type {RecordWalker} from '../../../source/claude/transcript/walker/record-walker.ts';

let walker: RecordWalker;
let end: number;
beforeEach(() => {
	walker = {
		...{bytes: Buffer.alloc(4096), places: new Uint32Array(68), counts: new Float64Array(16).fill(-1)},
		...{hashes: new Float64Array(34), files: new Uint32Array(129)},
	} as unknown as RecordWalker;
	end = 8;
});

/** Puts a text there as it would stand between its quotes. */
function put(json: string): [start: number, end: number] {
	const start = end;
	end += walker.bytes.write(json, start);
	return [start, end];
}
const place = (name: number, json: string) => walker.places.set(put(json), 2 * name);

describe('a text', () => {
	test.each([
		['plain', 'plain'],
		['caf\u00e9 😀', 'café 😀'],
		['a\\u00e9\\n\\"b\\\\', 'aé\n"b\\'],
		['', null],
		['broken \\x escape', null],
		['broken \\u12', null],
	])('that stands as %j is %j', (json, text) => {
		place(field.messageId, json);
		expect(foundText(walker, field.messageId)).toBe(text);
		expect(foundJson(walker, field.messageId)).toBe(json);
	});

	test('that is absent is null', () => {
		expect([foundText(walker, field.messageId), foundJson(walker, field.messageId)]).toEqual([null, null]);
	});

	test('is compared without decoding it', () => {
		place(field.attachmentType, 'todo');
		expect(['todo', 'toda', 'todos', ''].map(text => isFound(walker, field.attachmentType, text))).toEqual([
			true,
			false,
			false,
			false,
		]);
		expect(isFound(walker, field.messageId, '')).toBe(false);
	});

	test('that repeats the record before is the same string', () => {
		place(field.model, 'claude-opus-5-5');
		walker.hashes[field.model] = 7;
		expect(foundAgain(walker, field.model)).toBe('claude-opus-5-5');
		// The hash alone is compared.
		place(field.model, 'claude-haiku-5-5');
		expect(foundAgain(walker, field.model)).toBe('claude-opus-5-5');
		walker.hashes[field.model] = 8;
		expect(foundAgain(walker, field.model)).toBe('claude-haiku-5-5');
	});
});

test('a time is what the walker read, else what the text says', () => {
	walker.counts[field.timestamp] = 0;
	expect(foundTime(walker)).toBe(0);
	walker.counts[field.timestamp] = -1;
	expect(foundTime(walker)).toBeNull();
	place(field.timestamp, '2026-11-20T11:00:00+01:00');
	expect(foundTime(walker)).toBe(Date.UTC(2026, 10, 20, 10));
});

test('returns the files that are named, without those whose name is broken', () => {
	expect(foundFiles(walker)).toEqual([]);
	walker.files.set([3, ...put('/a\\u0020b'), ...put('\\q'), ...put('/c')]);
	expect(foundFiles(walker)).toEqual(['/a b', '/c']);
});
