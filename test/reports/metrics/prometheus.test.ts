/** The text that Prometheus reads. */
import {expect, test} from 'vitest';
import {counterMetrics, formatMetrics, gaugeMetric} from '../../../source/reports/metrics/prometheus.ts';
import type {Counter} from '../../../source/reports/team/counters.ts';

test('labels are escaped, empty ones and metrics without samples are left out', () => {
	const samples = [
		{labels: {path: 'a"b\\c\nd', team: ''}, value: 1.5},
		{labels: {team: ''}, value: 0, name: 'x_sum'},
	];
	expect(
		formatMetrics([
			{name: 'x_total', help: 'X.', type: 'counter', samples},
			{name: 'y', help: 'Y.', type: 'gauge', samples: []},
		]),
	).toBe('# HELP x_total X.\n# TYPE x_total counter\nx_total{path="a\\"b\\\\c\\nd"} 1.5\nx_sum 0\n');
});

test('each counter is in its family, with whose it is; a histogram has its buckets', () => {
	const counter = (name: string, labels: Record<string, string>, total: number): Counter => ({
		name,
		labels,
		total,
		byQuarter: new Map(),
	});
	const metrics = counterMetrics(
		[
			counter('ccmon_cost_usd_total', {model: 'm', purpose: 'main'}, 2),
			counter('ccmon_minute_tokens_bucket', {le: '+Inf'}, 3),
			counter('ccmon_minute_tokens_sum', {}, 900),
		],
		{user: 'ada'},
	);
	const text = formatMetrics(metrics);
	expect(text).toContain('\nccmon_cost_usd_total{user="ada",model="m",purpose="main"} 2\n');
	expect(text).toContain(
		'# TYPE ccmon_minute_tokens histogram\nccmon_minute_tokens_bucket{user="ada",le="+Inf"} 3\nccmon_minute_tokens_sum{user="ada"} 900\n',
	);
	expect(text).not.toContain('ccmon_tokens_total');
});

test('a gauge that is not known is left out; zero is a value', () => {
	const text = (value: number | null) => formatMetrics([gaugeMetric('todayUsd', value, {user: 'ada'})]);
	expect(text(null)).toBe('\n');
	expect(text(0)).toMatch(
		/^# HELP ccmon_today_usd .+\n# TYPE ccmon_today_usd gauge\nccmon_today_usd\{user="ada"\} 0\n$/,
	);
});
