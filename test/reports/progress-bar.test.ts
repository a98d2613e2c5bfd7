import {expect, test} from 'vitest';
import {createProgressBar} from '../../source/reports/progress-bar.ts';

const megabyte = 2 ** 20;

function show(isTTY: boolean, bytes: number, ascii = false) {
	let text = '';
	const bar = createProgressBar({write: written => (text += written), isTTY}, ascii);
	bar.show({bytesDone: bytes / 2, bytes});
	const shown = text;
	bar.clear();
	return {shown, left: text.split('\r').at(-1)};
}

test('on a terminal it says how far the reading is, and leaves nothing', () => {
	const {shown, left} = show(true, 256 * megabyte);
	expect(shown).toBe('\rReading transcripts ████████████░░░░░░░░░░░░ 134 MB of 268 MB\x1b[K');
	expect(left).toBe('\x1b[K');
	expect(show(true, 256 * megabyte, true).shown).toContain('############............');
});

test('in a pipe, or for little, it says nothing', () => {
	expect(show(false, 256 * megabyte).shown).toBe('');
	expect(show(true, megabyte).shown).toBe('');
});
