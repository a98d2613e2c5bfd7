/** What each minute used, as rate limits count it, and the busiest of them. */
import type {Rate} from './rates.ts';

export interface Minutes {
	/** Adds to the minute of a time; a correction takes away. */
	add(at: number, tokens: number, requests: number): void;
	/** The most of tokens and of requests, each on its own, in a minute of this day; without a day, in any minute. */
	peak(day?: string): Rate;
	/** A minute that was seen live: the sixty seconds until now, which may lie across two minutes of the clock. */
	raise(day: string, live: Rate): void;
}

interface Minute {
	day: string;
	tokens: number;
	requests: number;
}

const minuteMs = 60_000;
const isSame = (a: Rate, b: Rate) =>
	a.tokensPerMinute === b.tokensPerMinute && a.requestsPerMinute === b.requestsPerMinute;
const most = (a: Rate, b: Rate): Rate => ({
	tokensPerMinute: Math.max(a.tokensPerMinute, b.tokensPerMinute),
	requestsPerMinute: Math.max(a.requestsPerMinute, b.requestsPerMinute),
});
const rateOf = ({tokens, requests}: Minute): Rate => ({tokensPerMinute: tokens, requestsPerMinute: requests});
const nothing: Rate = {tokensPerMinute: 0, requestsPerMinute: 0};

/** Without `dayOf` all minutes are of one day, ''. */
export function createMinutes(dayOf: (at: number) => string = () => ''): Minutes {
	const minutes = new Map<number, Minute>();
	const raised = new Map<string, Rate>();
	/** By day, '' for all of them; forgotten when one of its minutes loses something. */
	const peaks = new Map<string, Rate>();
	/** An unchanged peak stays the same object. */
	const keep = (day: string, peak: Rate) => {
		const before = peaks.get(day);
		if (!before || !isSame(before, peak)) peaks.set(day, peak);
	};

	return {
		add(at, tokens, requests) {
			const number = Math.floor(at / minuteMs);
			const minute = minutes.get(number) ?? {day: dayOf(at), tokens: 0, requests: 0};
			minutes.set(number, minute);
			minute.tokens += tokens;
			minute.requests += requests;
			for (const key of [minute.day, '']) {
				const peak = peaks.get(key);
				if (!peak) continue;
				// What grows can only raise it: most of the time nothing need be looked through.
				if (tokens >= 0 && requests >= 0) keep(key, most(peak, rateOf(minute)));
				else peaks.delete(key);
			}
		},
		peak(day = '') {
			let peak = peaks.get(day);
			if (peak) return peak;
			peak = nothing;
			for (const minute of minutes.values()) {
				if (day !== '' && minute.day !== day) continue;
				peak = most(peak, rateOf(minute));
			}
			for (const [of, live] of raised) if (day === '' || of === day) peak = most(peak, live);
			peaks.set(day, peak);
			return peak;
		},
		raise(day, live) {
			const before = raised.get(day) ?? nothing;
			const after = most(before, live);
			if (isSame(before, after)) return;
			raised.set(day, after);
			for (const key of [day, '']) {
				const peak = peaks.get(key);
				if (peak) keep(key, most(peak, after));
			}
		},
	};
}
