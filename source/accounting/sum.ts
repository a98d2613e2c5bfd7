/** The sum of these numbers; 0 of none. */
export function sum(values: Iterable<number>): number {
	let total = 0;
	for (const value of values) total += value;
	return total;
}
