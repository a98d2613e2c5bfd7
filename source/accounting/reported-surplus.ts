/**
 * What Claude Code's own total (status line, cost-state) has beyond what is known. Such a total says how much, not what
 * for; it may be older than the latest requests, may hold what a fork's parent had spent before, and begins anew from an
 * older one when Claude Code was killed. So each is a lower bound, and the highest counts.
 */
import type {ModelTotals, ReportedTotal} from '../claude/events.ts';
import {addInto, allTokens, noUsage, type TokenUsage} from '../claude/usage.ts';
import {type Conversation, recordsAfter, recordsBefore} from './conversation.ts';
import {bucketUsd, dollarsOf} from './count.ts';
import {modelKey} from './metrics-surplus.ts';
import {type Base, baseOf, epsilonUsd, includedUntil, reportsOf} from './running-total.ts';
import {metricPatienceMs} from './source-lag.ts';

/** Between the times that are written into two places at once. */
const clockSlackMs = 1000;

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
	base: Base;
	/** Requests from this time to that are taken to be in it. */
	since: number;
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
	const reports = reportsOf(conversation);
	const weighed = reports.flatMap(report => weigh(conversation, report, meteredUsd) ?? []);
	const newest = weighed.find(({report}) => report === reports[0]);
	if (!newest) return null;
	const most = weighed.reduce((a, b) => (isBetter(b, a) ? b : a));
	const {since, until} = newest;
	const isWhole =
		newest.missingUsd > -epsilonUsd &&
		recordsBefore(conversation, since).next().done === true &&
		!hasUntoldAfter(conversation, until, now);
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
	const since = (report.tallyStartedAt ?? 0) - clockSlackMs;
	const until = includedUntil(conversation, report);
	const missingUsd = report.totalCostUsd - base.costUsd - knownBetween(conversation, since, until) - meteredUsd;
	return {report, base, since, until, missingUsd};
}

/** Dollars of the requests from one time to another. */
function knownBetween(conversation: Conversation, since: number, until: number): number {
	let known = 0;
	for (const bucket of conversation.buckets.values()) known += bucketUsd(bucket) ?? 0;
	for (const record of recordsAfter(conversation, until)) known -= dollarsOf(record);
	for (const record of recordsBefore(conversation, since)) known -= dollarsOf(record);
	return known;
}

/** Since then there were requests that no telemetry told of: then there may be hidden ones, too. */
function hasUntoldAfter(conversation: Conversation, at: number, now: number): boolean {
	for (const record of recordsAfter(conversation, at))
		if (!record.inTelemetry && record.seenAt <= now - metricPatienceMs.transcript) return true;
	return false;
}

function partsOf(conversation: Conversation, weighed: Weighed, metered: readonly KnownPart[]): Missing['parts'] {
	const {report, base, since, until, missingUsd} = weighed;
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
	for (const record of [...recordsAfter(conversation, until), ...recordsBefore(conversation, since)])
		add(record.kind.model, record, dollarsOf(record), 1);
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
