/** Reads what a host writes as lines, and no faster than a host could have something to say. The rest waits in the pipe. */
import type {Readable} from 'node:stream';
import {bounds} from '../../core/hosts/protocol.ts';
import {createLineReader} from '../../platform/lines.ts';

export interface LinePace {
	linesPerSecond: number;
	bytesPerSecond: number;
}

export const linePace: LinePace = {linesPerSecond: bounds.changesPerSecond, bytesPerSecond: bounds.lineBytes};

export interface LineHooks {
	onLine(line: string): void;
	/** A line is longer than a line may be; nothing is read any more. */
	onTooLong(): void;
}

/** Returns what stops it. */
export function readPacedLines(stream: Readable, {onLine, onTooLong}: LineHooks, pace = linePace): () => void {
	let stopped = false;
	let rest: NodeJS.Timeout | undefined;
	/** What was read since, on a clock that only goes forward. */
	let span = {since: performance.now(), lines: 0, bytes: 0};

	const read = createLineReader(
		bounds.lineBytes,
		line => {
			span.lines++;
			if (!stopped) onLine(line);
		},
		() => {
			if (!stopped) onTooLong();
		},
	);

	/** Its writer waits meanwhile: nothing is lost, and this screen goes on. */
	const restIfNeeded = () => {
		const neededMs = 1000 * Math.max(span.lines / pace.linesPerSecond, span.bytes / pace.bytesPerSecond);
		const tookMs = performance.now() - span.since;
		if (neededMs >= 1000 && neededMs > tookMs) {
			stream.pause();
			rest = setTimeout(() => stream.resume(), neededMs - tookMs);
		}
		if (tookMs >= 1000 || neededMs >= 1000)
			span = {since: performance.now() + Math.max(0, neededMs - tookMs), lines: 0, bytes: 0};
	};

	stream.on('data', (chunk: Buffer) => {
		if (stopped) return;
		span.bytes += chunk.length;
		read(chunk);
		if (!stopped) restIfNeeded();
	});
	// What breaks the pipe is the end of the process, which is reported as such.
	stream.on('error', () => {});
	return () => {
		stopped = true;
		clearTimeout(rest);
	};
}
