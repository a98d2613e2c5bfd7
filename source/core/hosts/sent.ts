/** What this machine sends about itself to the reader of `ccmon stream`. Long lists are cut to what a screen shows of them. */
import type {FleetTotals} from '../fleet.ts';
import {sessionToJson, time, tokensToJson, totalsToJson, usd} from '../json-output.ts';
import {pick} from '../pick.ts';
import type {PlanLimits} from '../plan-limits.ts';
import type {Session} from '../session.ts';
import type {SentPlan, SentSession, SentTotals} from './session.ts';

/** The newest are sent: more than the detail of a session has rows for. */
const newest = 50;

const certain = (ms: number) => time(ms) ?? new Date(0).toISOString();

export function sentSession(session: Session): SentSession {
	const {host: _, ...json} = sessionToJson(session);
	const {lastError, now, cache, background} = json;
	return {
		...json,
		lastError: lastError && {...lastError, at: lastError.at ?? certain(0)},
		now,
		cache: cache?.expiresAt ? {expiresAt: cache.expiresAt, ttl: cache.ttl} : null,
		background: background.slice(0, newest),
		key: session.key,
		detail: detailOf(session),
	};
}

function detailOf(session: Session): SentSession['detail'] {
	const {turn, waiting, lastPrompt, lastNotice, context, cost} = session;
	return {
		...pick(session, 'procStart', 'modelName', 'provider', 'version', 'jobId', 'tmux', 'controlHint'),
		stateSince: time(session.stateSince),
		turn: {...turn, startedAt: time(turn.startedAt)},
		waitingCall: waiting?.call
			? {id: waiting.call.id, detail: [...waiting.call.detail], at: time(waiting.call.at)}
			: null,
		lastPrompt: lastPrompt && {...pick(lastPrompt, 'text', 'count'), at: certain(lastPrompt.at)},
		lastNotice: lastNotice && {...pick(lastNotice, 'id', 'text'), at: certain(lastNotice.at)},
		contextHistory: [...session.contextHistory],
		seenCompactions: context.seenCompactions,
		idleCompactionAt: time(context.idleCompactionAt),
		unpricedModels: [...cost.unpricedModels],
		costByModel: session.costByModel.slice(0, newest).map(({usage, costUsd, ...figure}) => ({
			...figure,
			usage: tokensToJson(usage),
			costUsd: usd(costUsd),
		})),
		subagents: session.subagents.slice(-newest).map(({usage, costUsd, lastAt, ...agent}) => ({
			...agent,
			usage: tokensToJson(usage),
			costUsd: usd(costUsd),
			lastAt: time(lastAt),
		})),
		compactions: session.compactions.slice(-newest).map(({at, costUsd, ...compaction}) => ({
			...compaction,
			at: certain(at),
			costUsd: usd(costUsd),
		})),
		next: {warmUsd: usd(session.next.warmUsd), coldUsd: usd(session.next.coldUsd)},
		drivers: {...session.drivers, cacheMissUsd: usd(session.drivers.cacheMissUsd)},
		...pick(session, 'requestsPerMinute', 'peak'),
		output: session.output.slice(-newest),
	};
}

export const sentTotals = (totals: FleetTotals): SentTotals => ({
	...totalsToJson(totals),
	...pick(totals, 'requestsPerMinute', 'peak'),
});

/** `accountOf` gives the identity of the account that a config folder belongs to; null: unknown. */
export function sentPlans(plans: readonly PlanLimits[], accountOf: (configDir: string) => string | null): SentPlan[] {
	return plans.map(({account: configDir, at, limits: {fiveHour, sevenDay}}) => ({
		account: accountOf(configDir),
		configDir,
		at: certain(at),
		fiveHour: fiveHour && {usedPercentage: fiveHour.usedPercentage, resetsAt: certain(fiveHour.resetsAt)},
		sevenDay: sevenDay && {usedPercentage: sevenDay.usedPercentage, resetsAt: certain(sevenDay.resetsAt)},
	}));
}
