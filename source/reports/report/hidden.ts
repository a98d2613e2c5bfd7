/**
 * What a conversation spent beyond its transcripts: requests that telemetry told one by one, what Claude Code's metrics
 * have beyond those, and what its own total has beyond both. Sums are compared, not requests: a part that is in two
 * sources counts as the larger of the two, so nothing counts twice and the result is never more than was spent.
 */

import type {Basis} from '../../accounting/figures.ts';
import {metricSourceOf, type Purpose, unreportedCause} from '../../claude/telemetry/purpose.ts';
import {addInto, noUsage, type TokenUsage} from '../../claude/usage.ts';

/** Requests of one quarter of an hour that are alike. */
export interface Spent {
	quarter: number;
	/** As the source wrote it. */
	model: string;
	purpose: Purpose;
	cause: string | null;
	usage: TokenUsage;
	messages: number;
	/** Null: the model has no price. */
	costUsd: number | null;
}

/** A sum of Claude Code's metrics over one quarter. */
export interface Metered {
	quarter: number;
	model: string;
	source: 'main' | 'subagent' | 'auxiliary';
	usage: TokenUsage;
	costUsd: number;
}

export interface Reported {
	quarter: number;
	usd: number;
	/** Dollars and tokens by model, where it tells them. */
	models(): readonly {model: string; usage: TokenUsage; costUsd: number}[] | null;
	/** What other conversations spent of the same total: a fork goes on with its parent's. */
	sharedUsd: number;
}

export interface SessionSources {
	/** From transcripts, sorted by time. */
	counted: readonly Spent[];
	/** From telemetry's events, sorted by time. */
	events: readonly Spent[];
	metrics: readonly Metered[];
	/** Telemetry was received from the first request on and nothing of it was lost. */
	isCovered: boolean;
	/** Auto mode's classifier gave verdicts. */
	hasClassifier: boolean;
	reported: Reported | null;
}

export interface Hidden {
	beyond: Spent[];
	basis: Basis;
	partial: boolean;
}

/** A thousandth of a cent: less is rounding. */
const epsilonUsd = 1e-5;

const plainModel = (model: string) => model.replace(/\[1m\]$/i, '');

export function findHidden(sources: SessionSources): Hidden {
	const beyond = beyondTranscripts(sources);
	beyond.push(...beyondEvents(sources, [...sources.counted, ...beyond]));
	if (sources.isCovered) return {beyond, basis: 'telemetry', partial: false};
	const {reported} = sources;
	if (!reported) return {beyond, basis: 'estimated', partial: true};
	const known = [...sources.counted, ...beyond].filter(({quarter}) => quarter <= reported.quarter);
	const missingUsd = reported.usd - reported.sharedUsd - usdOf(known);
	beyond.push(...beyondReport(reported, known, missingUsd));
	// Less than what was seen is not the whole; what was spent after the report is not in it.
	const last = Math.max(...sources.counted.map(({quarter}) => quarter), 0);
	return {beyond, basis: 'reported', partial: missingUsd < -epsilonUsd || last > reported.quarter};
}

const usdOf = (spent: readonly Spent[]) => spent.reduce((sum, {costUsd}) => sum + (costUsd ?? 0), 0);

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
	const groups = new Map<string, Item[]>();
	for (const item of items) {
		const key = keyOf(item);
		const group = groups.get(key);
		if (group) group.push(item);
		else groups.set(key, [item]);
	}
	return groups;
}

/** Events of requests that no transcript holds. */
function beyondTranscripts({counted, events}: SessionSources): Spent[] {
	if (events.length === 0) return [];
	const keyOf = ({purpose, cause, model}: Spent) => `${purpose}|${cause}|${plainModel(model)}`;
	const inTranscripts = groupBy(counted, keyOf);
	return [...groupBy(events, keyOf)].flatMap(([key, told]) => {
		const seen = inTranscripts.get(key);
		if (!seen) return told;
		const costUsd = usdOf(told) - usdOf(seen);
		const isPriced = seen.every(({costUsd}) => costUsd !== null);
		if (!isPriced || costUsd <= epsilonUsd) return [];
		const messages = Math.max(0, countOf(told) - countOf(seen));
		return [{...told.at(-1)!, usage: difference(told, seen), messages, costUsd}];
	});
}

const countOf = (spent: readonly Spent[]) => spent.reduce((sum, {messages}) => sum + messages, 0);

/** Tokens of the first beyond the second; none where the two do not speak of the same requests. */
function difference(more: readonly {usage: TokenUsage}[], less: readonly {usage: TokenUsage}[]): TokenUsage {
	const sum = {...noUsage};
	for (const {usage} of more) addInto(sum, usage);
	for (const {usage} of less) addInto(sum, usage, -1);
	return Object.values(sum).every(count => count >= 0) ? sum : {...noUsage};
}

