/** One line of the bench's table. */
export interface Row {
	name: string;
	/** What was measured, with its unit; ratios where there is something to compare with. */
	value: string;
	limit: string;
	ok: boolean;
}

/** The value of a row that was not asked for. */
export const leftOut = 'left out';

/** The limit of a row that says only why nothing was measured. */
export const toWork = 'to work';

/** A measurement that fails is a missed limit, and does not take the others with it. */
export async function attempt(name: string, measure: () => Promise<Row[]>): Promise<Row[]> {
	try {
		return await measure();
	} catch (error) {
		return [{name, value: String(error).split('\n')[0]!, limit: toWork, ok: false}];
	}
}

export function median(values: readonly number[]): number {
	return percentile(values, 50);
}

/** Nearest-rank percentile; NaN without values. */
export function percentile(values: readonly number[], percent: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}
