/** Repeatable randomness: the same seed gives the same fleet, in a test and on two screens. */

export interface Random {
	/** From 0 up to, not including, 1. */
	next(): number;
	/** A whole number from `low` to `high`, both included. */
	between(low: number, high: number): number;
	/** True with the probability `share`. */
	chance(share: number): boolean;
	pick<T>(list: readonly T[]): T;
	/** Hexadecimal digits. */
	hex(length: number): string;
}

/** A linear congruential generator (constants from Numerical Recipes): good enough for a demo. */
export function createRandom(seed: number): Random {
	let state = seed >>> 0;
	const next = () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
	const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
	return {
		next,
		between,
		chance: share => next() < share,
		pick: list => list[between(0, list.length - 1)]!,
		hex: length => Array.from({length}, () => between(0, 15).toString(16)).join(''),
	};
}
