/** What the rows of the telemetry room's tables say, for all rooms that read them. Rows that were added up read the same. */
import type {SQLOutputValue} from 'node:sqlite';
import type {TokenUsage} from '../../claude/usage.ts';

export type TelemetryRow = Record<string, SQLOutputValue>;

/** Of `telemetry_request`. */
export function requestUsage(row: TelemetryRow): TokenUsage {
	return {
		inputTokens: Number(row.input_tokens),
		outputTokens: Number(row.output_tokens),
		cacheReadInputTokens: Number(row.cache_read_tokens),
		cacheCreation5mInputTokens: Number(row.cache_creation_5m_tokens),
		cacheCreation1hInputTokens: Number(row.cache_creation_1h_tokens),
		webSearchRequests: 0,
	};
}

export function requestSpeed({speed}: TelemetryRow): 'standard' | 'fast' {
	return speed === 'fast' ? 'fast' : 'standard';
}

export interface MetricTokens {
	inputTokens: number;
	outputTokens: number;
	cacheReadTokens: number;
	/** Metrics do not tell the lifetimes of cache writes apart. */
	cacheCreationTokens: number;
}

/** Of `telemetry_metric`. */
export function metricTokens(row: TelemetryRow): MetricTokens {
	return {
		inputTokens: Number(row.input_tokens),
		outputTokens: Number(row.output_tokens),
		cacheReadTokens: Number(row.cache_read_tokens),
		cacheCreationTokens: Number(row.cache_creation_tokens),
	};
}

export function metricSource({query_source: source}: TelemetryRow): 'main' | 'subagent' | 'auxiliary' {
	return source === 'main' || source === 'subagent' ? source : 'auxiliary';
}
