/** What telemetry says of a conversation besides its requests. */
import type {ClassifierSeen, MetricSeen, TelemetryCoverage} from '../claude/telemetry/telemetry-seen.ts';
import {addAmounts} from './amounts.ts';
import type {Conversation} from './conversation.ts';
import {touch} from './facts.ts';
import {quarterOf} from './spending.ts';

export function addTelemetry(conversation: Conversation, event: MetricSeen | TelemetryCoverage | ClassifierSeen): void {
	conversation.revision++;
	if (event.type === 'telemetry.coverage') conversation.coverage = event;
	else if (event.type === 'classifier') conversation.classifierAt = event.at;
	else addMetric(conversation, event);
}

function addMetric(conversation: Conversation, event: MetricSeen): void {
	const {model, querySource: source, at: lastAt, costUsd, inputTokens, outputTokens} = event;
	const {cacheReadTokens, cacheCreationTokens} = event;
	const quarter = quarterOf(lastAt);
	const key = `${quarter}|${source}|${model}`;
	const known = conversation.metrics.get(key);
	const metric = {
		model,
		source,
		quarter,
		lastAt,
		costUsd,
		inputTokens,
		outputTokens,
		cacheReadTokens,
		cacheCreationTokens,
	};
	if (known) {
		addAmounts(known, metric);
		known.lastAt = Math.max(known.lastAt, lastAt);
	} else conversation.metrics.set(key, metric);
	conversation.lastMetricAt = Math.max(conversation.lastMetricAt, lastAt);
	touch(conversation.facts, lastAt);
}
