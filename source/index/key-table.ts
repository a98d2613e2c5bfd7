/**
 * Rows by 53-bit keys. Years of requests have a million of them, in each reading thread: so they are kept in typed arrays, ten
 * bytes per slot, and in parts that grow one at a time, since a growing table exists twice.
 */
export interface KeyTable {
	/** A key may be there several times, each time with another row. Neither is 0. */
	add(key: number, row: number): void;
	/** Adds a key's rows to a set, so that no set is made for the many keys without any. */
	find(key: number, found: Set<number> | null): Set<number> | null;
	isEmpty(): boolean;
}

const partBits = 6;
const firstSlots = 32;

export function createKeyTable(): KeyTable {
	const parts = Array.from({length: 2 ** partBits}, createPart);
	let isEmpty = true;
	// Of a key, the first bits say in which part it is, the next ones where there, and all others are compared.
	const partOf = (high: number) => parts[high & (2 ** partBits - 1)]!;
	return {
		add(key, row) {
			isEmpty = false;
			const high = highOf(key);
			partOf(high).add(high >>> partBits, key >>> 0, row);
		},
		find(key, found) {
			const high = highOf(key);
			return partOf(high).find(high >>> partBits, key >>> 0, found);
		},
		isEmpty: () => isEmpty,
	};
}

/** The 21 bits above the lower 32. */
const highOf = (key: number) => Math.floor(key / 2 ** 32);

/** Open addressing with linear probing, three quarters full at most. A row of 0: the slot is free. */
function createPart() {
	let size = 0;
	let lows = new Uint32Array(firstSlots);
	let highs = new Uint16Array(firstSlots);
	let rows = new Uint32Array(firstSlots);
	return {add, find};

	function add(high: number, low: number, row: number): void {
		if (4 * (size + 1) > 3 * rows.length) grow();
		const slots = rows.length;
		let slot = low % slots;
		while (rows[slot] !== 0) {
			if (lows[slot] === low && highs[slot] === high && rows[slot] === row) return;
			slot = slot + 1 === slots ? 0 : slot + 1;
		}
		lows[slot] = low;
		highs[slot] = high;
		rows[slot] = row;
		size++;
	}

	function find(high: number, low: number, found: Set<number> | null): Set<number> | null {
		const slots = rows.length;
		let all = found;
		for (let slot = low % slots; rows[slot] !== 0; slot = slot + 1 === slots ? 0 : slot + 1) {
			if (lows[slot] !== low || highs[slot] !== high) continue;
			all ??= new Set();
			all.add(rows[slot]!);
		}
		return all;
	}

	function grow(): void {
		const [oldLows, oldHighs, oldRows] = [lows, highs, rows];
		const slots = Math.ceil(oldRows.length * 1.5);
		[lows, highs, rows] = [new Uint32Array(slots), new Uint16Array(slots), new Uint32Array(slots)];
		size = 0;
		for (let slot = 0; slot < oldRows.length; slot++)
			if (oldRows[slot] !== 0) add(oldHighs[slot]!, oldLows[slot]!, oldRows[slot]!);
	}
}