/** What metrics have beyond everything that was seen one by one, when it was spent. */
function beyondEvents({metrics, hasClassifier}: SessionSources, known: readonly Spent[]): Spent[] {
	if (metrics.length === 0) return [];
	const knownBy = groupBy(known, spent => `${metricSourceOf(spent)}|${plainModel(spent.model)}`);
	return [...groupBy(metrics, ({source, model}) => `${source}|${plainModel(model)}`)].flatMap(([key, metered]) => {
		const seen = knownBy.get(key) ?? [];
		if (seen.some(({costUsd}) => costUsd === null)) return [];
		const {source, model} = metered[0]!;
		const rest = restsByQuarter(metered, seen);
		const usage = difference(metered, seen.map(withOneLifetime));
		const restUsd = rest.reduce((sum, {usd}) => sum + usd, 0);
		return rest.map(({quarter, usd}, index) => ({
			quarter,
			model,
			purpose: source === 'auxiliary' ? ('background' as const) : source,
			cause: source === 'auxiliary' ? (hasClassifier ? 'unreported (auto-mode checks)' : unreportedCause) : null,
			// Only the sum over the whole conversation is known to the token: it goes where most was spent.
			usage: index === largest(rest) && restUsd > 0 ? usage : {...noUsage},
			messages: 0,
			costUsd: usd,
		}));
	});
}

/** Metrics do not tell the lifetimes of cache writes apart. */
function withOneLifetime({usage}: Spent): {usage: TokenUsage} {
	const {cacheCreation5mInputTokens, cacheCreation1hInputTokens} = usage;
	const both = cacheCreation5mInputTokens + cacheCreation1hInputTokens;
	return {usage: {...usage, cacheCreation5mInputTokens: both, cacheCreation1hInputTokens: 0, webSearchRequests: 0}};
}

const largest = (rests: readonly {usd: number}[]) =>
	rests.reduce((best, {usd}, index) => (usd > rests[best]!.usd ? index : best), 0);

/** Metrics come after the requests they count: what is left when both are taken in order of time was never seen. */
function restsByQuarter(metered: readonly Metered[], seen: readonly Spent[]): {quarter: number; usd: number}[] {
	const steps = [
		...metered.map(({quarter, costUsd}) => ({quarter, usd: costUsd})),
		...seen.map(({quarter, costUsd}) => ({quarter, usd: -(costUsd ?? 0)})),
	].sort((a, b) => a.quarter - b.quarter || a.usd - b.usd);
	const rests: {quarter: number; usd: number}[] = [];
	let open = 0;
	for (const {quarter, usd} of steps) {
		open += usd;
		if (usd <= 0 || open <= epsilonUsd) continue;
		const last = rests.at(-1);
		if (last?.quarter === quarter) last.usd += open;
		else rests.push({quarter, usd: open});
		open = 0;
	}
	// A request told after its metric: what was taken for hidden was this one.
	while (open < -epsilonUsd && rests.length > 0) {
		const last = rests.pop()!;
		open += last.usd;
		if (open > epsilonUsd) rests.push({quarter: last.quarter, usd: open});
	}
	return rests;
}

/** Splits what the report has beyond the known by model, where it tells its models and they add up. */
function beyondReport(reported: Reported, known: readonly Spent[], missingUsd: number): Spent[] {
	if (missingUsd <= epsilonUsd) return [];
	const {quarter} = reported;
	const hidden = (model: string, usage: TokenUsage, costUsd: number): Spent => ({
		...{quarter, model, usage, costUsd},
		purpose: 'background',
		cause: unreportedCause,
		messages: 0,
	});
	const knownBy = groupBy(known, ({model}) => plainModel(model));
	const parts = (reported.models() ?? []).flatMap(({model, usage, costUsd}) => {
		const seen = knownBy.get(plainModel(model)) ?? [];
		const restUsd = costUsd - usdOf(seen);
		// Claude Code prices every model somehow; what it says of one without a price is not hidden but unpriced.
		const isPriced = seen.every(({costUsd}) => costUsd !== null);
		return isPriced && restUsd > epsilonUsd ? [hidden(model, difference([{usage}], seen), restUsd)] : [];
	});
	const isPriced = known.every(({costUsd}) => costUsd !== null);
	if (!isPriced || Math.abs(usdOf(parts) - missingUsd) < Math.max(epsilonUsd, missingUsd * 0.001)) return parts;
	return [hidden('', {...noUsage}, missingUsd)];
}
