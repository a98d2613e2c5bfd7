/** Lines to the reader of `ccmon stream`, one after the other, as fast as it takes them. */
import type {Writable} from 'node:stream';

export interface OutgoingLines {
	/** Writes a line, when those before it are written. False: too many wait already. */
	write(line: string): boolean;
	/** A line is being written, or waits. */
	isBusy(): boolean;
	/** Drops what waits and writes no more, but for a last line where one is given. */
	stop(last?: string): void;
}

export interface OutgoingEvents {
	/** The reader took a line while others waited: it is reading, however slowly. */
	onTaken(): void;
	/** Every line is written. */
	onIdle(): void;
	onError(): void;
}

/** In characters. Beyond it, a reader is asking without reading. */
const mostQueued = 64 * 2 ** 20;

export function createOutgoingLines(output: Writable, {onTaken, onIdle, onError}: OutgoingEvents): OutgoingLines {
	const queue: string[] = [];
	let queued = 0;
	let isWriting = false;
	let isStopped = false;

	const writeNext = () => {
		if (isWriting || isStopped) return;
		const line = queue.shift();
		if (line === undefined) {
			onIdle();
			return;
		}
		isWriting = true;
		queued -= line.length;
		output.write(`${line}\n`, error => {
			isWriting = false;
			if (error) return onError();
			if (queue.length > 0) onTaken();
			writeNext();
		});
	};

	return {
		write(line) {
			if (isStopped) return true;
			if (queued + line.length > mostQueued) return false;
			queue.push(line);
			queued += line.length;
			writeNext();
			return true;
		},
		isBusy: () => isWriting || queue.length > 0,
		stop(last) {
			isStopped = true;
			queue.length = 0;
			if (last !== undefined && !output.destroyed) output.write(`${last}\n`);
		},
	};
}
