import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {intervalsOf, parseMetrics} from '../../../source/claude/telemetry/metrics.ts';
import {expectBounded, spoilt} from '../../support/absurd.ts';
import {metricsBody, otlpNoon, type PointFields, sessionCount, spending} from '../../support/otlp.ts';

const parse = (points: readonly PointFields[], temporality = 1) => parseMetrics(metricsBody(points, temporality), 0);
const intervals = (points: readonly PointFields[]) => intervalsOf(parse(points).points);

describe('an interval of spending', () => {
	test('combines the cost and the four kinds of tokens', () => {
		expect(intervals(spending({at: 3000, startAt: 2200}))).toEqual([
			{
				session_id: 'one',
				model: 'claude-opus-5-5',
				query_source: 'main',
				start_at: otlpNoon + 2200,
				at: otlpNoon + 3000,
				cost_usd: 0.0167346,
				input_tokens: 7,
				output_tokens: 30,
				cache_read_tokens: 11_108,
				cache_creation_tokens: 2777,
				figures: 0b11111,
			},
		]);
	});

	test('is one per session, model, source and end', () => {
		const points = [
			...spending({}),
			...spending({querySource: 'auxiliary'}),
			...spending({model: 'claude-sonnet-5[1m]', querySource: 'auxiliary', costUsd: 0.23859}),
			...spending({sessionId: 'two'}),
			...spending({at: 2000}),
		];
		const found = intervals(points);
		expect(found).toHaveLength(5);
		expect(found.find(({model}) => model === 'claude-sonnet-5[1m]')?.cost_usd).toBe(0.23859);
	});

	test('adds up series that differ by effort or speed', () => {
		const points = [
			...spending({costUsd: 0.25, output: 10, startAt: 700, attributes: {effort: 'low'}}),
			...spending({costUsd: 0.5, output: 5, startAt: 600, attributes: {effort: 'high'}}),
		];
		expect(intervals(points)).toMatchObject([{cost_usd: 0.75, output_tokens: 15, start_at: otlpNoon + 600}]);
	});

	test('with an unknown source is auxiliary', () => {
		expect(intervals(spending({querySource: 'later'}))).toMatchObject([{query_source: 'auxiliary'}]);
	});

	test.each([
		['no source', {querySource: ''}],
		['no model', {model: ''}],
		['a negative sum', {costUsd: -1, input: -1, output: -1, cacheRead: -1, cacheCreation: -1}],
		['no session', {sessionId: ''}],
	])('with %s is counted as unusable', (_, fields) => {
		expect(parse(spending(fields))).toMatchObject({points: [], invalid: 5});
	});
});

test('other metrics only show that the session sends metrics', () => {
	const parsed = parse([{metric: 'active_time.total', value: 4.5, attributes: {type: 'user'}}]);
	expect(parsed).toEqual({points: [], sessionIds: new Set(['one']), freshSessionIds: new Set(), invalid: 0});
});

test.each([
	['fresh', ['one']],
	['resume', []],
	['continue', []],
])('a start that is %s', (startType, fresh) => {
	expect([...parse([sessionCount(startType)]).freshSessionIds]).toEqual(fresh);
});

test('a running total keeps what distinguishes its counter', () => {
	const [first, second] = [{effort: 'low'}, {effort: 'high'}].map(
		attributes => parse(spending({attributes}), 2).points.find(({figure}) => figure === 'cost_usd')!,
	);
	expect(first?.cumulative).toBe(true);
	expect(first?.series).not.toBe(second?.series);
});

test('a sum that is neither delta nor running total is refused', () => {
	expect(parse(spending({}), 0)).toMatchObject({points: [], invalid: 5});
});

test('ignores junk of any shape', () => {
	const around = (value: unknown) => fc.constantFrom(value, {resourceMetrics: value}, {resourceMetrics: [value]});
	fc.assert(
		fc.property(fc.anything().chain(around), body => {
			expect(parseMetrics(body, 0).points).toEqual([]);
		}),
	);
});

test('a body with one damaged value is read or counted as unusable, and everything read is within bounds', () => {
	fc.assert(
		fc.property(spoilt(metricsBody([sessionCount(), ...spending({})])), body => {
			const {points} = parseMetrics(body, otlpNoon);
			expectBounded(intervalsOf(points));
		}),
		{numRuns: 1000},
	);
});
