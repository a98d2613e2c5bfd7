/** Tokens and requests per minute, as rate limits count them: uncached input, cache creation and output, no cache reads. */

/** What one minute used. */
export interface MinuteUse {
	/** Minutes since the epoch. */
	minute: number;
	tokens: number;
	requests: number;
}

export interface Rate {
	tokensPerMinute: number;
	requestsPerMinute: number;
}

export interface RateFigures {
	/** Minutes with at least one request; the percentiles are taken over these. */
	activeMinutes: number;
	/** Half of the active minutes used this much or less. */
	median: Rate;
	p90: Rate;
	p99: Rate;
	peak: Rate & {minute: number | null};
}

/** Nearest-rank percentiles over active minutes, of tokens and of requests each on its own. */
export function ratesOf(minutes: readonly MinuteUse[]): RateFigures {
	const active = minutes.filter(({requests}) => requests > 0);
	const tokens = active.map(use => use.tokens).sort((a, b) => a - b);
	const requests = active.map(use => use.requests).sort((a, b) => a - b);
	const at = (percent: number): Rate => ({
		tokensPerMinute: percentile(tokens, percent),
		requestsPerMinute: percentile(requests, percent),
	});
	const peak = active.reduce<MinuteUse | null>((best, use) => (best && best.tokens >= use.tokens ? best : use), null);
	return {
		activeMinutes: active.length,
		median: at(50),
		p90: at(90),
		p99: at(99),
		peak: {...at(100), minute: peak?.minute ?? null},
	};
}

/** Nearest rank in sorted values; 0 without any. */
export function percentile(sorted: readonly number[], percent: number): number {
	return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
}
