/** Knows a file again that has only grown since it was read. */
import {readAt} from '../../platform/plain-file.ts';
import {hashBytes} from './hash.ts';

const markBytes = 256;
const buffer = Buffer.alloc(2 * markBytes);

/**
 * A hash of the first bytes of a file and of those just before `readTo`. Another file in its place, and one that was
 * rewritten, differ in the one or the other.
 */
export function markOf(file: number, readTo: number): number {
	const length = Math.min(markBytes, readTo);
	const head = readAt(file, buffer, 0, length, 0);
	const tail = readAt(file, buffer, head, length, readTo - length);
	return hashBytes(buffer, 0, head + tail);
}
