import {Writable} from 'node:stream';
import {expect, test} from 'vitest';
import {createOutgoingLines} from '../../source/stream/outgoing-lines.ts';

/** A reader that takes a line when the test says so, and what was called back meanwhile. */
function open() {
	const taken: string[] = [];
	const calls: string[] = [];
	let done: (error?: Error | null) => void = () => {};
	const output = new Writable({
		write(chunk, _, callback) {
			taken.push(String(chunk));
			done = callback;
		},
	});
	output.on('error', () => {});
	const lines = createOutgoingLines(output, {
		onTaken: () => calls.push('taken'),
		onIdle: () => calls.push('idle'),
		onError: () => calls.push('error'),
	});
	const take = async (error?: Error) => {
		done(error);
		await new Promise(setImmediate);
	};
	return {lines, output, taken, calls, take};
}

test('lines are written one at a time, each after the one before was taken', async () => {
	const {lines, taken, calls, take} = open();
	for (const line of ['a', 'b', 'c']) expect(lines.write(line)).toBe(true);
	expect(taken).toEqual(['a\n']);
	await take();
	expect(taken).toEqual(['a\n', 'b\n']);
	expect(lines.isBusy()).toBe(true);
	await take();
	await take();
	expect(taken).toEqual(['a\n', 'b\n', 'c\n']);
	expect(lines.isBusy()).toBe(false);
	expect(calls).toEqual(['taken', 'taken', 'idle']);
});

test('no more is kept for a reader that does not read than 64 million characters', () => {
	const {lines} = open();
	const megabyte = 'x'.repeat(2 ** 20);
	// The first is being written and does not wait.
	for (let n = 0; n < 65; n++) expect(lines.write(megabyte)).toBe(true);
	expect(lines.write('x')).toBe(false);
});

test('when it stops, what waits is dropped and a last line goes out', async () => {
	const {lines, taken, take} = open();
	for (const line of ['a', 'b']) lines.write(line);
	lines.stop('bye');
	lines.write('c');
	await take();
	await take();
	expect(taken).toEqual(['a\n', 'bye\n']);
});

test('a failed write is reported once, and nothing follows it', async () => {
	const {lines, taken, calls, take} = open();
	for (const line of ['a', 'b']) lines.write(line);
	await take(new Error('closed'));
	expect(calls).toEqual(['error']);
	expect(taken).toEqual(['a\n']);
});
