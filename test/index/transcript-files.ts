/** Small transcripts written by hand, for figures that can be worked out on paper. */
import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

export interface AnswerOptions {
	id: string;
	at: string;
	sessionId: string;
	cwd: string;
	model?: string;
	requestId?: string;
	inputTokens?: number;
	outputTokens?: number;
	cacheReadInputTokens?: number;
	cacheCreation5mInputTokens?: number;
	cacheCreation1hInputTokens?: number;
	/** The calls of the model that it was made of. */
	iterations?: readonly object[];
}

export function answerLine(options: AnswerOptions): string {
	const {id, at, sessionId, cwd, model = 'claude-opus-4-5-20251101', requestId} = options;
	const {cacheCreation5mInputTokens: fiveMinutes = 0, cacheCreation1hInputTokens: oneHour = 0} = options;
	const usage = {
		input_tokens: options.inputTokens ?? 0,
		cache_creation_input_tokens: fiveMinutes + oneHour,
		cache_read_input_tokens: options.cacheReadInputTokens ?? 0,
		output_tokens: options.outputTokens ?? 0,
		cache_creation: {ephemeral_5m_input_tokens: fiveMinutes, ephemeral_1h_input_tokens: oneHour},
		iterations: options.iterations,
	};
	const message = {id, type: 'message', role: 'assistant', model, content: [], stop_reason: null, usage};
	const line = {parentUuid: null, isSidechain: false, type: 'assistant', timestamp: at, cwd, sessionId, requestId};
	return JSON.stringify({...line, message});
}

/** Of a process that ran for two days until then. */
export function costStateLine(sessionId: string, at: string, totalCostUSD: number, modelUsage: object = {}): string {
	const totalDuration = 2 * 86_400_000;
	const startTime = Date.parse(at) - totalDuration;
	return JSON.stringify({type: 'cost-state', sessionId, totalCostUSD, modelUsage, startTime, totalDuration});
}

export const compactionLine = (sessionId: string, uuid: string, trigger: string, preTokens: number, at: number) =>
	JSON.stringify({
		...{type: 'system', subtype: 'compact_boundary', uuid, sessionId, timestamp: new Date(at).toISOString()},
		compactMetadata: {trigger, preTokens},
	});

/** Writes `projects/p/<sessionId>.jsonl`. */
export function writeTranscript(configDir: string, sessionId: string, lines: readonly string[]): void {
	const path = join(configDir, 'projects', 'p', `${sessionId}.jsonl`);
	mkdirSync(dirname(path), {recursive: true});
	writeFileSync(path, `${lines.join('\n')}\n`);
}
