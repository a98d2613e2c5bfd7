/**
 * Which tools an answer calls, and how large their results are. An answer has a record for each call, and each result has one
 * of its own: they are added up until another answer begins or the reading ends.
 */
import {cleanLabel} from '../clean.ts';
import type {Emit} from '../events.ts';
import type {ToolCalls} from '../tool-events.ts';
import {asObject, asText, type JsonObject} from './object.ts';

/** What is known of the answer that was read last: plain data. */
export interface EmittedToolCalls {
	messageId: string;
	requestId: string | null;
	agentId: string | null;
	tools: ToolCalls[];
	/** Ids of the calls whose results are not there yet, and their tools. */
	pending: [id: string, tool: string][];
}

/** More at a time make no answer of Claude's. */
const maxTools = 32;
const maxPending = 64;
const longestName = 128;

export interface ToolCallReader {
	/** The answer whose records come now, before its request is emitted; null: one without an id. */
	begin(messageId: string | null, requestId: string | null, agentId: string | null): void;
	call(id: string, tool: string | null): void;
	/** `bytes`: of the record's message. */
	result(id: string | null, bytes: number): void;
	/** Whether the result of a call is waited for. */
	hasPending(): boolean;
	/** At the end of a reading: emits what was read since the last time. */
	end(): void;
}

/** Goes on from `emitted.tools`, and keeps in it what is known. */
export function createToolCallReader(
	emitted: {sessionId: string | null; tools?: EmittedToolCalls},
	{emit}: {emit: Emit},
): ToolCallReader {
	let messageId = emitted.tools?.messageId ?? null;
	let requestId = emitted.tools?.requestId ?? null;
	let agentId = emitted.tools?.agentId ?? null;
	// Copies: where the reading stopped before belongs to others as well. Most answers call one tool, many none.
	let tools: ToolCalls[] = copied(emitted.tools?.tools ?? []);
	let pending: EmittedToolCalls['pending'] = [...(emitted.tools?.pending ?? [])];
	let hasNews = false;

	function emitCalls(): void {
		if (!hasNews || messageId === null || emitted.sessionId === null) return;
		hasNews = false;
		emit({type: 'tool.calls', sessionId: emitted.sessionId, messageId, requestId, agentId, tools});
	}

	return {
		begin(nextMessage, nextRequest, nextAgent) {
			if (nextMessage !== null && nextMessage === messageId && nextRequest === requestId) return;
			emitCalls();
			messageId = nextMessage;
			requestId = nextRequest;
			agentId = nextAgent;
			if (tools.length > 0) tools = [];
			if (pending.length > 0) pending = [];
		},
		call(id, tool) {
			if (messageId === null || tool === null || pending.length >= maxPending) return;
			const name = nameOf(tool);
			const known = tools.find(one => one.tool === name);
			if (known) known.calls++;
			else if (tools.length < maxTools) tools.push({tool: name, calls: 1, resultBytes: 0});
			pending.push([id, name]);
			hasNews = true;
		},
		result(id, bytes) {
			const index = pending.findIndex(([one]) => one === id);
			if (index === -1) return;
			const [[, tool]] = pending.splice(index, 1) as [[string, string]];
			const known = tools.find(one => one.tool === tool);
			if (known) known.resultBytes += bytes;
			hasNews = true;
		},
		hasPending: () => pending.length > 0,
		end() {
			emitCalls();
			if (messageId === null) delete emitted.tools;
			else emitted.tools = {messageId, requestId, agentId, tools, pending};
			// What was emitted is not changed any more.
			tools = copied(tools);
		},
	};
}

const copied = (tools: readonly ToolCalls[]): ToolCalls[] => tools.map(one => ({...one}));

const names = new Map<string, string>();
const maxNames = 1000;

/** `Task` is what older versions call the tool that starts a subagent. */
function nameOf(tool: string): string {
	const known = names.get(tool);
	if (known !== undefined) return known;
	const label = cleanLabel(tool, longestName);
	const name = label === 'Task' ? 'Agent' : label;
	if (names.size < maxNames) names.set(tool, name);
	return name;
}

/** Of a parsed answer, the ids and names of all that it calls. */
export function callsIn(content: unknown): {id: string; tool: string}[] {
	return blocksOf(content).flatMap(block => {
		const [id, tool] = [asText(block.id), asText(block.name)];
		return block.type === 'tool_use' && id !== null && tool !== null ? [{id, tool}] : [];
	});
}

/** Of a parsed message, the calls whose results it holds, with what each takes of its bytes. */
export function resultsIn(content: unknown, messageBytes: number): {id: string; bytes: number}[] {
	const blocks = blocksOf(content).flatMap(block => {
		const id = asText(block.tool_use_id);
		return id === null ? [] : [{id, block}];
	});
	if (blocks.length === 1) return [{id: blocks[0]!.id, bytes: messageBytes}];
	return blocks.map(({id, block}) => ({id, bytes: Buffer.byteLength(JSON.stringify(block))}));
}

const blocksOf = (content: unknown): JsonObject[] =>
	(Array.isArray(content) ? content.map(asObject) : []).filter(block => block !== null);
