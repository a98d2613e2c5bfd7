/**
 * Which tools an answer calls, and how large their results are. Every call and every result has a record of its own; they are
 * added up until another answer begins or the read ends.
 */
import {cleanLabel} from '../clean.ts';
import type {Emit} from '../events.ts';
import type {ToolCalls, ToolCallsSeen} from '../tool-events.ts';
import {hasSamePrompt, isSameUsage} from '../usage.ts';
import {asObject, asText, type JsonObject} from './object.ts';

/** An answer whose calls are read. Its usage and time are only kept where it has no request id. */
export type CallingAnswer = Pick<ToolCallsSeen, 'messageId' | 'requestId' | 'agentId' | 'usage' | 'at'>;

/** What is known about the answer that was read last: plain data. */
export interface EmittedToolCalls extends CallingAnswer {
	tools: ToolCalls[];
	/** Ids and tools of the calls still waiting for a result. */
	pending: [id: string, tool: string][];
}

/** No real answer has more. */
const maxTools = 32;
const maxPending = 64;
const longestName = 128;

export interface ToolCallReader {
	/** The answer whose records follow; called before its request is emitted. */
	begin(answer: CallingAnswer): void;
	call(id: string, tool: string | null): void;
	/** `bytes`: of the record's message. */
	result(id: string | null, bytes: number): void;
	/** Whether a call is still waiting for its result. */
	hasPending(): boolean;
	/** Called when a read ends: emits what was read since the last time. */
	end(): void;
}

/** Continues from `emitted.tools`, and updates it. */
export function createToolCallReader(
	emitted: {sessionId: string | null; tools?: EmittedToolCalls},
	{emit}: {emit: Emit},
): ToolCallReader {
	const {tools: toolsBefore = [], pending: pendingBefore = [], ...answerBefore} = emitted.tools ?? {};
	let answer: CallingAnswer | null = emitted.tools ? (answerBefore as CallingAnswer) : null;
	// Copies, since the earlier state is shared with others. Most answers call one tool, many none.
	let tools: ToolCalls[] = copied(toolsBefore);
	let pending: EmittedToolCalls['pending'] = [...pendingBefore];
	let hasNews = false;

	function emitCalls(): void {
		if (!hasNews || answer === null || emitted.sessionId === null) return;
		hasNews = false;
		emit({type: 'tool.calls', sessionId: emitted.sessionId, ...answer, tools});
	}

	return {
		begin(next) {
			if (answer !== null && isSameAnswer(answer, next)) return;
			emitCalls();
			answer = next;
			if (tools.length > 0) tools = [];
			if (pending.length > 0) pending = [];
		},
		call(id, tool) {
			if (answer === null || tool === null || pending.length >= maxPending) return;
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
			if (answer === null) delete emitted.tools;
			else emitted.tools = {...answer, tools, pending};
			// What was emitted must not change any more.
			tools = copied(tools);
		},
	};
}

/** Some gateways give every answer the same message id and none a request id, or none any: then their usage differs. */
function isSameAnswer(known: CallingAnswer, next: CallingAnswer): boolean {
	if (known.messageId !== next.messageId || known.requestId !== next.requestId) return false;
	if (known.requestId !== null) return true;
	if (known.usage === undefined || next.usage === undefined) return known.messageId !== null;
	return known.messageId === null ? isSameUsage(known.usage, next.usage) : hasSamePrompt(known.usage, next.usage);
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

/** The ids and names of all tools that a parsed answer calls. */
export function callsIn(content: unknown): {id: string; tool: string}[] {
	return blocksOf(content).flatMap(block => {
		const [id, tool] = [asText(block.id), asText(block.name)];
		return block.type === 'tool_use' && id !== null && tool !== null ? [{id, tool}] : [];
	});
}

/** The calls whose results a parsed message holds, with each one's share of its bytes. */
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
