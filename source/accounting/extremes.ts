/**
 * The extremes of many values. `Math.max(...values)` puts all of them on the stack, which has room for some 100,000: a
 * report by session of a machine that runs `claude -p` all day has more.
 */

/** The largest value, but at least `least`. */
export function highestOf(values: Iterable<number>, least = Number.NEGATIVE_INFINITY): number {
	let highest = least;
	for (const value of values) if (value > highest) highest = value;
	return highest;
}

/** The smallest value, but at most `most`. */
export function lowestOf(values: Iterable<number>, most = Number.POSITIVE_INFINITY): number {
	let lowest = most;
	for (const value of values) if (value < lowest) lowest = value;
	return lowest;
}
