/** The history as Prometheus text (https://prometheus.io/docs/instrumenting/exposition_formats/). */
import type {TokenUsage} from '../../claude/usage.ts';
import type {ConversationSpending} from '../../index/spending-rows.ts';

export interface Sample {
	labels: Readonly<Record<string, string>>;
	value: number;
}

export interface Metric {
	name: string;
	help: string;
	type: 'counter' | 'gauge';
	samples: readonly Sample[];
}

export function formatMetrics(metrics: readonly Metric[]): string {
	const lines = metrics
		.filter(({samples}) => samples.length > 0)
		.flatMap(({name, help, type, samples}) => [
			`# HELP ${name} ${help}`,
			`# TYPE ${name} ${type}`,
			...samples.map(({labels, value}) => `${name}${formatLabels(labels)} ${value}`),
		]);
	return `${lines.join('\n')}\n`;
}

function formatLabels(labels: Readonly<Record<string, string>>): string {
	const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
	return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}

function escapeLabel(value: string): string {
	return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

const tokenTypes: readonly [field: keyof TokenUsage, type: string][] = [
	['inputTokens', 'input'],
	['outputTokens', 'output'],
	['cacheReadInputTokens', 'cacheRead'],
	['cacheCreation5mInputTokens', 'cacheCreation5m'],
	['cacheCreation1hInputTokens', 'cacheCreation1h'],
];

/** Sums over all of the history, by model and purpose; background by cause as well. */
export function spendingMetrics(spending: readonly ConversationSpending[]): Metric[] {
	const cost = newCounter('ccmon_cost_usd_total', 'US dollars at API prices.');
	const tokens = newCounter('ccmon_tokens_total', 'Tokens, each request counted once.');
	const requests = newCounter('ccmon_requests_total', 'Requests that are known one by one.');
	for (const {pieces} of spending) {
		for (const {model, purpose, cause, usage, requests: count, costUsd} of pieces) {
			const labels = {model: model || 'unknown', purpose, cause: cause ?? ''};
			if (costUsd !== null) cost.add(labels, costUsd);
			if (count > 0) requests.add(labels, count);
			for (const [field, type] of tokenTypes) {
				const value = usage?.[field] ?? 0;
				if (value > 0) tokens.add({...labels, type}, value);
			}
		}
	}
	return [cost.metric(), tokens.metric(), requests.metric()];
}

function newCounter(name: string, help: string) {
	const sums = new Map<string, {labels: Readonly<Record<string, string>>; value: number}>();
	return {
		add(labels: Readonly<Record<string, string>>, value: number) {
			const key = Object.values(labels).join('\n');
			const sum = sums.get(key);
			if (sum) sum.value += value;
			else sums.set(key, {labels, value});
		},
		metric: (): Metric => ({name, help, type: 'counter', samples: [...sums.values()]}),
	};
}

export const gauge = (name: string, help: string, value: number | null, labels: Sample['labels'] = {}): Metric => ({
	name,
	help,
	type: 'gauge',
	samples: value === null ? [] : [{labels, value}],
});
