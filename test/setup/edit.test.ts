import fc from 'fast-check';
import {getNodeValue} from 'jsonc-parser';
import {describe, expect, test} from 'vitest';
import {isPlainJson, type Json, parseSettings, removeValue, setValue} from '../../source/setup/edit.ts';
import {settingsText} from './settings-text.ts';

const contentOf = (text: string): Record<string, Json> => {
	const tree = parseSettings(text);
	if (!tree) throw new Error(`does not parse: ${text}`);
	return getNodeValue(tree);
};

describe('a new value', () => {
	test.each([
		['an empty file', '', '{\n  "new": 1\n}\n'],
		['an empty object', '{}', '{\n  "new": 1\n}'],
		['one line', '{"a":1}', '{"a":1, "new": 1}'],
		['tabs', '{\n\t"a": 1\n}\n', '{\n\t"a": 1,\n\t"new": 1\n}\n'],
		['Windows line ends', '{\r\n    "a": 1\r\n}\r\n', '{\r\n    "a": 1,\r\n    "new": 1\r\n}\r\n'],
		['a byte order mark', '\ufeff{\n  "a": 1\n}', '\ufeff{\n  "a": 1,\n  "new": 1\n}'],
		['a trailing comma', '{\n  "a": 1,\n}', '{\n  "a": 1,\n  "new": 1,\n}'],
		['a comment on the line', '{\n  "a": 1 // one\n}', '{\n  "a": 1, // one\n  "new": 1\n}'],
		['a comment below', '{\n  "a": 1\n  // end\n}', '{\n  "a": 1,\n  "new": 1\n  // end\n}'],
		['commas in front', '{\n  "a": 1\n  , "b": 2\n}', '{\n  "a": 1\n  , "b": 2,\n  "new": 1\n}'],
		['nothing but a comment', '{ /* none */ }', '{\n  "new": 1\n /* none */ }'],
	])('in %s', (_, before, after) => {
		expect(setValue(before, ['new'], 1)).toBe(after);
	});

	test('in an object that is not there yet', () => {
		expect(setValue('{\n    "a": 1\n}', ['env', 'X'], 'y')).toBe(
			'{\n    "a": 1,\n    "env": {\n        "X": "y"\n    }\n}',
		);
		expect(setValue('{"a": 1}', ['env', 'X'], 'y')).toBe('{"a": 1, "env": {"X":"y"}}');
		expect(setValue('{"a": 1, "env": {}}', ['env', 'X'], 'y')).toBe('{"a": 1, "env": {"X": "y"}}');
	});
});

test('replaces a value in its place', () => {
	expect(setValue('{"a" : [1, 2] /* c */, "b": 2}', ['a'], 'x')).toBe('{"a" : "x" /* c */, "b": 2}');
});

test.each([
	['{\n  "a": 1,\n  "x": 2\n}', '{\n  "a": 1\n}'],
	['{\n  "x": 2,\n  "a": 1\n}', '{\n  "a": 1\n}'],
	['{\n  "a": 1, // one\n  "x": 2 // two\n}', '{\n  "a": 1 // one\n   // two\n}'],
	['{"a": 1, "x": 2}', '{"a": 1}'],
	['{"x": 2, "a": 1}', '{ "a": 1}'],
	['{"x": 2}', '{}'],
	['{\n  "a": 1\n  , "x": 2\n}', '{\n  "a": 1\n  \n}'],
	['{\n  "a": 1,\n  "x": 2,\n}', '{\n  "a": 1,\n}'],
])('a value is taken out of %j', (before, after) => {
	expect(removeValue(before, ['x'])).toBe(after);
});

test('changes one value and nothing else, whatever the settings look like', () => {
	fc.assert(
		fc.property(settingsText(), fc.string(), ({text, value}, content) => {
			const changed = setValue(text, ['env', 'NEW'], content);
			const env = (value.env ?? {}) as Record<string, Json>;
			expect(contentOf(changed)).toEqual({...value, env: {...env, NEW: content}});
			expect(isPlainJson(changed)).toBe(isPlainJson(text));
			// All that was there is there still, in its order, comments and line ends included.
			let position = 0;
			for (const piece of text.trim() === '' ? [] : text.split(/[\s,{}]+/)) {
				position = changed.indexOf(piece, position) + piece.length;
				expect(position).toBeGreaterThanOrEqual(piece.length);
			}
			expect(changed.includes('\r\n')).toBe(text.includes('\r\n'));
			if (Object.keys(env).length > 0) expect(removeValue(changed, ['env', 'NEW'])).toBe(text);
			expect(contentOf(removeValue(changed, ['env', 'NEW']))).toEqual({...value, env});
		}),
		{numRuns: 400},
	);
});

test('can remove each value, whatever the settings look like', () => {
	fc.assert(
		fc.property(settingsText(), ({text, value}) => {
			let left = text;
			for (const name of Object.keys(value)) {
				left = removeValue(left, [name]);
				expect(Object.keys(contentOf(left))).not.toContain(name);
			}
			expect(contentOf(left)).toEqual({});
		}),
		{numRuns: 200},
	);
});

test.each(['{', '{"a": }', '{"a": 1} x', '{"a": 1 "b": 2}', "{'a': 1}", 'nul', '{"a": 01}'])('%j is not JSON', text => {
	expect(parseSettings(text)).toBeNull();
	expect(isPlainJson(text)).toBe(false);
});

test.each([
	['{"a": 1}', true],
	['\ufeff{}\r\n', true],
	['', true],
	['{"a": 1,}', false],
	['{} // c', false],
])('%j as plain JSON: %s', (text, plain) => {
	expect(isPlainJson(text)).toBe(plain);
	expect(parseSettings(text)).not.toBeNull();
});
