import {EventEmitter} from 'node:events';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {showScreen} from '../../source/cli/show-screen.ts';
import {createScreenModel, type ScreenModel} from '../../source/control/terminals/screen-model.ts';
import {waitFor} from '../support/wait.ts';

let model: ScreenModel;
let stdin: EventEmitter & {setRawMode(raw: boolean): void; resume(): void; raw: boolean};
let stdout: EventEmitter & {columns: number; rows: number; write(text: string): void; written: string};
let leaving: AbortController;
beforeEach(() => {
	stdin = Object.assign(new EventEmitter(), {
		raw: false,
		resume: () => {},
		setRawMode(raw: boolean) {
			stdin.raw = raw;
		},
	});
	leaving = new AbortController();
});
afterEach(() => model.close());

async function show(rows: () => Promise<readonly string[]>, size = {columns: 40, rows: 6}) {
	model = await createScreenModel(size.columns, size.rows);
	stdout = Object.assign(new EventEmitter(), {
		...size,
		written: '',
		write(text: string) {
			stdout.written += text;
			model.write(Buffer.from(text));
		},
	});
	const ended = showScreen({title: 'web', rows, stdin, stdout, signal: leaving.signal} as never);
	return {ended, screen: async () => (await model.read()).rows.map(row => row.replace(/\x1b\[[\d;]*m/g, '').trimEnd())};
}
const seen = (screen: () => Promise<string[]>, text: string) =>
	waitFor(async () => (await screen()).join('\n').includes(text), {
		what: text,
		last: async () => (await screen()).join('\n'),
	});

test('the screen is shown as it changes, until a key is pressed, and the terminal is given back', async () => {
	let rows = ['one', '\x1b[0;1mbold\x1b[0m', '', ''];
	const {ended, screen} = await show(async () => rows);
	await seen(screen, 'bold');
	expect(await screen()).toEqual(['one', 'bold', '', '', '', ' web · any key goes back to ccmon']);
	rows = ['two'];
	await seen(screen, 'two');
	expect((await screen()).join('')).not.toContain('bold');
	expect(stdin.raw).toBe(true);
	stdin.emit('data', Buffer.from('x'));
	await ended;
	expect(stdin.raw).toBe(false);
	expect(stdout.written).toMatch(/^\x1b\[\?1049h\x1b\[\?25l/);
	expect(stdout.written).toMatch(/\x1b\[\?25h\x1b\[\?1049l$/);
	expect([stdin.listenerCount('data'), stdout.listenerCount('resize')]).toEqual([0, 0]);
});

test('shows the bottom of a higher screen, where the prompt box is, and cuts wide rows', async () => {
	const rows = Array.from({length: 30}, (_, index) => `row ${index} ${'x'.repeat(99)}`);
	const {ended, screen} = await show(async () => rows);
	await seen(screen, 'row 29');
	expect((await screen()).map(row => row.slice(0, 6))).toEqual([
		'row 25',
		'row 26',
		'row 27',
		'row 28',
		'row 29',
		' web ·',
	]);
	leaving.abort();
	await ended;
});

test.each([1, 2])('in a terminal of %i rows nothing runs over its end', async height => {
	const {ended, screen} = await show(async () => ['one', 'two', 'three'], {columns: 40, rows: height});
	await seen(screen, 'any key');
	await waitFor(() => stdout.written.split('any key').length > 2, {what: 'the second drawing'});
	expect((await screen()).at(-1)).toContain('web · any key');
	if (height === 2) expect((await screen())[0]).toBe('three');
	leaving.abort();
	await ended;
});

test('rows keep colours and no other escape sequence', async () => {
	const {ended, screen} = await show(async () => ['a\x1b]0;owned\x07b\x1b[2J\x1b[10;10Hc', 'end']);
	await seen(screen, 'end');
	expect(stdout.written).not.toContain('owned');
	expect((await screen())[0]).toBe('abc');
	leaving.abort();
	await ended;
});

test('a session that goes says so below its last screen, in one line of plain text', async () => {
	let looks = 0;
	const {ended, screen} = await show(
		async () => {
			if (looks++ === 0) return ['last words'];
			throw new Error('it has\n\x1b[2Jended');
		},
		{columns: 60, rows: 4},
	);
	await seen(screen, 'it has');
	expect(await screen()).toEqual(['last words', '', '', ' web · it has ended: any key goes back to ccmon']);
	leaving.abort();
	await ended;
});

test('ends at once if it was aborted before it began', async () => {
	leaving.abort();
	const {ended} = await show(async () => ['one']);
	await ended;
	expect(stdin.raw).toBe(false);
});
