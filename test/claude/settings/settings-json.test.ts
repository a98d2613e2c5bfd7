/** Settings files, which people write by hand. */
import {expect, test} from 'vitest';
import {isObject, parseSettingsJson, variablesOfEnv} from '../../../source/claude/settings/settings-json.ts';

test('parses a file’s JSON, with or without a byte order mark', () => {
	expect(parseSettingsJson('\ufeff{"env": {"A": 1}}')).toEqual({env: {A: 1}});
	for (const text of [null, '', '{', '// a comment\n{}', '[1]', 'null', '"x"', '['.repeat(100_000)])
		expect(parseSettingsJson(text), String(text).slice(0, 9)).toEqual({});
});

test('variables become text as in Claude Code; null sets none', () => {
	const env = JSON.parse(
		'{"A": 1, "B": true, "C": null, "D": "", "E": [1, 2], "F": {"toString": 1}, "__proto__": "x"}',
	);
	expect(Object.entries(variablesOfEnv(env))).toEqual([
		...[
			['A', '1'],
			['B', 'true'],
			['D', ''],
			['E', '1,2'],
			['F', ''],
			['__proto__', 'x'],
		],
	]);
});

test('a list and null are not objects', () => {
	expect([{}, [], null, 'x', undefined].map(isObject)).toEqual([true, false, false, false, false]);
});
