/** Reads a host's output as lines, no faster than a host plausibly has news. The rest waits in the pipe. */
import type {Readable} from 'node:stream';
import {bounds} from '../../core/hosts/protocol.ts';
import {createLineReader} from '../../platform/lines.ts';

export interface LinePace {
	changesPerSecond: number;
	bytesPerSecond: number;
	/** Share of this process's time for reading it, 0 to 1. */
	share: number;
}

/** A full state may be read at once; the following seconds pay for it. */
const linePace: LinePace = {
	changesPerSecond: bounds.changesPerSecond,
	bytesPerSecond: bounds.lineBytes / 4,
	share: 0.2,
};

export interface LineHooks {
	/** Returns how many changes the line held, at least 1. */
	onLine(line: string): number;
	/** Called for a line that is too long; nothing is read after it. */
	onTooLong(): void;
}

export interface PacedLines {
	/** Call it when the writer is gone: reads the little that is left in the pipe at once. */
	readRest(): void;
	stop(): void;
}

/** More than the pipe and the stream can hold together. */
const restBytes = 256 * 1024;

export function readPacedLines(stream: Readable, {onLine, onTooLong}: LineHooks, pace = linePace): PacedLines {
	let stopped = false;
	let rest: NodeJS.Timeout | undefined;
	/** What may be read without a pause. */
	let unpacedBytes = 0;
	/** Since when, on a monotonic clock, how much was read. */
	let span = {since: performance.now(), changes: 0, bytes: 0, busyMs: 0};

	const read = createLineReader(
		bounds.lineBytes,
		line => {
			span.changes += stopped ? 0 : Math.max(1, onLine(line));
		},
		() => {
			if (!stopped) onTooLong();
		},
	);

	/** The writer waits meanwhile: nothing is lost, and the screen stays responsive. */
	const restIfNeeded = () => {
		const neededMs = Math.max(
			(1000 * span.changes) / pace.changesPerSecond,
			(1000 * span.bytes) / pace.bytesPerSecond,
			span.busyMs / pace.share,
		);
		const tookMs = performance.now() - span.since;
		if (neededMs >= 1000 && neededMs > tookMs) {
			stream.pause();
			rest = setTimeout(() => stream.resume(), neededMs - tookMs);
		}
		if (tookMs >= 1000 || neededMs >= 1000)
			span = {since: performance.now() + Math.max(0, neededMs - tookMs), changes: 0, bytes: 0, busyMs: 0};
	};

	stream.on('data', (chunk: Buffer) => {
		if (stopped) return;
		span.bytes += chunk.length;
		const begunAt = performance.now();
		read(chunk);
		span.busyMs += performance.now() - begunAt;
		unpacedBytes -= chunk.length;
		if (!stopped && unpacedBytes <= 0) restIfNeeded();
	});
	// A broken pipe means that the process has ended, which is reported as such.
	stream.on('error', () => {});
	return {
		readRest() {
			unpacedBytes = restBytes;
			clearTimeout(rest);
			stream.resume();
		},
		stop() {
			stopped = true;
			clearTimeout(rest);
		},
	};
}
