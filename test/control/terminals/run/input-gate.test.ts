import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {createInputGate} from '../../../../source/control/terminals/run/input-gate.ts';

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

function open() {
	let written = '';
	const gate = createInputGate(data => {
		written += data.toString('latin1');
	});
	return {
		person: (text: string) => gate.person(Buffer.from(text, 'latin1')),
		remote: (text: string) => gate.remote(text),
		remoteNow: (text: string) => gate.remoteNow(text),
		written: () => written,
	};
}

test('remote text passes at once between two keys', async () => {
	const gate = open();
	gate.person('a');
	expect(await gate.remote('[text]')).toBe(true);
	gate.person('b');
	expect(gate.written()).toBe('a[text]b');
});

test.each([
	['an arrow key', ['\u001b', '[A']],
	['a function key', ['\u001b[1', '5~']],
	['a mouse report', ['\u001b[<0;12', ';7M']],
	['a key with Alt', ['\u001b', 'f']],
	['an application key', ['\u001bO', 'P']],
	['a terminal’s answer', ['\u001b]11;rgb:00/0', '0/00\u001b', '\\']],
	['a letter of several bytes', ['\u00e6\u0097', '\u00a5']],
])('%s in several reads stays whole', async (_, pieces) => {
	const gate = open();
	gate.person(pieces[0]!);
	const sent = gate.remote('[text]');
	for (const piece of pieces.slice(1)) gate.person(piece);
	expect(await sent).toBe(true);
	expect(gate.written()).toBe(`${pieces.join('')}[text]`);
});

test('a paste in several reads stays whole', async () => {
	const gate = open();
	gate.person('\u001b[200~one\u001b[A');
	const sent = gate.remote('[text]');
	await vi.advanceTimersByTimeAsync(500);
	gate.person(' two');
	gate.person('\u001b[20');
	gate.person('1~');
	expect(await sent).toBe(true);
	expect(gate.written()).toBe('\u001b[200~one\u001b[A two\u001b[201~[text]');
});

test('the Escape key is a key: after a moment it waits for nothing more', async () => {
	const gate = open();
	gate.person('\u001b');
	const sent = gate.remote('[text]');
	await vi.advanceTimersByTimeAsync(100);
	expect(await sent).toBe(true);
	expect(gate.written()).toBe('\u001b[text]');
});

test('remote text is dropped, not delayed, during a paste without an end', async () => {
	const gate = open();
	gate.person('\u001b[200~one');
	const sent = gate.remote('[text]');
	await vi.advanceTimersByTimeAsync(3000);
	expect(await sent).toBe(false);
	gate.person(' two\u001b[201~');
	expect(gate.written()).toBe('\u001b[200~one two\u001b[201~');
});

test('every byte of the person passes as it is', () => {
	const gate = open();
	const bytes = Array.from({length: 256}, (_, byte) => String.fromCharCode(byte)).join('');
	gate.person(bytes);
	expect(gate.written()).toBe(bytes);
});

test('an answer goes through at once or not at all: not within half a second of the person, nor in the middle of a key', () => {
	const gate = open();
	expect(gate.remoteNow('1')).toBe(true);
	gate.person('a');
	expect(gate.remoteNow('2')).toBe(false);
	vi.advanceTimersByTime(600);
	expect(gate.remoteNow('3')).toBe(true);
	gate.person('\u001b[200~half a paste');
	vi.advanceTimersByTime(600);
	expect(gate.remoteNow('4')).toBe(false);
	expect(gate.written()).toBe('1a3\u001b[200~half a paste');
});
