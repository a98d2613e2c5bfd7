/** What status lines report about plan limits: of several accounts, each with its own config folder and limits. */
import {highestOf} from '../accounting/extremes.ts';
import type {RateLimits, RateLimitWindow} from '../claude/statusline/rate-limits.ts';
import {forecastLimits, type LimitForecast, type LimitSample} from './limits-forecast.ts';

export interface PlanLimits {
	/** The config folder. */
	account: string;
	/** When the newest of it was reported, in ms. */
	at: number;
	limits: RateLimits;
	/** What was reported in the last two days, oldest first. */
	samples: readonly LimitSample[];
}

/** Adds what a status line reported. */
export function addLimits(plans: readonly PlanLimits[], account: string, sample: LimitSample): readonly PlanLimits[] {
	const known = plans.find(plan => plan.account === account) ?? {...sample, account, samples: []};
	const newest = sample.at >= known.at ? sample : known;
	const reported = {account, at: newest.at, limits: newest.limits, samples: addSample(known.samples, sample)};
	return [...plans.filter(plan => plan !== known), reported];
}

/** The one to show where there is room for only one: the one nearest to a limit. */
export function shownPlan(plans: readonly PlanLimits[]): PlanLimits | null {
	const now = highestOf(plans.map(({at}) => at));
	const used = (window: RateLimitWindow | null) => (window && window.resetsAt > now ? window.usedPercentage : -1);
	const fullness = ({limits}: PlanLimits) => Math.max(used(limits.fiveHour), used(limits.sevenDay));
	return [...plans].sort((a, b) => fullness(b) - fullness(a) || b.at - a.at)[0] ?? null;
}

export interface AccountForecast extends LimitForecast {
	account: string;
}

/** For each account, where each of its limits is heading. */
export const forecastPlans = (plans: readonly PlanLimits[], now: number): AccountForecast[] =>
	plans.flatMap(({account, limits, samples}) =>
		forecastLimits(limits, samples, now).map(forecast => ({...forecast, account})),
	);

/** Between two samples that are kept, and how long a sample is kept. */
const sampleStepMs = 2 * 60_000;
const samplesKeptMs = 2 * 86_400_000;

/** Inserts a sample by its time. Returns the same list when it adds nothing. */
function addSample(samples: readonly LimitSample[], sample: LimitSample): readonly LimitSample[] {
	const place = samples.findLastIndex(({at}) => at <= sample.at) + 1;
	const [before, after] = [samples[place - 1], samples[place]];
	const isNear = (other: LimitSample | undefined) =>
		other !== undefined &&
		Math.abs(other.at - sample.at) < sampleStepMs &&
		other.limits.fiveHour?.resetsAt === sample.limits.fiveHour?.resetsAt;
	if (isNear(before) || isNear(after)) return samples;
	const all = [...samples.slice(0, place), sample, ...samples.slice(place)];
	const oldest = all.at(-1)!.at - samplesKeptMs;
	return all.filter(({at}) => at >= oldest);
}
