/**
 * Splits bytes into lines, however they arrive. Whole lines inside a chunk are handed on in place, without a copy; only a
 * line that straddles chunks is put together in a buffer of its own. A line too long to be worth keeping is handed on as
 * its two ends: everything of interest stands there, and single lines of hundreds of megabytes do exist.
 */

export interface LineSink {
	/** One line, without its newline. The bytes are only valid during the call. */
	line(bytes: Buffer, start: number, end: number): void;
	/** A line longer than `maxLineBytes`: its first and last bytes and its whole length. */
	longLine(head: Buffer, tail: Buffer, lineBytes: number): void;
}

export interface LineSplitter {
	push(chunk: Buffer): void;
	/** Bytes up to and including the last newline: where to go on reading after a restart. */
	readonly consumedBytes: number;
	/** The unfinished line at the end, if it is short enough to be kept; valid until the next `push`. */
	rest(): Buffer;
	/** Nothing more comes for now: gives back the memory that only the next bytes would have needed. */
	pause(): void;
}

export interface LineLimits {
	maxLineBytes: number;
	/** How much of each end of a longer line is kept. */
	endBytes: number;
}

const newline = 10;
/** Fits a pasted image of the largest size that the Messages API takes. */
const defaults: LineLimits = {maxLineBytes: 8 * 2 ** 20, endBytes: 64 * 2 ** 10};
const nothing = Buffer.alloc(0);
/** A carry buffer larger than this is given back once its line is done. */
const keptCarryBytes = 2 ** 18;

export function createLineSplitter(sink: LineSink, limits: LineLimits = defaults): LineSplitter {
	const {maxLineBytes, endBytes} = limits;
	let carry = nothing;
	let carried = 0;
	let consumedBytes = 0;
	/** Of a line over the limit: its first bytes, its last bytes so far, and its length so far. */
	let long: {head: Buffer; tail: LastBytes; lineBytes: number} | null = null;

	function carryOn(chunk: Buffer, start: number, end: number): void {
		const length = end - start;
		if (long) {
			long.lineBytes += length;
			long.tail.add(chunk, start, end);
			return;
		}
		if (carried + length > maxLineBytes) {
			const kept = carry.subarray(0, carried);
			const head = Buffer.concat([kept.subarray(0, endBytes), chunk.subarray(start, end)], endBytes);
			long = {head, tail: createLastBytes(endBytes), lineBytes: carried + length};
			long.tail.add(kept, 0, carried);
			long.tail.add(chunk, start, end);
			carry = nothing;
			carried = 0;
			return;
		}
		if (carried + length > carry.length) {
			const size = Math.min(maxLineBytes, Math.max(2 * carry.length, carried + length, 4096));
			const grown = Buffer.allocUnsafeSlow(size);
			carry.copy(grown, 0, 0, carried);
			carry = grown;
		}
		chunk.copy(carry, carried, start, end);
		carried += length;
	}

	function finishCarried(): void {
		if (long) {
			const {head, tail, lineBytes} = long;
			long = null;
			sink.longLine(head, tail.bytes, lineBytes);
			return;
		}
		const line = carry;
		const end = carried;
		carried = 0;
		sink.line(line, 0, end);
		if (carry.length > keptCarryBytes) carry = nothing;
	}

	return {
		push(chunk) {
			let start = 0;
			let pending = carried + (long?.lineBytes ?? 0);
			for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
				consumedBytes += pending + end - start + 1;
				if (pending > 0) {
					carryOn(chunk, start, end);
					finishCarried();
					pending = 0;
				} else if (end - start > maxLineBytes) {
					carryOn(chunk, start, end);
					finishCarried();
				} else sink.line(chunk, start, end);
				start = end + 1;
			}
			if (start < chunk.length) carryOn(chunk, start, chunk.length);
		},
		get consumedBytes() {
			return consumedBytes;
		},
		rest: () => (long ? nothing : carry.subarray(0, carried)),
		pause() {
			// There is one for each file, and on a busy day hundreds of those.
			if (carried === 0) carry = nothing;
		},
	};
}

interface LastBytes {
	readonly bytes: Buffer;
	add(chunk: Buffer, start: number, end: number): void;
}

/** The last bytes of many, more than which were added: kept in one buffer, for a fresh one each time fills the memory. */
function createLastBytes(count: number): LastBytes {
	const bytes = Buffer.allocUnsafeSlow(count);
	return {
		bytes,
		add(chunk, start, end) {
			const fresh = Math.min(count, end - start);
			bytes.copyWithin(0, fresh);
			chunk.copy(bytes, count - fresh, end - fresh, end);
		},
	};
}
