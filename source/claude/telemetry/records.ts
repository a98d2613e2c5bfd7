/**
 * What telemetry says, as plain records. Their fields are the columns of the tables in `index/telemetry`, in the words of
 * Claude Code's own attributes; times are in ms since the epoch. Everything in them is bounded.
 */

/** An `api_request` event: `telemetry_request`. */
export interface TelemetryRequest {
	session_id: string;
	request_id: string | null;
	at: number;
	model: string;
	speed: 'standard' | 'fast';
	query_source: string;
	agent_id: string | null;
	input_tokens: number;
	output_tokens: number;
	cache_read_tokens: number;
	cache_creation_5m_tokens: number;
	cache_creation_1h_tokens: number;
	/** Claude Code's own price. */
	cost_usd: number | null;
	duration_ms: number | null;
	/** `event.sequence`, per process. */
	sequence: number | null;
}

/** A prompt, never its text, or a verdict of auto mode's classifier: `telemetry_mark`. */
export interface TelemetryMark {
	session_id: string;
	kind: 'prompt' | 'classifier';
	/** Distinguishes it from the other marks of its conversation. */
	mark_key: string;
	at: number;
	/** The slash command without its slash, for a prompt that is one. */
	command: string | null;
}

/** An interval of spending, from the points that end together: `telemetry_metric`. */
export interface TelemetryMetric {
	session_id: string;
	model: string;
	query_source: 'main' | 'subagent' | 'auxiliary';
	start_at: number;
	at: number;
	/** A bit for each of the five below that had a point, in their order; the others are 0 because they had none. */
	figures: number;
	cost_usd: number;
	input_tokens: number;
	output_tokens: number;
	cache_read_tokens: number;
	/** Of both lifetimes: metrics do not separate them. */
	cache_creation_tokens: number;
}
