/**
 * What Claude Code's own totals (status line, cost-state) hold beyond what is known. Such a total says how much, not what
 * for; it may be older than the latest requests, may include what a fork's parent had spent before, and starts again from an
 * older one after Claude Code was killed, or from 0 when the conversation is resumed. So each is a lower bound, those with
 * different starts add up, and the highest sum that can be made of them counts.
 */

import type {ModelTotals, ReportedTotal} from '../claude/events.ts';
import {modelKey} from '../claude/models/models.ts';
import {addInto, allTokens, noUsage, type TokenUsage} from '../claude/usage.ts';
import {addAmounts, addMissing, amountsOf, hasTokensOf, isAnsweredByOthers, none} from './amounts.ts';
import {type Conversation, recordsAfter} from './conversation.ts';
import {costAt, isConfigured, isGuessed, standardPricesOf} from './cost.ts';
import {type Counted, countedSumsWithin, type Interval, recordsOutside} from './counted.ts';
import {highestOf} from './extremes.ts';
import {getOrMake} from './get-or-make.ts';
import {type Base, baseOf, compareHeight, epsilonUsd, includedUntil, possibleStart, totalsOf} from './running-total.ts';
import {metricPatienceMs} from './source-lag.ts';

/** How far apart two records of the same moment may be. */
const clockSlackMs = 1000;

/** What metrics have beyond the requests. */
export interface KnownSurplus {
	model: string;
	/** Null where only the dollars are known. */
	usage: TokenUsage | null;
	/** Null for a model without a price. */
	costUsd: number | null;
	lastAt: number | null;
}

interface SurplusPart {
	model: string | null;
	usage: TokenUsage | null;
	/** Null for a model without a price. */
	costUsd: number | null;
}

export interface ReportedSurplus {
	/** Dollars that the totals hold beyond what is known; never negative. */
	costUsd: number;
	/** By model, where the totals say it; tokens null where they do not go with the dollars. */
	parts: SurplusPart[];
	/** When the total was reported, and what it covers. */
	at: number;
	intervals: readonly Interval[];
	/** The newest totals cover everything known up to then, and everything since was reported by telemetry. */
	isWhole: boolean;
}

/** Totals with different starts, added up, and what they are compared with. */
interface Comparison {
	totals: readonly ReportedTotal[];
	/** What each holds of its fork's parent. */
	bases: readonly Base[];
	intervals: readonly Interval[];
	counted: ReadonlyMap<string, Counted>;
	/** Of some models Claude Code's totals hold a guess. */
	hasUnpriced: boolean;
	surplusUsd: number;
}

/** Null without a total that can be compared. `metered`: what metrics have beyond the requests. */
export function reportedSurplus(
	conversation: Conversation,
	metered: readonly KnownSurplus[],
	now: number,
): ReportedSurplus | null {
	const all = totalsOf(conversation);
	const holdGuess =
		conversation.metrics.values().some(({model}) => isGuessed(model)) ||
		all.some(({byModel}) => Object.keys(byModel ?? {}).some(isGuessed));
	// Claude Code prices every model somehow: where such a guess is in the dollars, they alone say nothing of what is hidden.
	const totals = holdGuess ? all.filter(({byModel}) => byModel !== null) : all;
	if (totals.length === 0) return null;
	const starts = startsOf(totals);
	const groups = [...Map.groupBy(totals, total => starts.get(total)!).values()];
	const newest = groups.map(group => group[0]!);
	const highest = groups.map(group => group.reduce((a, b) => (compareHeight(b, a) > 0 ? b : a)));
	const choices = [newest, highest, ...totals.map(total => [total])];
	const distinct = choices.filter((choice, index) => choices.findIndex(other => hasSame(other, choice)) === index);
	const compared = distinct.flatMap(together => compare(conversation, together, {starts, metered, holdGuess}) ?? []);
	const current = compared.find(({totals}) => totals.includes(newest.reduce((a, b) => (b.at > a.at ? b : a))));
	if (!current) return null;
	const most = compared.reduce((a, b) => (isBetter(b, a) ? b : a));
	const until = highestOf(current.intervals.map(interval => interval.until));
	const isWhole =
		!current.hasUnpriced &&
		current.surplusUsd > -epsilonUsd &&
		current.bases.every(base => base.isCertain) &&
		!groups.some(group => hasFallen(conversation, group)) &&
		[...recordsOutside(conversation, current.intervals)].every(({at}) => at > until) &&
		!hasUnreportedAfter(conversation, until, now);
	const {intervals} = most;
	const at = highestOf(most.totals.map(total => total.at));
	const parts = partsOf(most, metered);
	const costUsd = usdOf(parts);
	return {costUsd, parts, at, intervals, isWhole};
}

const hasSame = <Item>(a: readonly Item[], b: readonly Item[]) =>
	a.length === b.length && a.every((item, index) => item === b[index]);

const isBetter = (a: Comparison, b: Comparison) =>
	Math.abs(a.surplusUsd - b.surplusUsd) < epsilonUsd ? hasModels(a) && !hasModels(b) : a.surplusUsd > b.surplusUsd;

const hasModels = ({totals}: Comparison) => totals.every(({byModel}) => byModel !== null);

/**
 * The newest of one start is below a total that was surely before it: it began again from 0, or from an older state, or a
 * second process counts on its own. Which of them it is, and so what was spent in all, is not known.
 */
function hasFallen(conversation: Conversation, [newest, ...others]: readonly ReportedTotal[]): boolean {
	const {at, totalCostUsd} = newest!;
	return others.some(
		other => other.totalCostUsd > totalCostUsd + epsilonUsd && includedUntil(conversation, other) < at,
	);
}

