import {expect, test} from 'vitest';
import {parseAutoCompact} from '../../../source/claude/settings/parse.ts';

const none = {files: [], variables: {}, args: []};

test('nothing set: on, with the model’s window', () => {
	expect(parseAutoCompact(none)).toEqual({enabled: true, windowTokens: null, percent: null});
});

test('the strongest file decides', () => {
	const files = ['{"autoCompactWindow": 400000}', null, '{"autoCompactEnabled": false, "autoCompactWindow": 1}'];
	expect(parseAutoCompact({...none, files})).toEqual({enabled: false, windowTokens: 400_000, percent: null});
});

test('the variable comes before the argument, the argument before the settings', () => {
	const files = ['{"autoCompactWindow": 100000}'];
	const args = ['claude', '--autocompact', '300k'];
	expect(parseAutoCompact({...none, files, args}).windowTokens).toBe(300_000);
	expect(parseAutoCompact({...none, files, args: ['--autocompact=1m']}).windowTokens).toBe(1_000_000);
	const variables = {CLAUDE_CODE_AUTO_COMPACT_WINDOW: '200k'};
	expect(parseAutoCompact({files, args, variables}).windowTokens).toBe(200_000);
});

test('variables turn it off or lower it, also from the settings’ env', () => {
	expect(parseAutoCompact({...none, variables: {DISABLE_AUTO_COMPACT: '1'}}).enabled).toBe(false);
	expect(parseAutoCompact({...none, variables: {DISABLE_AUTO_COMPACT: '0'}}).enabled).toBe(true);
	const files = ['{"env": {"CLAUDE_AUTOCOMPACT_PCT_OVERRIDE": "60"}}'];
	expect(parseAutoCompact({...none, files}).percent).toBe(60);
});

test.each([
	'not json',
	'[]',
	'{"env": 3, "autoCompactWindow": "many"}',
	'{"env": {"CLAUDE_AUTOCOMPACT_PCT_OVERRIDE": "-3"}}',
])('%s changes nothing', text => {
	expect(parseAutoCompact({...none, files: [text]})).toEqual({enabled: true, windowTokens: null, percent: null});
});
