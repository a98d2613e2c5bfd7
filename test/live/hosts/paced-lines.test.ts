import {PassThrough} from 'node:stream';
import {expect, test, vi} from 'vitest';
import {bounds} from '../../../source/core/hosts/protocol.ts';
import {readPacedLines} from '../../../source/live/hosts/paced-lines.ts';
import {waitFor} from '../../support/wait.ts';

test('returns whole lines, however they arrive', async () => {
	const stream = new PassThrough();
	const lines: string[] = [];
	readPacedLines(stream, {onLine: line => Math.min(1, lines.push(line)), onTooLong() {}});
	for (const piece of ['one\ntw', 'o\n', '\n', 'thr', 'ee', '\n', 'rest']) stream.write(piece);
	await waitFor(() => lines.length === 4, {what: 'four lines'});
	expect(lines).toEqual(['one', 'two', '', 'three']);
});

test('what comes faster than a host has something to say waits in the pipe, and none of it is lost', async () => {
	const stream = new PassThrough({highWaterMark: 1024});
	let count = 0;
	readPacedLines(
		stream,
		{onLine: () => Math.min(1, ++count), onTooLong() {}},
		{changesPerSecond: 200, bytesPerSecond: 1e9, share: 1},
	);
	const began = performance.now();
	for (let line = 0; line < 600; line++) stream.write(`${'x'.repeat(50)}\n`);
	await waitFor(() => count >= 200, {what: 'the first second'});
	// A chunk may be more than a second has; the pause after it makes up for that.
	expect(stream.isPaused()).toBe(true);
	await waitFor(() => count === 600, {what: 'all lines'});
	expect(performance.now() - began).toBeGreaterThan(1500);
});

test('a line that is longer than a line may be is the end', async () => {
	const stream = new PassThrough();
	const onTooLong = vi.fn();
	const onLine = vi.fn(() => 1);
	readPacedLines(stream, {onLine, onTooLong}, {changesPerSecond: 1e9, bytesPerSecond: 1e9, share: 1});
	stream.write(Buffer.alloc(bounds.lineBytes + 1, 'x'));
	stream.write('\nmore\n');
	await waitFor(() => onTooLong.mock.calls.length > 0, {what: 'the end'});
	expect(onTooLong).toHaveBeenCalledTimes(1);
	expect(onLine).not.toHaveBeenCalled();
});

test('returns nothing more once it is stopped', async () => {
	const stream = new PassThrough();
	const onLine = vi.fn(() => 1);
	const {stop} = readPacedLines(stream, {onLine, onTooLong() {}});
	stream.write('one\n');
	await waitFor(() => onLine.mock.calls.length === 1, {what: 'a line'});
	stop();
	stream.write('two\n');
	await new Promise(resolve => setImmediate(resolve));
	expect(onLine).toHaveBeenCalledTimes(1);
});

test('a line that holds many changes counts as many', async () => {
	const stream = new PassThrough();
	let count = 0;
	readPacedLines(
		stream,
		{onLine: () => 500 * Math.min(1, ++count), onTooLong() {}},
		{changesPerSecond: 1000, bytesPerSecond: 1e9, share: 1},
	);
	stream.write('one\n');
	await waitFor(() => count === 1, {what: 'the first'});
	expect(stream.isPaused()).toBe(false);
	stream.write('two\n');
	await waitFor(() => count === 2, {what: 'the second'});
	expect(stream.isPaused()).toBe(true);
});

test('pauses after slow lines, so that other work goes on', async () => {
	const stream = new PassThrough();
	let count = 0;
	const onLine = () => {
		const until = performance.now() + 150;
		while (performance.now() < until);
		return Math.min(1, ++count);
	};
	readPacedLines(stream, {onLine, onTooLong() {}}, {changesPerSecond: 1e9, bytesPerSecond: 1e9, share: 0.1});
	stream.write('one\n');
	await waitFor(() => count === 1, {what: 'the first'});
	expect(stream.isPaused()).toBe(true);
});
