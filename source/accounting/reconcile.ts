/**
 * What was spent in total, and how well that is known: the requests that were counted one by one, and what is known to have
 * been spent beside them.
 *
 * Metrics count every request: what they have beyond the events is background of an unreported cause. Without telemetry
 * from the start, or with gaps in it, Claude Code's own total says how much is missing, but not what for. With neither,
 * nothing is known and nothing is invented: the figures are a lower bound.
 */

import type {Provider} from '../claude/events.ts';
import {type Purpose, unreportedCause} from '../claude/telemetry/purpose.ts';
import {allTokens, noUsage, sumUsage, type TokenUsage} from '../claude/usage.ts';
import {bucketUsd, knownUsd} from './buckets.ts';
import {type Conversation, parentsOf, type RequestRecord} from './conversation.ts';
import {isLargePrompt, paidShare, priceClassOf, standardPricesOf} from './cost.ts';
import {countedParts, type Interval} from './counted.ts';
import type {Basis} from './figures.ts';
import {idleAsides} from './idle-use.ts';
import {type MetricsSurplus, metricsSurplus} from './metrics-surplus.ts';
import {type ReportedSurplus, reportedSurplus} from './reported-surplus.ts';
import {epsilonUsd} from './running-total.ts';
import {reportDelayMs, settledUntil} from './source-lag.ts';
import {type Piece, quarterMs, quarterOf, type Spending} from './spending.ts';
import {sum} from './sum.ts';

/** A prompt's line and its event are written at nearly the same time. */
const promptSlackMs = 50;

/** The same object until something new is reported, or something pending fails to arrive. `now`: ms. */
export function spendingOf(conversation: Conversation, now: number): Spending {
	const {spending, revision} = conversation;
	// A clock that was set back must not keep it for as long.
	if (spending?.revision === revision && spending.now <= now && now < spending.value.until) return spending.value;
	const value = reconcile(conversation, now);
	conversation.spending = {revision, now, value};
	return value;
}

/** Compares the sources with one another. */
function reconcile(conversation: Conversation, now: number): Spending {
	const {isBackground, provider} = conversation.facts;
	const until = settledUntil(conversation, now);
	const counted = [...piecesOf(conversation)];
	const result = (basis: Basis, partial: boolean, surplus: readonly Surplus[]): Spending => ({
		pieces: [...counted, ...surplus.flatMap(part => [...spread(part)])].map(piece => paidPiece(piece, provider)),
		basis,
		partial: partial || [...counted, ...surplus].some(({costUsd}) => costUsd === null),
		until,
	});
	const {surplus, holdsAll} = metricsSurplus(conversation, now);
	const metered = surplus.flatMap(part => meteredSurplus(conversation, part) ?? []);
	const reported = reportedSurplus(conversation, metered, now);
	if (holdsAll && isCompleteTelemetry(conversation) && !contradicts(reported, now))
		return result('telemetry', isBackground, metered);
	if (!reported) return result('estimated', true, metered);
	const beyond = reportedSurpluses(conversation, reported);
	return result('reported', isBackground || !reported.isWhole, [...metered, ...beyond]);
}

/** Until here all dollars are Claude Code's, to be comparable with its totals. */
function paidPiece(piece: Piece, provider: Provider): Piece {
	const share = paidShare(piece.model || null, provider);
	return piece.costUsd === null || share === 1 ? piece : {...piece, costUsd: piece.costUsd * share};
}

/** Whether telemetry was received from the conversation's first request on, without a gap. */
function isCompleteTelemetry(conversation: Conversation): boolean {
	const {coverage, lastMetricAt} = conversation;
	const {promptTimes} = conversation.facts;
	if (coverage === null || coverage.lostEvents > 0) return false;
	if (coverage.fromStart) return true;
	// A ccmon that was started after Claude Code, but before anything was asked, has missed nothing either.
	const {firstEventAt} = coverage;
	if (!firstEventAt || lastMetricAt === 0) return false;
	const since = firstEventAt - promptSlackMs;
	// A fork has the prompts of another conversation. Of its own requests all were reported, if the first was.
	const isAsked = parentsOf(conversation).length > 0 || (promptTimes[0] !== undefined && promptTimes[0] >= since);
	return isAsked && conversation.records.every(({at, durationMs}) => at - (durationMs ?? 0) >= since);
}

/** Claude Code's total is higher, and telemetry has had time to report the difference: it stopped unnoticed. */
function contradicts(reported: ReportedSurplus | null, now: number): boolean {
	return reported !== null && reported.costUsd > epsilonUsd && now >= reported.at + reportDelayMs;
}

/** The requests that were counted one by one. */
function* piecesOf(conversation: Conversation): Generator<Piece> {
	for (const bucket of conversation.buckets.values()) {
		const {model, speed, usInference, largePrompt, quarter, usage, requests, lastAt} = bucket;
		const {purpose, cause} = bucket.class;
		const costUsd = bucketUsd(bucket);
		const rest = {isIdle: false, isSurplus: false, usage, requests, costUsd, lastAt};
		yield {model, speed, usInference, largePrompt, quarter, purpose, cause, ...rest};
	}
	const idle = idleAsides(conversation);
	for (const record of conversation.asides) yield pieceOf(record, idle.has(record));
}

