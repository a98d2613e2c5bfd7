/** What the made-up sessions have spent, added up as they spend it. */

export interface SoakUsage {
	input: number;
	output: number;
	cacheRead: number;
	cacheCreation: number;
}

/** Nanodollars for a token: whole numbers, so that two million requests add up exactly. */
const prices = {
	'claude-haiku-5-5': {input: 100, output: 500, cacheRead: 10, cacheCreation: 125},
	'claude-haiku-4-5': {input: 1000, output: 5000, cacheRead: 100, cacheCreation: 1250},
} as const;
export type SoakModel = keyof typeof prices;

export interface SoakSums extends SoakUsage {
	requests: number;
	usd: number;
}

export interface SoakTruth {
	/** Counts a request; returns its dollars. */
	spend(model: SoakModel, usage: SoakUsage): number;
	sums(): SoakSums;
}

export function createSoakTruth(): SoakTruth {
	const sums = {requests: 0, input: 0, output: 0, cacheRead: 0, cacheCreation: 0};
	let nanodollars = 0;
	return {
		spend(model, usage) {
			sums.requests++;
			let cost = 0;
			for (const kind of ['input', 'output', 'cacheRead', 'cacheCreation'] as const) {
				sums[kind] += usage[kind];
				cost += usage[kind] * prices[model][kind];
			}
			nanodollars += cost;
			return cost / 1e9;
		},
		sums: () => ({...sums, usd: nanodollars / 1e9}),
	};
}
