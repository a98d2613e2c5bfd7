/**
 * Makes sure that all output is written before the process ends: pipes take text in pieces, and `process.exit` drops
 * what they have not taken. Commands write to `process.stdout` and `process.stderr` as they like; the entry calls
 * `followOutput` first and ends with what it returns.
 */
import {writeSync} from 'node:fs';
import type {Writable} from 'node:stream';

interface OutputStream extends Writable {
	isTTY?: boolean;
}

/** Resolves when the stream has taken everything written so far: with an error, or null. Never rejects. */
export function flushed(stream: Writable): Promise<NodeJS.ErrnoException | null> {
	return new Promise(resolve => stream.write('', error => resolve(error ?? null)));
}

/** Size of a write: smaller ones cost a call each, larger ones memory. */
const writeChars = 2 ** 16;

/** Writes a long text as it is produced, no faster than it is taken. Resolves when all of it was handed to the stream. */
export async function writeParts(stream: Writable, parts: Iterable<string>): Promise<void> {
	let text = '';
	for (const part of parts) {
		text += part;
		if (text.length < writeChars) continue;
		if (!stream.write(text)) await flushed(stream);
		text = '';
	}
	stream.write(text);
}

/** Writes to a terminal synchronously, for a process that is ending. False: the terminal is gone. */
export function writeNow(descriptor: number, text: string): boolean {
	try {
		writeSync(descriptor, text);
		return true;
	} catch {
		return false;
	}
}

/** Whether nobody reads any more: the reader has seen enough (`head`), or the terminal was closed. */
function isReaderGone({code}: NodeJS.ErrnoException, {isTTY}: OutputStream): boolean {
	return code === 'EPIPE' || (isTTY === true && code === 'EIO');
}

/**
 * Watches both streams. Returns a function that waits until they have taken everything, then resolves to the code to exit
 * with: the one it is given, or 1 after a sentence on stderr when standard output could not be written.
 */
export function followOutput(
	stdout: OutputStream = process.stdout,
	stderr: OutputStream = process.stderr,
): (exitCode: number) => Promise<number> {
	let failure: NodeJS.ErrnoException | null = null;
	// Without a listener, an error would end the process with a trace.
	stdout.on('error', error => {
		failure ??= error;
	});
	stderr.on('error', () => undefined);
	return async exitCode => {
		const last = await flushed(stdout);
		const error = failure ?? last;
		const isFine = error === null || isReaderGone(error, stdout);
		if (!isFine) stderr.write(`ccmon: the output could not be written whole (${error.message})\n`);
		await flushed(stderr);
		return isFine ? exitCode : 1;
	};
}
