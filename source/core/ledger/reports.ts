/**
 * What Claude Code's own total (status line, cost-state) has beyond what is known. Such a total says how much, not what
 * for; it may be older than the latest requests, may hold what a fork's parent had spent before, and begins anew from an
 * older one when Claude Code was killed. So each is a lower bound, and the highest counts.
 */
import type {ModelTotals, ReportedTotal} from '../events.ts';
import {addInto, allTokens, noUsage, type TokenUsage} from '../usage.ts';
import {type Conversation, recordsAfter} from './conversation.ts';
import {bucketUsd, dollarsOf} from './count.ts';
import {modelKey} from './metered.ts';
import {eventLagMs, metricPatienceMs} from './moment.ts';

/** An answer's last line may be written so much later than the event of it is dated. */
const answerLagMs = 1000;

/** A thousandth of a cent: less is rounding. */
export const epsilonUsd = 1e-5;

export interface KnownPart {
	model: string;
	/** Null where only the dollars are known. */
	usage: TokenUsage | null;
	costUsd: number;
}

export interface Missing {
	/** Dollars that the totals have beyond the known; at least 0. */
	costUsd: number;
	/** By model, where the total tells it; tokens null where they do not go with the dollars. */
	parts: (Omit<KnownPart, 'model'> & {model: string | null})[];
	/** When the total was told. */
	at: number;
	/** The newest total holds all that is known of its time, and nothing is known since but what telemetry told. */
	isWhole: boolean;
}

interface Weighed {
	report: ReportedTotal;
	/** The total of the fork's parent that it goes on from. */
	base: {costUsd: number; byModel: ReportedTotal['byModel']};
	/** Requests up to this time are taken to be in it. */
	until: number;
	missingUsd: number;
}

/** Null without a total that can be compared. `metered`: what metrics have beyond the requests. */
export function missingFromReports(
	conversation: Conversation,
	metered: readonly KnownPart[],
	now: number,
): Missing | null {
	const meteredUsd = metered.reduce((sum, {costUsd}) => sum + costUsd, 0);
	const weighed = conversation.reports.flatMap(report => weigh(conversation, report, meteredUsd) ?? []);
	const newest = weighed.find(({report}) => report === conversation.reports[0]);
	if (!newest) return null;
	const most = weighed.reduce((a, b) => (isBetter(b, a) ? b : a));
	const isWhole = newest.missingUsd > -epsilonUsd && !hasUntoldAfter(conversation, newest.until, now);
	const {at} = most.report;
	if (most.missingUsd <= epsilonUsd) return {costUsd: 0, parts: [], at, isWhole};
	return {costUsd: most.missingUsd, parts: partsOf(conversation, most, metered), at, isWhole};
}

const isBetter = (a: Weighed, b: Weighed) =>
	Math.abs(a.missingUsd - b.missingUsd) < epsilonUsd
		? a.report.byModel !== null && b.report.byModel === null
		: a.missingUsd > b.missingUsd;

function weigh(conversation: Conversation, report: ReportedTotal, meteredUsd: number): Weighed | null {
	const base = baseOf(conversation, report);
	if (!base) return null;
	const until = includedUntil(conversation, report);
	const missingUsd = report.totalCostUsd - base.costUsd - knownUntil(conversation, until) - meteredUsd;
	return {report, base, until, missingUsd};
}

/**
 * The status line's time is exact. A cost-state line tells when it was written at the earliest; what a prompt or an
 * answer of the main thread begins after that is not in it.
 */
function includedUntil(conversation: Conversation, {origin, at, latestAt}: ReportedTotal): number {
	if (latestAt !== undefined) return latestAt;
	if (origin !== 'cost-state') return at + eventLagMs;
	let until = conversation.promptTimes.find(prompt => prompt > at) ?? Number.POSITIVE_INFINITY;
	for (const record of recordsAfter(conversation, at + answerLagMs))
		if (record.purpose === 'main') until = Math.min(until, record.at);
	return until - 1;
}

