import {expect, test} from 'vitest';
import {readInput} from '../../source/platform/input.ts';

async function* parts(...texts: (string | Buffer)[]) {
	yield* texts;
}

test('reads all of it, even a character in two parts, without the final line feed', async () => {
	const bytes = Buffer.from('fix é\n- all\n\n');
	expect(await readInput(parts(bytes.subarray(0, 5), bytes.subarray(5)), 100)).toBe('fix é\n- all\n');
	expect(await readInput(parts('one line\r\n'), 100)).toBe('one line');
	expect(await readInput(parts(), 100)).toBe('');
});

test('stops reading beyond the limit', async () => {
	let read = 0;
	async function* endless() {
		for (;;) {
			read++;
			yield 'x'.repeat(10);
		}
	}
	expect(await readInput(endless(), 95)).toBeNull();
	expect(read).toBe(10);
});
