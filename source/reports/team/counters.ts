/**
 * What this machine spent as Prometheus counters: the names and labels that `ccmon metrics` prints, that are pushed,
 * and that `ccmon team` reads. They contain no paths, prompts or session ids.
 */
import {getOrMake} from '../../accounting/get-or-make.ts';
import type {MinuteUse} from '../../accounting/rates.ts';
import {type Piece, quarterMs, quarterOf} from '../../accounting/spending.ts';
import {sum} from '../../accounting/sum.ts';
import {clean} from '../../claude/clean.ts';
import type {TokenField} from '../../core/team/data.ts';
import type {ConversationSpending} from '../../index/spending-rows.ts';

export type Labels = Readonly<Record<string, string>>;

/** A running total. */
export interface Counter {
	name: string;
	/** Without the identity labels. */
	labels: Labels;
	total: number;
	/** Its increments, by quarter of an hour. */
	byQuarter: ReadonlyMap<number, number>;
}

export interface CounterFamily {
	name: string;
	help: string;
	type: 'counter' | 'histogram';
	/** Labels besides the identity; for a histogram without `le`, which its buckets have. */
	labels: readonly string[];
}

export const counterFamilies: readonly CounterFamily[] = [
	{name: 'ccmon_cost_usd_total', type: 'counter', labels: ['model', 'purpose'], help: 'US dollars at API prices.'},
	{name: 'ccmon_tokens_total', type: 'counter', labels: ['model', 'type'], help: 'Tokens, each request counted once.'},
	{
		name: 'ccmon_requests_total',
		type: 'counter',
		labels: ['model', 'purpose'],
		help: 'Requests that are known individually.',
	},
	{
		name: 'ccmon_idle_cost_usd_total',
		type: 'counter',
		labels: [],
		help: 'US dollars spent while nobody had asked for anything.',
	},
	{
		name: 'ccmon_lower_bound_usd_total',
		type: 'counter',
		labels: [],
		help: 'US dollars, of those above, of conversations that may have cost more than is known.',
	},
	{
		name: 'ccmon_minute_tokens',
		type: 'histogram',
		labels: [],
		help: 'Minutes with requests, by tokens as rate limits count them: no cache reads.',
	},
	{name: 'ccmon_minute_requests', type: 'histogram', labels: [], help: 'Minutes with requests, by requests.'},
];

/** The label `type` of each token figure. */
export const tokenTypes = {
	inputTokens: 'input',
	outputTokens: 'output',
	cacheReadInputTokens: 'cacheRead',
	cacheCreation5mInputTokens: 'cacheCreation5m',
	cacheCreation1hInputTokens: 'cacheCreation1h',
} as const satisfies Record<TokenField, string>;

export const tokenFields = Object.keys(tokenTypes) as readonly TokenField[];

const tokenBounds = [1000, 5000, 10_000, 15_000, 20_000, 30_000, 50_000, 75_000, 100_000, 200_000, 300_000, 1_000_000];
const requestBounds = [1, 2, 3, 5, 7, 10, 20, 50];

/** Sums over all of the history. `byQuarter` false: without the increments, which take most of the time. */
export function countersOf(
	spending: readonly ConversationSpending[],
	minutes: readonly MinuteUse[],
	{byQuarter = true} = {},
): Counter[] {
	const book = createCounterBook(byQuarter);
	for (const {pieces, partial} of spending) for (const piece of pieces) addPiece(book, piece, partial);
	const active = minutes.filter(({requests}) => requests > 0);
	if (active.length === 0) return book.counters();
	const addTokens = histogramIn(book, 'ccmon_minute_tokens', tokenBounds);
	const addRequests = histogramIn(book, 'ccmon_minute_requests', requestBounds);
	const together = ({minute}: MinuteUse) => (byQuarter ? quarterOf(minute * 60_000) : 0);
	for (const [quarter, uses] of Map.groupBy(active, together)) {
		addTokens(
			quarter,
			uses.map(({tokens}) => tokens),
		);
		addRequests(
			quarter,
			uses.map(({requests}) => requests),
		);
	}
	return book.counters();
}

type CounterBook = ReturnType<typeof createCounterBook>;

interface GrowingCounter extends Counter {
	byQuarter: Map<number, number>;
}

function createCounterBook(byQuarter: boolean) {
	const counters = new Map<string, GrowingCounter>();
	const addTo = (counter: GrowingCounter, quarter: number, value: number) => {
		counter.total += value;
		if (byQuarter) counter.byQuarter.set(quarter, (counter.byQuarter.get(quarter) ?? 0) + value);
	};
	const counter = (name: string, labels: Labels): GrowingCounter =>
		getOrMake(counters, seriesKey(name, labels), () => ({name, labels, total: 0, byQuarter: new Map()}));
	return {
		counter,
		addTo,
		add: (name: string, labels: Labels, quarter: number, value: number) => addTo(counter(name, labels), quarter, value),
		counters: (): Counter[] => [...counters.values()],
	};
}

export const seriesKey = (name: string, labels: Labels): string => [name, ...Object.values(labels)].join('\n');

function addPiece(book: CounterBook, piece: Piece, isLowerBound: boolean): void {
	const {quarter, purpose, usage, requests, costUsd} = piece;
	// Cleaned before summing: each series must be unique.
	const model = clean(piece.model) || 'unknown';
	if (costUsd !== null) {
		book.add('ccmon_cost_usd_total', {model, purpose}, quarter, costUsd);
		if (piece.isIdle) book.add('ccmon_idle_cost_usd_total', {}, quarter, costUsd);
		if (isLowerBound) book.add('ccmon_lower_bound_usd_total', {}, quarter, costUsd);
	}
	if (requests > 0) book.add('ccmon_requests_total', {model, purpose}, quarter, requests);
	for (const field of tokenFields) {
		const tokens = usage?.[field] ?? 0;
		if (tokens !== 0) book.add('ccmon_tokens_total', {model, type: tokenTypes[field]}, quarter, tokens);
	}
}

/** Gives what adds all values of a quarter of an hour at once. Years have hundreds of thousands: its series are looked up here. */
function histogramIn(book: CounterBook, name: string, bounds: readonly number[]) {
	const buckets = bounds.map(bound => ({bound, counter: book.counter(`${name}_bucket`, {le: String(bound)})}));
	const all = book.counter(`${name}_bucket`, {le: '+Inf'});
	const total = book.counter(`${name}_sum`, {});
	const count = book.counter(`${name}_count`, {});
	return (quarter: number, values: readonly number[]) => {
		for (const {bound, counter} of buckets) book.addTo(counter, quarter, values.filter(value => value <= bound).length);
		book.addTo(all, quarter, values.length);
		book.addTo(total, quarter, sum(values));
		book.addTo(count, quarter, values.length);
	};
}

/** Milliseconds since the epoch at which a quarter of an hour ends. */
export const endOfQuarter = (quarter: number): number => (quarter + 1) * quarterMs;
