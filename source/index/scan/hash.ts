/**
 * 53 bits of any bytes: what a double holds exactly, so that keys are plain numbers in JavaScript and integers in
 * SQLite. Among a million messages the odds that any two share a key are about 1 in 18,000.
 */
export function hashBytes(bytes: Uint8Array, start: number, end: number, seed = 0): number {
	let low = 0x2c1b3c6d ^ seed;
	let high = 0x297a2d39;
	for (let at = start; at < end; at++) {
		const byte = bytes[at]!;
		low = Math.imul(low ^ byte, 0x85ebca6b);
		high = Math.imul(high ^ byte, 0xc2b2ae35);
		low ^= low >>> 13;
		high ^= high >>> 16;
	}
	low = Math.imul(low ^ (high >>> 15), 0x7feb352d);
	high = Math.imul(high ^ (low >>> 16), 0x846ca68b);
	low ^= low >>> 15;
	high ^= high >>> 13;
	return (high >>> 11) * 0x1_0000_0000 + (low >>> 0);
}

export function hashText(text: string): number {
	const bytes = Buffer.from(text);
	return hashBytes(bytes, 0, bytes.length);
}
