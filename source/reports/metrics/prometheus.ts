/** The history as Prometheus text (https://prometheus.io/docs/instrumenting/exposition_formats/). */
import {type Counter, counterFamilies, type Labels} from '../team/counters.ts';

interface MetricSample {
	/** The series' name if it differs from the metric's: a histogram has several. */
	name?: string;
	labels: Readonly<Record<string, string>>;
	value: number;
}

export interface Metric {
	name: string;
	help: string;
	type: 'counter' | 'gauge' | 'histogram';
	samples: readonly MetricSample[];
}

export function formatMetrics(metrics: readonly Metric[]): string {
	const lines = metrics
		.filter(({samples}) => samples.length > 0)
		.flatMap(({name, help, type, samples}) => [
			`# HELP ${name} ${help}`,
			`# TYPE ${name} ${type}`,
			...samples.map(sample => `${sample.name ?? name}${formatLabels(sample.labels)} ${sample.value}`),
		]);
	return `${lines.join('\n')}\n`;
}

function formatLabels(labels: Labels): string {
	// An empty label counts as missing.
	const named = Object.entries(labels).filter(([, value]) => value !== '');
	const pairs = named.map(([name, value]) => `${name}="${escapeLabel(value)}"`);
	return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}

function escapeLabel(value: string): string {
	return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

/** Counters with the names and labels that `ccmon metrics --push` sends. `identity`: labels on every series. */
export function counterMetrics(counters: readonly Counter[], identity: Labels): Metric[] {
	return counterFamilies.map(family => ({
		...family,
		samples: counters
			.filter(({name}) => name === family.name || (family.type === 'histogram' && name.startsWith(`${family.name}_`)))
			.map(({name, labels, total}) => ({name, labels: {...identity, ...labels}, value: total})),
	}));
}

/** Gauges; they have no labels besides the identity. */
export const gauges = {
	todayUsd: {
		name: 'ccmon_today_usd',
		help: 'US dollars of today, in the time zone of the machine, without models that have no price.',
	},
	monthUsd: {name: 'ccmon_month_usd', help: 'US dollars of this month so far, without models that have no price.'},
	sessions: {name: 'ccmon_sessions', help: 'Running sessions.'},
	lastReceived: {
		name: 'ccmon_last_received_timestamp_seconds',
		help: 'When these figures were read, in seconds since the epoch.',
	},
} as const;

/** `value` null: it is not known, and the gauge is left out. */
export const gaugeMetric = (gauge: keyof typeof gauges, value: number | null, labels: Labels): Metric => ({
	...gauges[gauge],
	type: 'gauge',
	samples: value === null ? [] : [{labels, value}],
});
