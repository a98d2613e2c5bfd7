import {describe, expect, test} from 'vitest';
import {applyChanges, type Change, commandOf, reverseChanges} from '../../source/setup/changes.ts';

const text = '{\n  // mine\n  "env": {"A": "b"},\n  "theme": "dark"\n}\n';
const set: Change[] = [
	{path: ['env', 'A'], before: 'b', after: 'c'},
	{path: ['env', 'NEW'], after: '1'},
	{path: ['statusLine'], after: {type: 'command', command: 'ours'}},
];

test('changes go there and back, byte for byte', () => {
	const after = applyChanges(text, set);
	expect(after).toContain('// mine');
	expect(JSON.parse(after.replace('// mine', ''))).toEqual({
		...{env: {A: 'c', NEW: '1'}, theme: 'dark', statusLine: {type: 'command', command: 'ours'}},
	});
	expect(applyChanges(after, set)).toBe(after);
	expect(reverseChanges(after, set, true)).toEqual({text, kept: []});
});

describe('what was changed since', () => {
	const after = applyChanges(text, set);

	test('stays, and is named', () => {
		const since = after.replace('"c"', '"mine"').replace('"ours"', '"theirs"');
		const {text: undone, kept} = reverseChanges(since, set, true);
		expect(kept).toEqual(['env.A', 'statusLine']);
		expect(undone).toContain('"A": "mine"');
		expect(undone).toContain('"command": "theirs"');
		expect(undone).not.toContain('NEW');
	});

	test('and removed stays removed, even if there was an earlier value', () => {
		const {text: undone, kept} = reverseChanges('{"theme": "dark"}', set, true);
		expect(undone).toBe('{"theme": "dark"}');
		expect(kept).toEqual(['env.A']);
	});

	test('around ccmon’s own command is removed with it', () => {
		const since = after.replace('"command": "ours"', '"command": "ours", "padding": 2');
		expect(reverseChanges(since, set, true).text).toBe(text);
		// Nor is it set again.
		expect(applyChanges(since, set)).toBe(since);
	});
});

test('an empty env is removed, unless it was there before', () => {
	const own: Change[] = [{path: ['env', 'NEW'], after: '1'}];
	const after = applyChanges('{"theme": "dark"}', own);
	expect(JSON.parse(reverseChanges(after, own).text)).toEqual({theme: 'dark'});
	expect(JSON.parse(reverseChanges(after, own, true).text)).toEqual({theme: 'dark', env: {}});
	// Nothing of ours was in it.
	const other: Change[] = [{path: ['statusLine'], after: 1}];
	expect(reverseChanges('{"env": {}, "statusLine": 1}', other).text).toContain('"env"');
});

test.each([
	[{type: 'command', command: 'x'}, 'x'],
	[{command: 7}, null],
	[{type: 'command'}, null],
	['x', null],
	[null, null],
	[undefined, null],
	[['command'], null],
])('the command of %j is %j', (statusLine, command) => {
	expect(commandOf(statusLine as never)).toBe(command);
});
