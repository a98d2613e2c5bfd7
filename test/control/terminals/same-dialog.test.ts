/** A digit is pressed if the dialog is the one that the person saw. */
import {expect, test} from 'vitest';
import {parseAnsiScreen} from '../../../source/claude/screen/ansi.ts';
import {readPromptBox} from '../../../source/claude/screen/prompt-box.ts';
import {dialogText, showsDialog} from '../../../source/control/terminals/same-dialog.ts';
import {dialog} from '../../support/fake-dialogs.ts';
import {capturedScreen} from '../../support/target-process.ts';

const reading = (screen: string) => readPromptBox(parseAnsiScreen(screen, 100));
const bash = capturedScreen('dialog-bash');
const asked = dialogText(dialog('dialog-bash'));

test('the same dialog is the same, wherever its cursor is', () => {
	expect(showsDialog(reading(bash), asked)).toBe(true);
	const rows = bash.split('\n');
	const first = rows.findIndex(row => row.includes('❯') && row.includes('1.'));
	rows[first] = rows[first]!.replace('❯', ' ');
	rows[first + 1] = rows[first + 1]!.replace('   ', ' ❯ ');
	const moved = rows.join('\n');
	expect(rows[first + 1]).toContain('❯');
	expect(showsDialog(reading(moved), asked)).toBe(true);
});

test.each(['dialog-fetch', 'dialog-bash-long', 'dialog-bash-lines', 'dialog-bash-cut', 'dialog-config', 'draft-one'])(
	'%s is not that dialog',
	name => {
		expect(showsDialog(reading(capturedScreen(name)), asked)).toBe(false);
	},
);

test('one other letter of the command makes it another', () => {
	const text = dialogText(dialog('dialog-bash'));
	const command = dialog('dialog-bash').body.join('').trim().split(/\s+/)[0]!;
	const other = bash.replaceAll(command, `${command.slice(0, -1)}X`);
	expect(other).not.toBe(bash);
	expect(reading(other).kind).toBe('dialog');
	expect(showsDialog(reading(other), text)).toBe(false);
});

test('a dialog that nobody could read is no dialog to answer', () => {
	expect(showsDialog({kind: 'dialog', reason: 'a dialog is open'}, asked)).toBe(false);
	expect(showsDialog({kind: 'dialog', reason: 'a dialog is open', dialog: {kind: 'unknown', reason: 'x'}}, asked)).toBe(
		false,
	);
});