/** When each total began; 0 where only one process can have counted. A status line does not say: it may go on from the newest. */
function startsOf(totals: readonly ReportedTotal[]): Map<ReportedTotal, number> {
	const starts = new Map<ReportedTotal, number>();
	for (const total of totals) {
		const begun = totals.flatMap(({totalStartedAt}) =>
			totalStartedAt != null && totalStartedAt <= total.at ? [totalStartedAt] : [],
		);
		starts.set(total, possibleStart(totals, total) ?? highestOf(begun, 0));
	}
	return starts;
}

const usdOf = (parts: Iterable<{costUsd: number | null}>) => {
	let usd = 0;
	for (const {costUsd} of parts) usd += costUsd ?? 0;
	return usd;
};

function compare(
	conversation: Conversation,
	totals: readonly ReportedTotal[],
	{
		starts,
		metered,
		holdGuess,
	}: {
		starts: ReadonlyMap<ReportedTotal, number>;
		metered: readonly KnownSurplus[];
		holdGuess: boolean;
	},
): Comparison | null {
	const bases = totals.map(total => baseOf(conversation, total));
	if (!bases.every(base => base !== null)) return null;
	const intervals = totals.map(total => ({
		since: starts.get(total)! - clockSlackMs,
		until: includedUntil(conversation, total),
	}));
	const counted = countedSumsWithin(conversation, intervals);
	const hasUnpriced = holdGuess || [...counted.values()].some(part => hasGuess(part) && allTokens(part.usage) > 0);
	if (hasUnpriced && totals.some(({byModel}) => byModel === null)) return null;
	const totalUsd = totals.reduce((sum, {totalCostUsd}) => sum + totalCostUsd, 0) - usdOf(bases);
	const surplusUsd = totalUsd - usdOf(counted.values()) - usdOf(metered);
	return {totals, bases, intervals, counted, hasUnpriced, surplusUsd};
}

/** Only the config knows the model's price, or nobody: Claude Code does not. */
const hasGuess = ({model, costUsd}: Pick<Counted, 'model' | 'costUsd'>) => costUsd === null || isConfigured(model);

/** Since then there were requests that telemetry did not report, so there may be hidden ones, too. */
function hasUnreportedAfter(conversation: Conversation, at: number, now: number): boolean {
	for (const record of recordsAfter(conversation, at))
		if (!record.inTelemetry && record.seenAt <= now - metricPatienceMs.transcript) return true;
	return false;
}

function partsOf(comparison: Comparison, metered: readonly KnownSurplus[]): ReportedSurplus['parts'] {
	const {totals, bases, counted, hasUnpriced, surplusUsd} = comparison;
	if (surplusUsd <= epsilonUsd) return [];
	const whole = [{model: null, usage: null, costUsd: surplusUsd}];
	if (!hasModels(comparison)) return whole;
	const rest = new Map<string, {model: string; usage: TokenUsage; costUsd: number; isSound: boolean}>();
	const unpriced = new Set<string>();
	const add = (model: string, usage: Readonly<TokenUsage> | null, costUsd: number, times: 1 | -1) => {
		const none = () => ({model, usage: {...noUsage}, costUsd: 0, isSound: true});
		const sum = getOrMake(rest, modelKey(model), none);
		if (usage) addInto(sum.usage, usage, times);
		else sum.isSound = false;
		sum.costUsd += times * costUsd;
	};
	const addAll = (byModel: Readonly<Record<string, ModelTotals>> | null, times: 1 | -1) => {
		for (const [model, {usage, costUsd}] of Object.entries(byModel ?? {})) add(model, usage, costUsd, times);
	};
	for (const {byModel} of totals) addAll(byModel, 1);
	for (const {byModel} of bases) addAll(byModel, -1);
	for (const {model, usage, costUsd} of counted.values()) {
		add(model, usage, costUsd ?? 0, -1);
		if (hasGuess({model, costUsd})) unpriced.add(modelKey(model));
	}
	for (const part of metered) add(part.model, part.usage, part.costUsd ?? 0, -1);

	const others = {beyond: none(), missing: none()};
	for (const [key, {usage}] of rest) {
		const amounts = amountsOf(usage, 0);
		addAmounts(others.beyond, amounts);
		if (unpriced.has(key)) addMissing(others.missing, amounts);
	}
	const parts = [...rest].flatMap(([key, {model, usage, costUsd, isSound}]): SurplusPart[] => {
		const amounts = amountsOf(usage, 0);
		if (unpriced.has(key) || isAnsweredByOthers(amounts, others)) return [];
		// Negative counts mean that the total and the records do not cover the same requests.
		const isUsage = isSound && Object.values(usage).every(count => count >= 0) && allTokens(usage) > 0;
		if (!isGuessed(model)) return costUsd > epsilonUsd ? [{model, usage: isUsage ? usage : null, costUsd}] : [];
		// A gateway's name may be that of what was answered under another one.
		const isHidden = isUsage && hasTokensOf(others.beyond, amounts);
		return isHidden ? [{model, usage, costUsd: ownUsd(model, usage)}] : [];
	});
	if (hasUnpriced) return parts;
	const explainedUsd = usdOf(parts);
	return Math.abs(explainedUsd - surplusUsd) < Math.max(epsilonUsd, surplusUsd * 0.001) ? parts : whole;
}

/** By the config; null: nobody knows the model's price. */
function ownUsd(model: string, usage: TokenUsage): number | null {
	const prices = standardPricesOf(model);
	return prices && costAt(prices, usage);
}
