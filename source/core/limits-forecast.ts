/** Plan limits: whether the present rate will reach one before it resets, and which sessions used it. */
import type {RateLimits, RateLimitWindow} from '../claude/statusline/rate-limits.ts';

export const limitWindows = {
	fiveHour: {label: '5h', lengthMs: 5 * 3_600_000},
	sevenDay: {label: '7d', lengthMs: 7 * 86_400_000},
} as const;
export type LimitName = keyof typeof limitWindows;

/** What the status line reported at a time; lists are in order of time. */
export interface LimitSample {
	at: number;
	limits: RateLimits;
}

export interface LimitForecast {
	limit: LimitName;
	usedPercentage: number;
	resetsAt: number;
	/** Per cent per hour at present; null: not known yet. */
	percentPerHour: number | null;
	/** Expected at the reset, at the present rate; may be over 100. */
	projectedPercentage: number | null;
	/** When 100 % is reached, if that is before the reset; now, where it is. */
	reachedAt: number | null;
}

/** The present rate is that of the last hour, or of a seventh of a longer window. */
const shortestSampleMs = 5 * 60_000;
const hourMs = 3_600_000;

/** A forecast for each limit that is known and has not been reset meanwhile. */
export function forecastLimits(
	limits: RateLimits | null,
	samples: readonly LimitSample[],
	now: number,
): LimitForecast[] {
	const forecasts: LimitForecast[] = [];
	for (const limit of Object.keys(limitWindows) as LimitName[]) {
		const window = limits?.[limit];
		if (window && window.resetsAt > now) forecasts.push(forecast(limit, window, samples, now));
	}
	return forecasts;
}

function forecast(
	limit: LimitName,
	window: RateLimitWindow,
	samples: readonly LimitSample[],
	now: number,
): LimitForecast {
	const {usedPercentage, resetsAt} = window;
	const percentPerHour = rateOf(limit, window, samples, now);
	const hoursLeft = (resetsAt - now) / hourMs;
	const projectedPercentage = percentPerHour === null ? null : usedPercentage + percentPerHour * hoursLeft;
	const reachedAt = usedPercentage >= 100 ? now : timeOfFull(window, percentPerHour, now);
	return {limit, usedPercentage, resetsAt, percentPerHour, projectedPercentage, reachedAt};
}

function timeOfFull({usedPercentage, resetsAt}: RateLimitWindow, percentPerHour: number | null, now: number) {
	const at = percentPerHour ? Math.round(now + ((100 - usedPercentage) / percentPerHour) * hourMs) : null;
	return at !== null && at <= resetsAt ? at : null;
}

function rateOf(
	limit: LimitName,
	window: RateLimitWindow,
	samples: readonly LimitSample[],
	now: number,
): number | null {
	const {lengthMs} = limitWindows[limit];
	const spanMs = limit === 'fiveHour' ? hourMs : lengthMs / 7;
	const known = samples.filter(({at, limits}) => at <= now && limits[limit]?.resetsAt === window.resetsAt);
	// The last sample before the span shows where it began: after a rest, nothing was used since then.
	const before = known.findLast(({at}) => at <= now - spanMs) ?? known[0];
	if (before && now - before.at >= shortestSampleMs) {
		const used = window.usedPercentage - before.limits[limit]!.usedPercentage;
		return Math.max(0, used) / ((now - before.at) / hourMs);
	}
	// Without older figures: the average since the window began.
	const sinceStartMs = now - (window.resetsAt - lengthMs);
	return sinceStartMs >= shortestSampleMs ? window.usedPercentage / (sinceStartMs / hourMs) : null;
}

export interface LimitConsumer {
	sessionId: string;
	name: string;
	/** Dollars at API prices since the window began: how plans count is not published; this is an approximation. */
	usd: number;
	/** Part of what all sessions spent, 0 to 1. */
	share: number;
	/** Of the limit, in per cent: its share of what is used. */
	percentage: number;
}

/** Which sessions used a limit, the largest share first. `spent`: what each cost since the window began. */
export function limitConsumers(
	usedPercentage: number,
	spent: readonly {sessionId: string; name: string; usd: number}[],
): LimitConsumer[] {
	const total = spent.reduce((sum, {usd}) => sum + usd, 0);
	if (total <= 0) return [];
	return spent
		.filter(({usd}) => usd > 0)
		.map(session => ({
			...session,
			share: session.usd / total,
			percentage: (session.usd / total) * usedPercentage,
		}))
		.sort((a, b) => b.usd - a.usd);
}
