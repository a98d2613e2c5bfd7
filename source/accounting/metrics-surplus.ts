/**
 * What Claude Code's metrics hold beyond the requests that were counted one by one. Metrics count every request, including
 * those that send no event (auto mode's checks) and the remainder of interrupted answers. They are compared by model
 * and kind of source; tokens show whether they cover all that is known, since they do not depend on prices.
 */

import {modelKey} from '../claude/models/models.ts';
import {metricSourceOf} from '../claude/telemetry/purpose.ts';
import type {MetricAmounts} from '../claude/telemetry/telemetry-seen.ts';
import {noUsage} from '../claude/usage.ts';
import {addAmounts, addMissing, amountsOf, hasTokensOf, isAnsweredByOthers, minus, none} from './amounts.ts';
import {dollarsOf} from './buckets.ts';
import type {Conversation, MetricSum} from './conversation.ts';
import {costAt, isConfigured, isUnpriced, standardPricesOf} from './cost.ts';
import {countedParts} from './counted.ts';
import {getOrMake} from './get-or-make.ts';
import type {RequestClass} from './request-class.ts';
import {epsilonUsd} from './running-total.ts';
import {eventLagMs, metricDelayMs, metricPatienceMs, surelyMeteredMs, unsettledRecords} from './source-lag.ts';
import {quarterOf} from './spending.ts';

export interface MetricsSurplus extends MetricAmounts {
	source: MetricSum['source'];
	/** As metrics spell it. */
	model: string;
	lastAt: number;
	/** The tokens are those of the dollars. */
	isWhole: boolean;
	/** The model has no price: only the tokens are known. */
	isUnpriced: boolean;
	/** When it was spent: shares of the dollars that add up to 1, by quarter of an hour. */
	shares: readonly {quarter: number; share: number}[];
}

interface Group {
	source: MetricSum['source'];
	model: string | null;
	metered: MetricAmounts;
	known: MetricAmounts;
	/** Of the known requests: those that the metrics may not hold yet, and those that they need not hold. */
	pending: MetricAmounts;
	exempt: MetricAmounts;
	hasUnpriced: boolean;
	/** Claude Code does not know the model's price: its dollars are not comparable. */
	isForeign: boolean;
	/** Dollars by quarter: metrics minus requests. */
	steps: Map<number, {metered: number; known: number}>;
	lastAt: number;
}

/** `holdsAll`: metrics have arrived for every request that they should cover; false without telemetry. */
export function metricsSurplus(
	conversation: Conversation,
	now: number,
): {surplus: MetricsSurplus[]; holdsAll: boolean} {
	if (conversation.metrics.size === 0 && conversation.coverage === null) return {surplus: [], holdsAll: false};
	const groups = [...groupsOf(conversation, now).values()];
	const holdsAll = groups.every(({metered, known, exempt}) => hasTokensOf(metered, minus(known, exempt)));
	const sources = Map.groupBy(groups, ({source}) => source);
	return {surplus: [...sources.values()].flatMap(surplusOfSource), holdsAll};
}

function groupsOf(conversation: Conversation, now: number): Map<string, Group> {
	const groups = new Map<string, Group>();
	const groupOf = (source: MetricSum['source'], model: string) => {
		const key = `${source}|${modelKey(model)}`;
		return getOrMake(groups, key, () => {
			const amounts = {metered: none(), known: none(), pending: none(), exempt: none()};
			return {source, model: null, ...amounts, hasUnpriced: false, isForeign: false, steps: new Map(), lastAt: 0};
		});
	};
	const stepOf = ({steps}: Group, quarter: number) => getOrMake(steps, quarter, () => ({metered: 0, known: 0}));
	for (const metric of conversation.metrics.values()) {
		const group = groupOf(metric.source, metric.model);
		const costUsd = meteredUsd(metric);
		addAmounts(group.metered, {...metric, costUsd});
		stepOf(group, metric.quarter).metered += costUsd;
		group.lastAt = Math.max(group.lastAt, metric.lastAt);
		group.model = group.model === null || metric.model < group.model ? metric.model : group.model;
	}
	for (const {quarter, purpose, cause, model, usage, costUsd} of countedParts(conversation)) {
		const group = groupOf(metricSourceOf({purpose, cause}), model);
		addAmounts(group.known, amountsOf(usage, costUsd ?? 0));
		stepOf(group, quarter).known += costUsd ?? 0;
		if (costUsd === null) group.hasUnpriced = true;
		group.isForeign ||= costUsd === null || isConfigured(model);
	}
	const {lastMetricAt} = conversation;
	/** Fast for thousands of requests of one or two classes: no key is made for each. */
	const groupsOfClasses = new Map<RequestClass, Group>();
	const groupOfClass = (of: RequestClass) =>
		getOrMake(groupsOfClasses, of, () => groupOf(metricSourceOf(of), of.model));
	for (const record of unsettledRecords(conversation, now, lastMetricAt - surelyMeteredMs.transcript)) {
		const isPending = record.at > lastMetricAt + eventLagMs && now < record.seenAt + metricDelayMs;
		const kind = record.inTelemetry ? 'event' : 'transcript';
		const isExempt = record.at > lastMetricAt - surelyMeteredMs[kind] && now < record.seenAt + metricPatienceMs[kind];
		if (!isPending && !isExempt) continue;
		const group = groupOfClass(record.class);
		const amounts = amountsOf(record, dollarsOf(record));
		if (isPending) addAmounts(group.pending, amounts);
		if (isExempt) addAmounts(group.exempt, amounts);
	}
	return groups;
}

