/** Times as transcripts write them, read from the bytes. */

const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;
const form = Buffer.from('0000-00-00T00:00:00.000Z');

let lastDate = -1;
let lastDateMs = 0;

/** Milliseconds since the epoch of `2026-11-20T12:00:00.000Z`, exactly so written; -1 for anything else. */
export function readTimestamp(bytes: Uint8Array, start: number, end: number): number {
	if (end - start !== form.length) return -1;
	for (let index = 0; index < form.length; index++) {
		const byte = bytes[start + index]!;
		if (form[index] === 0x30 ? !isDigit(byte) : byte !== form[index]) return -1;
	}
	const hour = two(bytes, start + 11);
	const minute = two(bytes, start + 14);
	const second = two(bytes, start + 17);
	if (hour > 23 || minute > 59 || second > 59) return -1;
	const date = two(bytes, start) * 1_000_000 + two(bytes, start + 2) * 10_000 + two(bytes, start + 5) * 100;
	const dateMs = midnight(date + two(bytes, start + 8));
	return dateMs < 0
		? -1
		: dateMs + ((hour * 60 + minute) * 60 + second) * 1000 + two(bytes, start + 20) * 10 + bytes[start + 22]! - 0x30;
}

const two = (bytes: Uint8Array, at: number) => bytes[at]! * 10 + bytes[at + 1]! - 0x30 * 11;

/** `date` is 20261120. The days of a transcript come one after the other: each is worked out once. */
function midnight(date: number): number {
	if (date === lastDate) return lastDateMs;
	const year = Math.floor(date / 10_000);
	const month = Math.floor(date / 100) % 100;
	const ms = Date.UTC(year, month - 1, date % 100);
	// February 30th would be in March.
	const isReal = new Date(ms).getUTCDate() === date % 100 && new Date(ms).getUTCMonth() === month - 1 && year >= 100;
	lastDate = date;
	lastDateMs = isReal ? ms : -1;
	return lastDateMs;
}
