/**
 * Claude Code's metrics, read: `claude_code.cost.usage` and `claude_code.token.usage` count every request, also those
 * that send no event. The points of one model and source that end at the same time are one interval of spending.
 * Documented at https://code.claude.com/docs/en/monitoring-usage.
 */
import {boundedCount, boundedUsd, maxTokens, maxUsd} from '../bounds.ts';
import {readId, type SumPoint, sumPoints} from './otlp.ts';
import type {TelemetryMetric} from './records.ts';

const figures = ['cost_usd', 'input_tokens', 'output_tokens', 'cache_read_tokens', 'cache_creation_tokens'] as const;
type Figure = (typeof figures)[number];

/** One figure of one interval; `cumulative` ones count from `start_at` on, the others since the point before. */
export interface MetricPoint
	extends Pick<TelemetryMetric, 'session_id' | 'model' | 'query_source' | 'start_at' | 'at'> {
	figure: Figure;
	value: number;
	cumulative: boolean;
	/** Distinguishes counters that differ in more than the above; two of them add up. */
	series: string;
}

export interface ParsedMetrics {
	points: MetricPoint[];
	/** Conversations that any metric was seen of. */
	sessionIds: Set<string>;
	/** Those of them that began with their process: not resumed, so there was nothing before. */
	freshSessionIds: Set<string>;
	/** Points of spending that could not be used. */
	invalid: number;
}

/** By the `type` of a token metric. */
const tokenFigures: ReadonlyMap<unknown, Figure> = new Map([
	['input', 'input_tokens'],
	['output', 'output_tokens'],
	['cacheRead', 'cache_read_tokens'],
	['cacheCreation', 'cache_creation_tokens'],
]);

/** Reads a body of `/v1/metrics`. Never throws. */
export function parseMetrics(body: unknown, receivedAt: number): ParsedMetrics {
	const parsed: ParsedMetrics = {points: [], sessionIds: new Set(), freshSessionIds: new Set(), invalid: 0};
	for (const point of sumPoints(body)) {
		if (!point.name.startsWith('claude_code.')) continue;
		const sessionId = readId(point.attributes, 'session.id');
		if (sessionId === null) {
			parsed.invalid++;
			continue;
		}
		parsed.sessionIds.add(sessionId);
		if (point.name === 'claude_code.session.count' && point.attributes.get('start_type') === 'fresh')
			parsed.freshSessionIds.add(sessionId);
		const figure = figureOf(point);
		if (figure === undefined) continue;
		const spending = readPoint(point, sessionId, figure, receivedAt);
		if (spending) parsed.points.push(spending);
		else parsed.invalid++;
	}
	return parsed;
}

function figureOf({name, attributes}: SumPoint): Figure | undefined {
	if (name === 'claude_code.cost.usage') return 'cost_usd';
	return name === 'claude_code.token.usage' ? tokenFigures.get(attributes.get('type')) : undefined;
}

function readPoint(point: SumPoint, sessionId: string, figure: Figure, receivedAt: number): MetricPoint | null {
	const {attributes, temporality} = point;
	const model = readId(attributes, 'model');
	const source = readId(attributes, 'query_source');
	const value = figure === 'cost_usd' ? boundedUsd(point.value) : boundedCount(point.value);
	// Without the source, what belongs to events cannot be separated from what no event explains.
	if (model === null || source === null || temporality === 'unknown' || value === null) return null;
	const at = point.at ?? receivedAt;
	return {
		session_id: sessionId,
		model,
		query_source: source === 'main' || source === 'subagent' ? source : 'auxiliary',
		figure,
		value,
		start_at: Math.min(point.startAt ?? at, at),
		at,
		cumulative: temporality === 'cumulative',
		series: temporality === 'cumulative' ? seriesOf(point) : '',
	};
}

const seriesOf = ({name, attributes, startAt}: SumPoint): string =>
	JSON.stringify([name, startAt, ...[...attributes].sort(([a], [b]) => (a < b ? -1 : 1))]);

/** Joins points into intervals; points of several series (speed, effort) of one interval add up. */
export function intervalsOf(points: Iterable<MetricPoint>): TelemetryMetric[] {
	const intervals = new Map<string, TelemetryMetric>();
	for (const {session_id, model, query_source, start_at, at, figure, value} of points) {
		const key = `${at} ${query_source} ${session_id} ${model}`;
		let interval = intervals.get(key);
		if (!interval) {
			const none = {cost_usd: 0, input_tokens: 0, output_tokens: 0, cache_read_tokens: 0, cache_creation_tokens: 0};
			interval = {session_id, model, query_source, start_at, at, figures: 0, ...none};
			intervals.set(key, interval);
		}
		interval.start_at = Math.min(interval.start_at, start_at);
		interval[figure] = Math.min(interval[figure] + value, figure === 'cost_usd' ? maxUsd : maxTokens);
		interval.figures |= 1 << figures.indexOf(figure);
	}
	return [...intervals.values()];
}
