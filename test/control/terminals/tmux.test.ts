import {expect, test} from 'vitest';
import {rowPattern} from '../../../source/control/terminals/tmux.ts';

const dialog = (...body: string[]) =>
	({kind: 'permission', title: 'Bash command', head: ['x'], body, answers: []}) as const;

test('what the server looks for is the end of the longest row, and nothing in it means anything to its formats', () => {
	expect(rowPattern(dialog(' ls', ' touch a && echo "#{pid}, $HOME" '))).toBe('touch a .+ echo .+pid.+ .+HOME.+$');
	expect(rowPattern({...dialog(), head: ['', ' Claude wants it']})).toBe('Claude wants it$');
	for (const text of ["'; kill-server ; '", '#(touch x)', '#{l:,}', '}\\', '設計']) {
		expect(rowPattern(dialog(text))).toMatch(/^[\w /=.+-]*\$$/);
	}
});

test('it is found in the row that it comes from', () => {
	for (const row of ['rm -rf "a b" | cat', '  2 +const a = {b: [1, 2]};', 'echo 設計 *?[x]']) {
		expect(new RegExp(rowPattern(dialog(row))).test(`  │ ${row}`)).toBe(true);
	}
});
