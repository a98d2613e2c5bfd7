/** What telemetry says besides requests and prompts. */

/** Tokens as metrics count them, with what they cost. */
export interface MetricAmounts {
	costUsd: number;
	inputTokens: number;
	outputTokens: number;
	cacheReadTokens: number;
	cacheCreationTokens: number;
}

/** One delta data point of `claude_code.cost.usage` and `claude_code.token.usage`: facts, section 3. */
export interface MetricSeen extends MetricAmounts {
	type: 'metric';
	sessionId: string;
	model: string;
	querySource: 'main' | 'subagent' | 'auxiliary';
	/** The end of the interval that the delta covers. */
	at: number;
}

/** Whether telemetry has been received for all of a conversation, as the receiver knows it. */
export interface TelemetryCoverage {
	type: 'telemetry.coverage';
	sessionId: string;
	/** Seen from the session's first request on. */
	fromStart: boolean;
	/** Event numbers that never arrived. */
	lostEvents: number;
	/** When the first event received was written: a conversation whose first request is later was received whole. */
	firstEventAt?: number | null;
}

/** Auto mode's classifier evaluated a tool call; its requests send no event of their own. */
export interface ClassifierSeen {
	type: 'classifier';
	sessionId: string;
	at: number;
}
