import {expect, test} from 'vitest';
import {isOn} from '../../../source/claude/settings/is-on.ts';

test('four words turn a variable on, in any case and with blanks around them', () => {
	for (const value of ['1', 'true', 'YES', ' On ']) expect(isOn(value), value).toBe(true);
	for (const value of [undefined, '', '0', 'false', 'off', '2', 'true!', 'yes please', '1\n1'])
		expect(isOn(value), value).toBe(false);
});
