/** Reads a file's whole lines, in place in one buffer that is used for every file: fresh buffers would cost more than reading. */
import {readAt} from '../../platform/plain-file.ts';

/** Gets a line's place in the buffer, its newline excluded; valid during the call only. */
export type VisitLine = (bytes: Buffer, start: number, end: number) => void;

export interface LineReader {
	/**
	 * Visits the whole lines from `offset` on; returns where the first unfinished one begins. `visitRest` gets that one:
	 * it may be complete but for its newline, and will be read again. Throws what reading throws.
	 */
	read(file: number, offset: number, visit: VisitLine, visitRest: VisitLine): number;
}

const newline = 10;

/**
 * `usual`: where lines are read to that fit into it. `longestLine`: longer lines are passed over. An answer has at most
 * some hundred thousand tokens; what is longer holds the results of tools, and lines of hundreds of megabytes do exist.
 */
export function createLineReader(usual: Buffer, longestLine = 32 * 2 ** 20): LineReader {
	return {
		read(file, offset, visit, visitRest) {
			let buffer: Buffer = usual;
			/** Bytes of an unfinished line at the buffer's start. */
			let held = 0;
			/** The line is too long: its bytes are thrown away until it ends. */
			let skipping = false;
			let consumed = offset;
			let position = offset;
			for (;;) {
				if (held === buffer.length) {
					if (buffer.length >= longestLine) {
						skipping = true;
						held = 0;
					} else buffer = grow(buffer, held);
				}
				const count = readAt(file, buffer, held, buffer.length - held, position);
				if (count === 0) {
					if (held > 0 && !skipping) visitRest(buffer, 0, held);
					return consumed;
				}
				position += count;
				const end = held + count;
				// What lies behind `end` is left over from before and is not looked at.
				const bytes = end === buffer.length ? buffer : buffer.subarray(0, end);
				let start = 0;
				let searchFrom = held;
				if (skipping) {
					const close = bytes.indexOf(newline);
					if (close < 0) continue;
					skipping = false;
					start = searchFrom = close + 1;
				}
				for (let close = bytes.indexOf(newline, searchFrom); close >= 0; close = bytes.indexOf(newline, start)) {
					visit(bytes, start, close);
					start = close + 1;
				}
				held = end - start;
				consumed = position - held;
				if (buffer !== usual && held < usual.length) {
					buffer.copy(usual, 0, start, end);
					buffer = usual;
				} else if (start > 0 && held > 0) buffer.copyWithin(0, start, end);
			}
		},
	};
}

function grow(buffer: Buffer, held: number): Buffer {
	const grown = Buffer.allocUnsafeSlow(4 * buffer.length);
	buffer.copy(grown, 0, 0, held);
	return grown;
}
