/**
 * The tool calls at the end of a transcript, in full, and what became of each. Read again right before and after a call is
 * answered; what a session shows of them comes from `turn.ts`.
 */
import {asObject, asText, type JsonObject, parseObject} from './object.ts';

export interface Call {
	/** `tool_use` id. */
	id: string;
	tool: string;
	input: JsonObject;
}

export interface CallResult {
	/** The user rejected it before it ran, with or without a reason. */
	isRejected: boolean;
	/** The user interrupted it: it may have run. */
	isInterrupted: boolean;
	/** It was allowed to run. */
	isAllowed: boolean;
	/** Answers by question; null if the call asked none. */
	answers: JsonObject | null;
}

export interface Calls {
	/** Calls without a result yet, oldest first. */
	pending: readonly Call[];
	results: ReadonlyMap<string, CallResult>;
}

/** Accepts any part of a transcript; incomplete records are skipped. */
export function readCalls(text: string): Calls {
	const calls = new Map<string, Call>();
	const results = new Map<string, CallResult>();
	for (const line of text.split('\n')) {
		if (!line.includes('"tool_use')) continue;
		const record = parseObject(line);
		// A resumed conversation repeats what it sends, in records of another type.
		const content = asObject(record?.message)?.content;
		if (record === null || !Array.isArray(content)) continue;
		for (const block of content.map(asObject)) {
			if (block === null) continue;
			if (record.type === 'assistant' && block.type === 'tool_use') {
				const [id, tool] = [asText(block.id), asText(block.name)];
				if (id !== null && tool !== null) calls.set(id, {id, tool, input: asObject(block.input) ?? {}});
			} else if (record.type === 'user' && block.type === 'tool_result') {
				const id = asText(block.tool_use_id);
				if (id !== null) results.set(id, resultOf(record, block));
			}
		}
	}
	return {pending: [...calls.values()].filter(({id}) => !results.has(id)), results};
}

/** Also recognizes the wording of older versions, where the text for the model is the only sign of a rejection. */
const rejected = /^The user doesn't want to (?:proceed with this tool use|take this action)/;

function resultOf(record: JsonObject, block: JsonObject): CallResult {
	const content = asText(Array.isArray(block.content) ? asObject(block.content[0])?.text : block.content) ?? '';
	const decision = asObject(record.permissionDecision)?.decision;
	const isStopped = record.toolDenialKind === 'user-rejected';
	const isRejected = record.toolDenialBeforeRun === true || decision === 'reject';
	const isOld = record.toolDenialKind === undefined;
	return {
		isRejected: isOld ? isRejected || rejected.test(content) : isStopped && isRejected,
		isInterrupted: isStopped && !isRejected,
		isAllowed: decision === 'accept' || block.is_error !== true,
		answers: asObject(asObject(record.toolUseResult)?.answers),
	};
}
