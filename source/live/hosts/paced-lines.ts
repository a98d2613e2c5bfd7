/** Reads what a host writes as lines, and no faster than a host could have something to say. The rest waits in the pipe. */
import type {Readable} from 'node:stream';
import {bounds} from '../../core/hosts/protocol.ts';
import {createLineReader} from '../../platform/lines.ts';

export interface LinePace {
	changesPerSecond: number;
	bytesPerSecond: number;
	/** Of the time of this process, for reading what it says: 0 to 1. */
	share: number;
}

/** A state of everything may come at once; it is paid for by the seconds after it. */
export const linePace: LinePace = {
	changesPerSecond: bounds.changesPerSecond,
	bytesPerSecond: bounds.lineBytes / 4,
	share: 0.2,
};

export interface LineHooks {
	/** The answer is how many changes it held; 1 for what is no change. */
	onLine(line: string): number;
	/** A line is longer than a line may be; nothing is read any more. */
	onTooLong(): void;
}

export interface PacedLines {
	/** Its writer is gone: what is still in the pipe is read at once, and is not much. */
	readRest(): void;
	stop(): void;
}

/** More than a pipe and the stream hold together. */
const restBytes = 256 * 1024;

export function readPacedLines(stream: Readable, {onLine, onTooLong}: LineHooks, pace = linePace): PacedLines {
	let stopped = false;
	let rest: NodeJS.Timeout | undefined;
	/** To be read without a rest. */
	let unpacedBytes = 0;
	/** What was read since, on a clock that only goes forward. */
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

	/** Its writer waits meanwhile: nothing is lost, and this screen goes on. */
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
	// What breaks the pipe is the end of the process, which is reported as such.
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
