/** What each minute of the clock used, as rate limits count it, and the busiest of them. */
import {getOrMake} from './get-or-make.ts';
import type {Rate} from './rates.ts';

export interface BusyMinutes {
	/** Adds to the minute that a time (ms) is in; a correction may be negative. */
	add(at: number, tokens: number, requests: number): void;
	/** The most tokens and the most requests, each on its own, in a minute from `from` to before `until` (ms). */
	peak(from?: number, until?: number): Rate;
	/** Flat triples: minute since the epoch, tokens, requests. */
	list(): number[];
}

const minuteMs = 60_000;
const nothing: Rate = {tokensPerMinute: 0, requestsPerMinute: 0};

export function createBusyMinutes(): BusyMinutes {
	const minutes = new Map<number, {tokens: number; requests: number}>();
	/** The peak asked for last: most additions can only raise it. */
	let known: {from: number; until: number; peak: Rate} | null = null;

	return {
		add(at, tokens, requests) {
			const number = Math.floor(at / minuteMs);
			const minute = getOrMake(minutes, number, () => ({tokens: 0, requests: 0}));
			minute.tokens += tokens;
			minute.requests += requests;
			if (!known || at < known.from || at >= known.until) return;
			if (tokens >= 0 && requests >= 0) known.peak = raised(known.peak, minute);
			else known = null;
		},
		peak(from = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY) {
			if (known?.from === from && known.until === until) return known.peak;
			let peak = nothing;
			for (const [number, minute] of minutes) {
				const at = number * minuteMs;
				if (at >= from && at < until) peak = raised(peak, minute);
			}
			known = {from, until, peak};
			return peak;
		},
		list: () => [...minutes].flatMap(([number, {tokens, requests}]) => [number, tokens, requests]),
	};
}

/** The same object while nothing changes. */
function raised(peak: Rate, {tokens, requests}: {tokens: number; requests: number}): Rate {
	if (tokens <= peak.tokensPerMinute && requests <= peak.requestsPerMinute) return peak;
	return {
		tokensPerMinute: Math.max(peak.tokensPerMinute, tokens),
		requestsPerMinute: Math.max(peak.requestsPerMinute, requests),
	};
}
