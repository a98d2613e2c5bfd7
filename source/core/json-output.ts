/** The JSON of `ccmon --once --json`: stable, scripts rely on it. What is not known is null and never left out. */
import type {RateLimits, RateLimitWindow} from '../claude/statusline/rate-limits.ts';
import type {TokenUsage} from '../claude/usage.ts';
import type {Fleet, FleetTotals} from './fleet.ts';
import type {HostFigure} from './hosts/host.ts';
import {pick} from './pick.ts';
import {priceSource} from './price-notes.ts';
import type {Session} from './session.ts';

const schemaVersion = 1;

export const time = (ms: number | null) => (ms === null || !Number.isFinite(ms) ? null : new Date(ms).toISOString());

/** Rounded to ten-billionths of a dollar: anything smaller is noise from adding up. */
export const usd = (amount: number | null) => (amount === null ? null : Math.round(amount * 1e10) / 1e10);

export function fleetToJson(fleet: Fleet & {hosts?: readonly HostFigure[]}, generatedAt: number): object {
	return {
		schema: schemaVersion,
		generatedAt: time(generatedAt),
		sessions: fleet.sessions.values().map(sessionToJson),
		hosts: (fleet.hosts ?? []).map(host => ({
			...pick(host, 'name', 'state', 'lastSeenAt', 'error', 'version'),
			lastSeenAt: time(host.lastSeenAt),
			sameAs: host.sameAs?.name ?? null,
		})),
		totals: totalsToJson(fleet.totals),
		limits: limitsToJson(fleet.limits, generatedAt),
	};
}

export const totalsToJson = (totals: FleetTotals) => ({
	todayUsd: usd(totals.todayUsd),
	todayBackgroundUsd: usd(totals.todayBackgroundUsd),
	todayIdleUsd: usd(totals.todayIdleUsd),
	usdPerHour: usd(totals.usdPerHour),
	...pick(totals, 'tokensPerMinute', 'basis', 'partial'),
	unpricedModels: [...totals.unpricedModels],
});

export const tokensToJson = ({webSearchRequests: _, ...tokens}: TokenUsage) => tokens;

export function sessionToJson(session: Session) {
	const {context, usage, cost} = session;
	return {
		host: session.host?.name ?? null,
		...pick(session, 'sessionId', 'name', 'cwd', 'configDir', 'pid', 'kind', 'state', 'waitingFor'),
		...nowToJson(session),
		model: session.model,
		startedAt: time(session.startedAt),
		lastActivityAt: time(session.lastActivityAt),
		context: {
			...pick(context, 'tokens', 'windowTokens', 'fill', 'thresholdTokens', 'thresholdBasis', 'autoCompact', 'basis'),
		},
		usage: {...tokensToJson(usage), requests: session.requests},
		cost: {
			totalUsd: usd(cost.totalUsd),
			mainUsd: usd(cost.mainUsd),
			subagentUsd: usd(cost.subagentUsd),
			compactionUsd: usd(cost.compactionUsd),
			backgroundUsd: usd(cost.backgroundUsd),
			idleUsd: usd(cost.idleUsd),
			...pick(cost, 'basis', 'partial'),
			prices: priceSource(session),
		},
		background: session.background.map(figure => ({
			...pick(figure, 'cause', 'requests', 'tokens', 'costUsd', 'idleRequests', 'idleUsd', 'lastAt', 'model'),
			costUsd: usd(figure.costUsd),
			idleUsd: usd(figure.idleUsd),
			lastAt: time(figure.lastAt),
		})),
		cache: session.cache && {expiresAt: time(session.cache.expiresAt), ttl: session.cache.ttl},
		...pick(session, 'tokensPerMinute', 'control'),
	};
}

function nowToJson({state, waiting, now, turn, lastError, git}: Session) {
	const isInTurn = state === 'busy' || state === 'waiting';
	return {
		waiting: waiting && {
			kind: waiting.kind,
			tool: waiting.call?.tool ?? null,
			summary: waiting.call?.summary ?? null,
			since: time(waiting.since),
		},
		now: now && {tool: now.tool, summary: now.summary, since: time(now.since)},
		turnStartedAt: isInTurn ? time(turn.startedAt) : null,
		lastError: lastError && {status: lastError.status, message: lastError.message, at: time(lastError.at)},
		git: {
			...pick(git, 'branch', 'worktree', 'linesAdded', 'linesRemoved'),
			pullRequest: git.pullRequest && pick(git.pullRequest, 'number', 'url', 'state'),
		},
	};
}

/** Once a window has been reset, its use is not known. */
function limitsToJson(limits: RateLimits | null, now: number): object | null {
	const window = (part: RateLimitWindow | null) =>
		part && {usedPercentage: part.resetsAt <= now ? null : part.usedPercentage, resetsAt: time(part.resetsAt)};
	return limits && {fiveHour: window(limits.fiveHour), sevenDay: window(limits.sevenDay)};
}
