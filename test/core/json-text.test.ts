import {expect, test} from 'vitest';
import {toJsonText} from '../../source/core/json-text.ts';

const attack = 'a\u001b[2J\u009b31m\u202eb\u2028\u{e0041}\n漢字 🚀';

test('nothing in it acts on a terminal but line feeds and tabs', () => {
	expect(toJsonText({name: attack})).toBe(
		'{\n\t"name": "a\\u001b[2J\\u009b31m\\u202eb\\u2028\\udb40\\udc41\\n漢字 🚀"\n}\n',
	);
});

test('it parses to the same value', () => {
	const value = {[attack]: [attack, 1, null]};
	expect(JSON.parse(toJsonText(value))).toEqual(value);
});
