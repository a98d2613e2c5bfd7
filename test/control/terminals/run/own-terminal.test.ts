import {openSync, readFileSync} from 'node:fs';
import type {ReadStream, WriteStream} from 'node:tty';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {ownTerminal} from '../../../../source/control/terminals/run/own-terminal.ts';
import {type TemporaryFolder, temporaryFolder} from '../../../support/environment.ts';

let folder: TemporaryFolder;
let modes: boolean[];
beforeEach(() => {
	folder = temporaryFolder();
	modes = [];
});
afterEach(() => folder.remove());

function own(size: {columns?: number; rows?: number} = {}, fd = openSync(folder.at('written'), 'w')) {
	const stdin = {setRawMode: (raw: boolean) => modes.push(raw)} as unknown as ReadStream;
	return ownTerminal(stdin, {fd, ...size} as WriteStream & {fd: number});
}

test('it is made raw also where Node believes that it is', () => {
	const terminal = own();
	terminal.take();
	expect(modes).toEqual([false, true]);
	terminal.giveBack();
	expect(modes.at(-1)).toBe(false);
});

test('uses a default for an unknown size', () => {
	expect(own({columns: 132, rows: 43}).size()).toEqual({columns: 132, rows: 43});
	expect(own({columns: 0, rows: 0}).size()).toEqual({columns: 80, rows: 24});
	expect(own().size()).toEqual({columns: 80, rows: 24});
});

test('what a program left switched on is switched off, and the cursor shown', () => {
	own().repair();
	const written = readFileSync(folder.at('written'), 'utf8');
	// Pastes, mouse, focus, alternate screen, synchronized drawing.
	for (const mode of [2004, 1000, 1002, 1003, 1006, 1004, 1049, 2026]) expect(written).toContain(`\x1b[?${mode}l`);
	expect(written).toContain('\x1b[?25h');
	expect(written).not.toMatch(/\x1b\[\?(?!25h)\d+h/);
	// The alternate screen is left before colours are reset: what is set in it stays there.
	expect(written.indexOf('\x1b[?1049l')).toBeLessThan(written.indexOf('\x1b[m'));
});

test('a terminal that is gone needs no repair', () => {
	expect(() => own({}, 999_999).repair()).not.toThrow();
});
