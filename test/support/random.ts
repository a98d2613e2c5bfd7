/** Repeatable randomness: the same seed makes the same corpus on every machine. */
export interface Random {
	/** 0 ≤ x < 1. */
	next(): number;
	/** A whole number from low to high, both included. */
	int(low: number, high: number): number;
	chance(probability: number): boolean;
	pick<T>(list: readonly T[]): T;
	/** The same in another order. */
	shuffled<T>(list: readonly T[]): T[];
	hex(length: number): string;
	uuid(): string;
}

export function seededRandom(seed: number): Random {
	let state = seed >>> 0;
	const next = () => {
		// A Weyl sequence, mixed: enough for test data, and it has no bad seeds.
		state = (state + 0x9e3779b9) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
		mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
		return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
	};
	const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
	const hex = (length: number) => Array.from({length}, () => int(0, 15).toString(16)).join('');
	return {
		next,
		int,
		hex,
		chance: probability => next() < probability,
		pick: list => list[int(0, list.length - 1)]!,
		shuffled(list) {
			const keyed = list.map(item => ({item, key: next()}));
			return keyed.sort((a, b) => a.key - b.key).map(({item}) => item);
		},
		uuid: () => [hex(8), hex(4), `4${hex(3)}`, `8${hex(3)}`, hex(12)].join('-'),
	};
}
