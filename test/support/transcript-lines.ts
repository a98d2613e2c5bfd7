/** Transcript lines in the shape that Claude Code 2.1.330 writes them, made up; shared by the corpus and the live fleet. */
import type {Random} from './random.ts';
import type {WireUsage} from './stub-answer.ts';

/** One conversation as its lines describe it, and the clock that stamps them. */
export interface Scribe {
	/** Appends the common fields, moves on the parent chain and gives the line without its line feed. */
	write(line: Record<string, unknown>): string;
	/** Lets time pass before the next line. */
	pass(milliseconds: number): void;
	now(): number;
	readonly sessionId: string;
	readonly agentId: string | null;
	readonly cwd: string;
}

export function createScribe(
	random: Random,
	options: {sessionId: string; cwd: string; at: number; agentId?: string | null; gitBranch?: string},
): Scribe {
	const {sessionId, cwd, agentId = null, gitBranch = 'main'} = options;
	let {at} = options;
	let parentUuid: string | null = null;
	return {
		sessionId,
		agentId,
		cwd,
		now: () => at,
		pass(milliseconds) {
			at += milliseconds;
		},
		write(line) {
			const uuid = random.uuid();
			const chain = {parentUuid, isSidechain: agentId !== null, ...(agentId ? {agentId} : {})};
			parentUuid = uuid;
			const place = {userType: 'external', entrypoint: 'cli', cwd, sessionId, version: '2.1.330', gitBranch};
			return JSON.stringify({...chain, ...line, uuid, timestamp: new Date(at).toISOString(), ...place});
		},
	};
}

export function promptLine(scribe: Scribe, text: string): string {
	const human = {origin: {kind: 'human'}, promptSource: 'typed', turnOrigin: 'human'};
	return scribe.write({type: 'user', message: {role: 'user', content: text}, ...(scribe.agentId ? {} : human)});
}

export function toolResultLine(scribe: Scribe, toolUseId: string, content: string, toolUseResult?: unknown): string {
	const block = {type: 'tool_result', tool_use_id: toolUseId, content};
	return scribe.write({
		type: 'user',
		message: {role: 'user', content: [block]},
		toolUseResult: toolUseResult ?? content,
	});
}

export interface Answer {
	messageId: string;
	requestId: string | null;
	model: string;
	/** One line each. */
	blocks: readonly Record<string, unknown>[];
	/** Of the whole message; each line repeats it. */
	usage: WireUsage;
	/** Older versions wrote this few output tokens on all lines but the last; null: the final figure everywhere. */
	partialOutput: number | null;
}

/** The lines of one answer: one per content block, each repeating id and usage of the message. */
export function answerLines(scribe: Scribe, answer: Answer): string[] {
	const {messageId, requestId, model, blocks, usage, partialOutput} = answer;
	return blocks.map((block, index) => {
		const last = index === blocks.length - 1;
		const shown = last || partialOutput === null ? usage : {...usage, output_tokens: partialOutput};
		const stopReason = last ? (block.type === 'tool_use' ? 'tool_use' : 'end_turn') : null;
		return scribe.write({
			message: {
				...{id: messageId, type: 'message', role: 'assistant', model, content: [block]},
				...{stop_reason: stopReason, stop_sequence: null, usage: shown},
			},
			apiBlockIndex: index,
			...(requestId === null ? {} : {requestId}),
			type: 'assistant',
		});
	});
}

/** What Claude Code itself says in the place of an answer, e.g. an API error: no request, no tokens. */
export function syntheticLine(scribe: Scribe, random: Random): string {
	const zero = {input_tokens: 0, output_tokens: 0, cache_creation_input_tokens: 0, cache_read_input_tokens: 0};
	const content = [{type: 'text', text: 'API Error: the connection was closed'}];
	return scribe.write({
		message: {id: random.uuid(), type: 'message', role: 'assistant', model: '<synthetic>', content, usage: zero},
		isApiErrorMessage: true,
		type: 'assistant',
	});
}

export function compactBoundaryLine(
	scribe: Scribe,
	compact: {trigger: 'manual' | 'auto'; preTokens: number; postTokens: number; durationMs: number},
): string {
	const boundary = {type: 'system', subtype: 'compact_boundary', content: 'Conversation compacted', level: 'info'};
	return scribe.write({...boundary, compactMetadata: compact});
}

export function attachmentLine(scribe: Scribe, type: string, content: string): string {
	return scribe.write({attachment: {type, content}, type: 'attachment', renderedRole: 'system'});
}

/** Claude Code's record of what it sent; no usage in it, but the word `model` and much else. */
export function apiRequestLine(scribe: Scribe, random: Random, model: string): string {
	const querySource = scribe.agentId ? 'agent:builtin:general-purpose' : 'repl_main_thread';
	const params = {model, max_tokens: 128_000, thinking: {type: 'adaptive'}};
	const {sessionId, agentId} = scribe;
	const timestamp = new Date(scribe.now()).toISOString();
	const head = {type: 'api-request', sessionId, ...(agentId ? {agentId} : {}), id: random.uuid(), timestamp};
	return JSON.stringify({...head, querySource, params, tail: [random.hex(64), random.hex(64)]});
}

/** Claude Code's total at `/clear` and at exit, hidden requests included. */
export function costStateLine(scribe: Scribe, totalCostUsd: number, modelUsage: Record<string, unknown>): string {
	const {sessionId} = scribe;
	return JSON.stringify({
		type: 'cost-state',
		sessionId,
		totalCostUSD: totalCostUsd,
		modelUsage,
		hasUnknownModelCost: false,
	});
}
