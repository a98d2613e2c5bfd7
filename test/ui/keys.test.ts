import type {Key} from 'ink';
import {describe, expect, test} from 'vitest';
import {keyLabel, keyNames} from '../../source/ui/keys.ts';

const key = (pressed: Partial<Key> = {}) => pressed as Key;

describe('keyNames', () => {
	test.each([
		['c', {}, ['c']],
		['C', {shift: true}, ['C']],
		['', {upArrow: true}, ['up']],
		['', {pageDown: true}, ['pageDown']],
		['\r', {return: true}, ['return']],
		[' ', {}, ['space']],
		['c', {ctrl: true}, ['ctrl+c']],
		['', {tab: true}, ['tab']],
		// Keys typed faster than they are read, and a letter with an accent.
		['jjx', {}, ['j', 'j', 'x']],
		['y\r', {}, ['y', 'return']],
		['ab\u0015x\u001A', {}, ['a', 'b', 'ctrl+u', 'x', 'ctrl+z']],
		['a\r\nb\n', {}, ['a', 'newline', 'b', 'newline']],
		// Alt+Enter and Shift+Enter.
		['\r', {return: true, meta: true}, ['newline']],
		['\r', {return: true, shift: true}, ['newline']],
		['e\u0301', {}, ['e\u0301']],
		// Alt+c is not c.
		['c', {meta: true}, []],
		// Nor are Cmd+c, Super+Enter and Ctrl+Shift+c, as terminals with the kitty keyboard protocol send them.
		['c', {super: true}, []],
		['\r', {return: true, super: true}, []],
		['c', {hyper: true}, []],
		['c', {ctrl: true, shift: true}, []],
	] as const)('%j %j', (input, pressed, expected) => {
		expect(keyNames(input, key(pressed))).toEqual(expected);
	});
});

test('labels are short and, where they must be, in ASCII', () => {
	expect(['return', 'up', 'ctrl+c', 'pageUp', 'c', 'space'].map(name => keyLabel(name))).toEqual([
		'⏎',
		'↑',
		'^C',
		'PgUp',
		'c',
		'space',
	]);
	expect(['return', 'up'].map(name => keyLabel(name, true))).toEqual(['Enter', 'Up']);
});
