/**
 * Ids as numbers: 53 bits of a text, which a double holds exactly and SQLite keeps as an integer. Kept as texts, the ids
 * of a year would take several times the memory. Among a million ids the odds that any two share a key are 1 in 18,000.
 */

/** Never 0, which stands for "no id". */
export function keyOf(text: string): number {
	let low = 0x2c1b3c6d;
	let high = 0x297a2d39;
	for (let at = 0; at < text.length; at++) {
		const unit = text.charCodeAt(at);
		low = Math.imul(low ^ unit, 0x85ebca6b);
		high = Math.imul(high ^ unit, 0xc2b2ae35);
		low ^= low >>> 13;
		high ^= high >>> 16;
	}
	return finish(low, high);
}

/** One key of several numbers, in their order. */
export function keyOfNumbers(a: number, b: number, c = 0, d = 0): number {
	let low = 0x2c1b3c6d;
	let high = 0x297a2d39;
	for (let index = 0; index < 4; index++) {
		const value = index === 0 ? a : index === 1 ? b : index === 2 ? c : d;
		low = Math.imul(low ^ (value >>> 0), 0x85ebca6b);
		high = Math.imul(high ^ ((value / 0x1_0000_0000) | 0) ^ low, 0xc2b2ae35);
		low ^= low >>> 13;
		high ^= high >>> 16;
	}
	return finish(low, high);
}

function finish(low: number, high: number): number {
	let left = Math.imul(low ^ (high >>> 15), 0x7feb352d);
	let right = Math.imul(high ^ (left >>> 16), 0x846ca68b);
	left ^= left >>> 15;
	right ^= right >>> 13;
	return (right >>> 11) * 0x1_0000_0000 + (left >>> 0) || 1;
}
