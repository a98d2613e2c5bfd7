/**
 * Claude Code's metrics, read: `claude_code.cost.usage` and `claude_code.token.usage` count every request, also those
 * that send no event. The points of one model and source that end at the same moment are one interval of spending.
 * Documented at https://code.claude.com/docs/en/monitoring-usage.
 */
import type {MetricSeen} from '../events.ts';
import {readId} from './logs.ts';
import {type SumPoint, sumPoints} from './otlp.ts';

const figures = ['costUsd', 'inputTokens', 'outputTokens', 'cacheReadTokens', 'cacheCreationTokens'] as const;
type Figure = (typeof figures)[number];

/** One figure of one interval; `cumulative` ones count from `startAt` on, the others since the point before. */
export interface MetricPoint {
	sessionId: string;
	model: string;
	querySource: MetricSeen['querySource'];
	figure: Figure;
	value: number;
	startAt: number;
	at: number;
	cumulative: boolean;
	/** Tells counters apart that differ in more than the above; two of them add up. */
	series: string;
}

/** An interval of spending, and which of its figures were told: the others are 0 for want of a point. */
export interface Interval extends MetricSeen {
	figures: number;
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

const tokenFigures: Record<string, Figure> = {
	input: 'inputTokens',
	output: 'outputTokens',
	cacheRead: 'cacheReadTokens',
	cacheCreation: 'cacheCreationTokens',
};

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
		if (figure === null) continue;
		const spending = readPoint(point, sessionId, figure, receivedAt);
		if (spending) parsed.points.push(spending);
		else parsed.invalid++;
	}
	return parsed;
}

function figureOf({name, attributes}: SumPoint): Figure | null {
	if (name === 'claude_code.cost.usage') return 'costUsd';
	if (name !== 'claude_code.token.usage') return null;
	return tokenFigures[readId(attributes, 'type') ?? ''] ?? null;
}

function readPoint(point: SumPoint, sessionId: string, figure: Figure, receivedAt: number): MetricPoint | null {
	const {attributes, temporality, value} = point;
	const model = readId(attributes, 'model');
	const source = readId(attributes, 'query_source');
	// Without the source, what belongs to events cannot be told from what no event explains.
	if (model === null || source === null || temporality === 'unknown' || value < 0 || value > 1e12) return null;
	const at = point.at ?? receivedAt;
	return {
		sessionId,
		model,
		querySource: source === 'main' || source === 'subagent' ? source : 'auxiliary',
		figure,
		value,
		startAt: Math.min(point.startAt ?? at, at),
		at,
		cumulative: temporality === 'cumulative',
		series: temporality === 'cumulative' ? seriesOf(point) : '',
	};
}

const seriesOf = ({name, attributes, startAt}: SumPoint): string =>
	JSON.stringify([name, startAt, ...[...attributes].sort(([a], [b]) => (a < b ? -1 : 1))]);

/** Joins points into intervals; points of several series (speed, effort) of one interval add up. */
export function intervalsOf(points: Iterable<MetricPoint>): Interval[] {
	const intervals = new Map<string, Interval>();
	for (const point of points) {
		const {sessionId, model, querySource, startAt, at} = point;
		const key = `${at} ${querySource} ${sessionId} ${model}`;
		let interval = intervals.get(key);
		if (!interval) {
			const none = {costUsd: 0, inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheCreationTokens: 0};
			interval = {type: 'metric', sessionId, model, querySource, startAt, at, ...none, figures: 0};
			intervals.set(key, interval);
		}
		interval.startAt = Math.min(interval.startAt, startAt);
		interval[point.figure] += point.value;
		interval.figures |= 1 << figures.indexOf(point.figure);
	}
	return [...intervals.values()];
}