function pieceOf(record: RequestRecord, isIdle: boolean): Piece {
	const {purpose, cause} = record.class;
	return {
		...priceClassOf(record.class, isLargePrompt(record.class.model, record)),
		quarter: quarterOf(record.at),
		purpose,
		cause,
		isIdle,
		isSurplus: false,
		usage: sumUsage([record]),
		requests: record.isPart ? 0 : 1,
		costUsd: knownUsd(record),
		lastAt: record.at,
	};
}

interface Surplus {
	purpose: Purpose;
	cause: string | null;
	model: string;
	/** Null where only the dollars are known. */
	usage: TokenUsage | null;
	/** Null for a model without a price. */
	costUsd: number | null;
	lastAt: number;
	shares: readonly {quarter: number; share: number}[];
}

/** The dollars by when they were spent; the tokens, which are known only as one sum, with the largest share. */
function* spread({shares, usage, costUsd, lastAt, purpose, cause, model}: Surplus): Generator<Piece> {
	const largest = shares.reduce((best, one) => (one.share > best.share ? one : best));
	for (const {quarter, share} of shares) {
		yield {
			model,
			speed: 'standard',
			usInference: false,
			largePrompt: false,
			purpose,
			cause,
			isIdle: false,
			quarter,
			isSurplus: true,
			usage: usage === null ? null : quarter === largest.quarter ? usage : {...noUsage},
			requests: 0,
			costUsd: costUsd === null ? null : costUsd * share,
			lastAt: Math.min(lastAt, (quarter + 1) * quarterMs - 1),
		};
	}
}

/** A total does not say when: it is distributed like the known spending of its time. */
function reportedSurpluses(conversation: Conversation, {at, intervals, parts}: ReportedSurplus): Surplus[] {
	const known = new Map<number, number>();
	for (const part of countedParts(conversation)) {
		if (!part.costUsd || !overlaps(intervals, part.quarter)) continue;
		known.set(part.quarter, (known.get(part.quarter) ?? 0) + part.costUsd);
	}
	const knownUsd = sum(known.values());
	const shares =
		knownUsd > 0
			? [...known].map(([quarter, usd]) => ({quarter, share: usd / knownUsd}))
			: [{quarter: quarterOf(at), share: 1}];
	return parts.map(({model, usage, costUsd}) => ({
		purpose: 'background',
		cause: unreportedCause,
		model: model ?? '',
		usage,
		costUsd,
		lastAt: at,
		shares,
	}));
}

const overlaps = (intervals: readonly Interval[], quarter: number) =>
	intervals.some(({since, until}) => (quarter + 1) * quarterMs > since && quarter * quarterMs <= until);

function meteredSurplus(conversation: Conversation, surplus: MetricsSurplus): Surplus | null {
	const {source, model, isUnpriced, lastAt, shares} = surplus;
	const costUsd = isUnpriced ? null : surplus.costUsd;
	const usage = surplus.isWhole ? usageOf(surplus) : null;
	const isAuxiliary = source === 'auxiliary';
	// An estimate from transcripts may be too high; background is never estimated.
	const hasTokens = usage !== null && allTokens(usage) > 0;
	const isWorthIt =
		costUsd === null ? hasTokens : isAuxiliary ? costUsd > epsilonUsd : Math.abs(costUsd) > 1e-9 || hasTokens;
	if (!isWorthIt) return null;
	const isClassified = conversation.classifierAt !== null && isAuxiliary;
	const cause = isClassified ? 'unreported (auto-mode checks)' : unreportedCause;
	const purpose = isAuxiliary ? 'background' : source;
	return {purpose, cause: isAuxiliary ? cause : null, model, usage, costUsd, lastAt, shares};
}

/** Metrics give cache creation as one sum; the dollars show how much of it was written for an hour. */
function usageOf(surplus: MetricsSurplus): TokenUsage {
	const usage: TokenUsage = {
		...noUsage,
		inputTokens: surplus.inputTokens,
		outputTokens: surplus.outputTokens,
		cacheReadInputTokens: surplus.cacheReadTokens,
	};
	const written = surplus.cacheCreationTokens;
	const prices = standardPricesOf(surplus.model);
	// An administrator's rates are the same for both lifetimes.
	if (!prices || prices.cacheWrite1h === prices.cacheWrite5m) return {...usage, cacheCreation5mInputTokens: written};
	const rest =
		surplus.costUsd * 1e6 -
		usage.inputTokens * prices.input -
		usage.outputTokens * prices.output -
		usage.cacheReadInputTokens * prices.cacheRead;
	const oneHour = Math.round((rest - written * prices.cacheWrite5m) / (prices.cacheWrite1h - prices.cacheWrite5m));
	usage.cacheCreation1hInputTokens = Math.min(written, Math.max(0, oneHour));
	usage.cacheCreation5mInputTokens = written - usage.cacheCreation1hInputTokens;
	return usage;
}