const noBase = {costUsd: 0, byModel: null};

/**
 * A session that goes on from another one's history with `--fork-session` goes on with its total, too; one that /branch
 * makes begins at 0. The start of the tally tells them apart. Null: it holds a total that is not known.
 */
function baseOf({parents, reports, lastCopyAt}: Conversation, report: ReportedTotal): Weighed['base'] | null {
	if (parents.size === 0) return noBase;
	const startOf = ({tallyStartedAt}: ReportedTotal) => tallyStartedAt ?? null;
	const start = startOf(report) ?? reports.map(startOf).find(at => at !== null) ?? null;
	if (start !== null && start > lastCopyAt) return noBase;
	let base: Weighed['base'] | null = null;
	for (const parent of parents) {
		for (const inherited of parent.reports) {
			const other = startOf(inherited);
			if (start !== null && other !== null && other !== start) continue;
			if (inherited.totalCostUsd < (base?.costUsd ?? 0)) continue;
			base = {costUsd: inherited.totalCostUsd, byModel: inherited.byModel};
		}
	}
	// Below its parent's it cannot go on from that.
	return base && base.costUsd > report.totalCostUsd + epsilonUsd ? (start === null ? noBase : null) : base;
}

/** Dollars of the requests up to a time. */
function knownUntil(conversation: Conversation, at: number): number {
	let known = 0;
	for (const bucket of conversation.buckets.values()) known += bucketUsd(bucket) ?? 0;
	for (const record of recordsAfter(conversation, at)) known -= dollarsOf(record);
	return known;
}

/** Since then there were requests that no telemetry told of: then there may be hidden ones, too. */
function hasUntoldAfter(conversation: Conversation, at: number, now: number): boolean {
	for (const record of recordsAfter(conversation, at))
		if (!record.inTelemetry && record.seenAt < now - metricPatienceMs.transcript) return true;
	return false;
}

function partsOf(conversation: Conversation, weighed: Weighed, metered: readonly KnownPart[]): Missing['parts'] {
	const {report, base, until, missingUsd} = weighed;
	const whole = [{model: null, usage: null, costUsd: missingUsd}];
	if (report.byModel === null) return whole;
	const rest = new Map<string, {model: string; usage: TokenUsage; costUsd: number; isSound: boolean}>();
	const add = (model: string, usage: TokenUsage | null, costUsd: number, times: 1 | -1) => {
		const key = modelKey(model);
		const sum = rest.get(key) ?? {model, usage: {...noUsage}, costUsd: 0, isSound: true};
		rest.set(key, sum);
		if (usage) addInto(sum.usage, usage, times);
		else sum.isSound = false;
		sum.costUsd += times * costUsd;
	};
	const addAll = (totals: Readonly<Record<string, ModelTotals>> | null, times: 1 | -1) => {
		for (const [model, {usage, costUsd}] of Object.entries(totals ?? {})) add(model, usage, costUsd, times);
	};
	addAll(report.byModel, 1);
	addAll(base.byModel, -1);
	for (const bucket of conversation.buckets.values()) add(bucket.model, bucket.usage, bucketUsd(bucket) ?? 0, -1);
	for (const record of recordsAfter(conversation, until)) add(record.model, record.usage, dollarsOf(record), 1);
	for (const part of metered) add(part.model, part.usage, part.costUsd, -1);

	const parts = [...rest.values()]
		.filter(({costUsd}) => costUsd > epsilonUsd)
		.map(({model, usage, costUsd, isSound}) => {
			// Negative counts mean that the total and the records do not speak of the same requests.
			const isUsage = isSound && Object.values(usage).every(count => count >= 0) && allTokens(usage) > 0;
			return {model, usage: isUsage ? usage : null, costUsd};
		});
	const explainedUsd = parts.reduce((sum, {costUsd}) => sum + costUsd, 0);
	return Math.abs(explainedUsd - missingUsd) < Math.max(epsilonUsd, missingUsd * 0.001) ? parts : whole;
}
