/**
 * What Claude Code's metrics have beyond the requests that were seen one by one. Metrics count every request, also those
 * that send no event (auto mode's checks) and the rest of answers that were interrupted. They are compared by model and
 * kind of source; tokens tell whether they hold all that is known, since they are whole numbers and know no price.
 */
import {resolveModel} from '../claude/models/models.ts';
import type {Purpose} from '../claude/telemetry/purpose.ts';
import type {TokenUsage} from '../claude/usage.ts';
import type {Conversation, MetricSum} from './conversation.ts';
import {bucketUsd, dollarsOf} from './count.ts';
import {
	eventLagMs,
	type Moment,
	metricDelayMs,
	metricPatienceMs,
	surelyMeteredMs,
	unsettledRecords,
} from './source-lag.ts';

/** Tokens as metrics tell them, with what they cost. */
export interface Amounts {
	costUsd: number;
	inputTokens: number;
	outputTokens: number;
	cacheReadTokens: number;
	cacheCreationTokens: number;
}

export interface Beyond extends Amounts {
	source: MetricSum['source'];
	/** As metrics spell it. */
	model: string;
	todayUsd: number;
	lastAt: number;
	/** The tokens are those of the dollars. */
	isWhole: boolean;
}

interface Group {
	source: MetricSum['source'];
	model: string | null;
	metered: Amounts;
	known: Amounts;
	/** Of the known: what the metrics may not hold yet, and what they need not hold. */
	awaited: Amounts;
	undue: Amounts;
	/** What metrics have beyond the known of the days before today, in dollars. */
	beforeUsd: number;
	lastAt: number;
}

/** `holdsAll`: metrics have come for every request that they ought to have come for; never without telemetry. */
export function beyondRequests(conversation: Conversation, moment: Moment): {beyond: Beyond[]; holdsAll: boolean} {
	if (conversation.metrics.size === 0 && conversation.coverage === null) return {beyond: [], holdsAll: false};
	const groups = [...groupsOf(conversation, moment).values()];
	const holdsAll = groups.every(({metered, known, undue}) => hasTokensOf(metered, minus(known, undue)));
	const sources = Map.groupBy(groups, ({source}) => source);
	return {beyond: [...sources.values()].flatMap(beyondOfSource), holdsAll};
}

function groupsOf(conversation: Conversation, {now, today}: Moment): Map<string, Group> {
	const groups = new Map<string, Group>();
	const groupOf = (source: MetricSum['source'], model: string) => {
		const key = `${source}|${modelKey(model)}`;
		let group = groups.get(key);
		if (!group) {
			const amounts = {metered: none(), known: none(), awaited: none(), undue: none()};
			group = {source, model: null, ...amounts, beforeUsd: 0, lastAt: 0};
			groups.set(key, group);
		}
		return group;
	};
	for (const metric of conversation.metrics.values()) {
		const group = groupOf(metric.source, metric.model);
		addAmounts(group.metered, metric);
		if (metric.day !== today) group.beforeUsd += metric.costUsd;
		group.lastAt = Math.max(group.lastAt, metric.lastAt);
		group.model = group.model === null || metric.model < group.model ? metric.model : group.model;
	}
	for (const bucket of conversation.buckets.values()) {
		const group = groupOf(sourceOf(bucket.purpose), bucket.model);
		addAmounts(group.known, amountsOf(bucket.usage, bucketUsd(bucket) ?? 0));
		if (bucket.day !== today) group.beforeUsd -= bucketUsd(bucket) ?? 0;
	}
	const {lastMetricAt} = conversation;
	for (const record of unsettledRecords(conversation, now)) {
		const isAwaited = record.at > lastMetricAt + eventLagMs && now < record.seenAt + metricDelayMs;
		const kind = record.inTelemetry ? 'event' : 'transcript';
		const isUndue = record.at > lastMetricAt - surelyMeteredMs[kind] && now < record.seenAt + metricPatienceMs[kind];
		if (!isAwaited && !isUndue) continue;
		const group = groupOf(sourceOf(record.kind.purpose), record.kind.model);
		const amounts = amountsOf(record, dollarsOf(record));
		if (isAwaited) addAmounts(group.awaited, amounts);
		if (isUndue) addAmounts(group.undue, amounts);
	}
	return groups;
}

/** Of one kind of source: never more than the dollars that all its metrics have beyond all that is known. */
function beyondOfSource(groups: readonly Group[]): Beyond[] {
	let limitUsd = 0;
	const beyond: Beyond[] = [];
	for (const {metered, known, awaited, source, model, beforeUsd, lastAt} of groups) {
		const counted = minus(known, awaited);
		limitUsd += metered.costUsd - counted.costUsd;
		// Metrics that lack tokens were lost in part, or spell the model otherwise: nothing can be said of them.
		if (model === null || !hasTokensOf(metered, counted)) continue;
		const rest = minus(metered, counted);
		const todayUsd = rest.costUsd - Math.min(Math.max(0, beforeUsd), Math.max(0, rest.costUsd));
		beyond.push({...rest, source, model, todayUsd, lastAt, isWhole: true});
	}
	const sumUsd = beyond.reduce((sum, {costUsd}) => sum + costUsd, 0);
	if (sumUsd <= Math.max(0, limitUsd) + 1e-9) return beyond;
	const dearUsd = beyond.reduce((sum, {costUsd}) => sum + Math.max(0, costUsd), 0);
	const share = Math.max(0, 1 - (sumUsd - Math.max(0, limitUsd)) / dearUsd);
	return beyond.map(part => {
		if (part.costUsd <= 0) return part;
		return {...part, costUsd: part.costUsd * share, todayUsd: part.todayUsd * share, isWhole: false};
	});
}

export function addAmounts(sum: Amounts, amounts: Amounts, times = 1): void {
	sum.costUsd += times * amounts.costUsd;
	sum.inputTokens += times * amounts.inputTokens;
	sum.outputTokens += times * amounts.outputTokens;
	sum.cacheReadTokens += times * amounts.cacheReadTokens;
	sum.cacheCreationTokens += times * amounts.cacheCreationTokens;
}

const none = (): Amounts => ({
	costUsd: 0,
	inputTokens: 0,
	outputTokens: 0,
	cacheReadTokens: 0,
	cacheCreationTokens: 0,
});

function minus(a: Amounts, b: Amounts): Amounts {
	const difference = {...a};
	addAmounts(difference, b, -1);
	return difference;
}

function hasTokensOf(all: Amounts, part: Amounts): boolean {
	return (
		all.inputTokens >= part.inputTokens &&
		all.outputTokens >= part.outputTokens &&
		all.cacheReadTokens >= part.cacheReadTokens &&
		all.cacheCreationTokens >= part.cacheCreationTokens
	);
}

function amountsOf(usage: TokenUsage, costUsd: number): Amounts {
	return {
		costUsd,
		inputTokens: usage.inputTokens,
		outputTokens: usage.outputTokens,
		cacheReadTokens: usage.cacheReadInputTokens,
		cacheCreationTokens: usage.cacheCreation5mInputTokens + usage.cacheCreation1hInputTokens,
	};
}

function sourceOf(purpose: Purpose): MetricSum['source'] {
	return purpose === 'main' || purpose === 'subagent' ? purpose : 'auxiliary';
}

/** Transcripts have the id that the API answers with, telemetry the one that was asked for, metrics with `[1m]`. */
export function modelKey(model: string): string {
	return resolveModel(model)?.id ?? model.replace(/\[1m\]$/i, '');
}
