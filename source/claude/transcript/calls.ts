/**
 * The calls of tools in the end of a transcript, whole, and what came of each: read again right before one is answered, and
 * after it. What a session shows of them is made elsewhere (`turn.ts`).
 */
import {asObject, asText, type JsonObject, parseObject} from './object.ts';

export interface Call {
	/** `tool_use` id. */
	id: string;
	tool: string;
	input: JsonObject;
}

export interface CallResult {
	/** The person turned it down before it ran, with or without a reason. */
	isRejected: boolean;
	/** The person stopped it: it may have run. */
	isInterrupted: boolean;
	/** It was let run. */
	isAllowed: boolean;
	/** The answers to questions, by the question; null: it asked none. */
	answers: JsonObject | null;
}

export interface Calls {
	/** Those without a result, oldest first. */
	pending: readonly Call[];
	results: ReadonlyMap<string, CallResult>;
}

/** Of any part of a transcript: what is no whole record is stepped over. */
export function readCalls(text: string): Calls {
	const calls = new Map<string, Call>();
	const results = new Map<string, CallResult>();
	for (const line of text.split('\n')) {
		if (!line.includes('"tool_use')) continue;
		const record = parseObject(line);
		// A conversation that was resumed repeats what it sends, in records of another type.
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

/** In the words of older versions as well, where the text for the model is the only sign of a rejection. */
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