/** What Claude Code reports; for a model with prices in the config that is a guess. */
function meteredUsd(metric: MetricSum): number {
	const prices = isConfigured(metric.model) ? standardPricesOf(metric.model) : null;
	const {inputTokens, outputTokens, cacheReadTokens, cacheCreationTokens} = metric;
	if (!prices) return metric.costUsd;
	return costAt(prices, {
		...noUsage,
		inputTokens,
		outputTokens,
		cacheReadInputTokens: cacheReadTokens,
		cacheCreation5mInputTokens: cacheCreationTokens,
	});
}

/** For one kind of source: never more than the dollars that all its metrics hold beyond everything known. */
function surplusOfSource(groups: readonly Group[]): MetricsSurplus[] {
	let limitUsd = 0;
	const surplus: MetricsSurplus[] = [];
	const compared = groups.map(group => {
		const counted = minus(group.known, group.pending);
		return {group, counted, rest: minus(group.metered, counted)};
	});
	const [beyond, missing] = [none(), none()];
	for (const {group, rest} of compared) {
		addAmounts(beyond, rest);
		if (group.isForeign) addMissing(missing, rest);
	}
	for (const {group, counted, rest} of compared) {
		const {metered, source, model, lastAt} = group;
		// Claude Code prices every model somehow; what it says of one without a price is a guess, and no background.
		if (group.hasUnpriced || isAnsweredByOthers(rest, {beyond, missing})) continue;
		const isGuess = model !== null && isUnpriced(model);
		if (!isGuess) limitUsd += rest.costUsd;
		// Metrics with too few tokens were partly lost, or spell the model differently: they say nothing.
		if (model === null || !hasTokensOf(metered, counted)) continue;
		// Of a gateway's name they may be what was answered under another one.
		if (isGuess && !hasTokensOf(beyond, rest)) continue;
		const costUsd = isGuess ? 0 : rest.costUsd;
		const known = {source, model, lastAt, isWhole: true, isUnpriced: isGuess};
		surplus.push({...rest, costUsd, ...known, shares: sharesOf(group)});
	}
	const sumUsd = surplus.reduce((sum, {costUsd}) => sum + costUsd, 0);
	if (sumUsd <= Math.max(0, limitUsd) + 1e-9) return surplus;
	const positiveUsd = surplus.reduce((sum, {costUsd}) => sum + Math.max(0, costUsd), 0);
	const share = Math.max(0, 1 - (sumUsd - Math.max(0, limitUsd)) / positiveUsd);
	return surplus.map(part => (part.costUsd <= 0 ? part : {...part, costUsd: part.costUsd * share, isWhole: false}));
}

/** Metrics come after the requests they count: what is left when both are taken in order of time was never seen. */
function sharesOf({steps, lastAt}: Group): {quarter: number; share: number}[] {
	const rests: {quarter: number; usd: number}[] = [];
	let open = 0;
	for (const [quarter, {metered, known}] of [...steps].sort(([a], [b]) => a - b)) {
		open += metered - known;
		if (open > epsilonUsd) {
			rests.push({quarter, usd: open});
			open = 0;
		}
	}
	// A request whose event came after its metric: what looked like a surplus was this request.
	while (open < -epsilonUsd && rests.length > 0) {
		const last = rests.pop()!;
		open += last.usd;
		if (open > epsilonUsd) rests.push({quarter: last.quarter, usd: open});
	}
	const sumUsd = rests.reduce((sum, {usd}) => sum + usd, 0);
	if (rests.length === 0) return [{quarter: quarterOf(lastAt), share: 1}];
	return rests.map(({quarter, usd}) => ({quarter, share: usd / sumUsd}));
}
