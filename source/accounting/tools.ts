/**
 * The tools that a request's answer called, and what a tool costs: a request's cost goes to the tools that its answer called.
 * Where one answer called several times, each call bears an equal part, so that the parts add up to the request.
 */
import type {ToolCalls} from '../claude/tool-events.ts';
import type {TokenUsage} from '../claude/usage.ts';

/** Which tools one answer called, and how often: kept once for all answers that called the same. */
export interface ToolSet {
	readonly calls: readonly (readonly [tool: string, calls: number])[];
	/** All of them. */
	readonly count: number;
}

/** What is known of a request's calls. */
export interface ToolFacts {
	/** Null: not known, for no transcript was read of it, or by a version that did not keep it. */
	tools: ToolSet | null;
	/** Of the results, in the order of the tools. */
	resultBytes: readonly number[];
}

const interned = new Map<string, ToolSet>();
/** Names come from files: a bound, so that junk cannot grow this forever. */
const maxInterned = 10_000;

export function toolSetOf(calls: readonly (readonly [tool: string, calls: number])[]): ToolSet {
	if (calls.length === 0) return noTools;
	const [first] = calls;
	if (calls.length === 1 && first?.[1] === 1) return singleCallOf(first[0]);
	const key = calls.join('\n');
	const known = interned.get(key);
	if (known) return known;
	const made = {
		calls: calls.map(([tool, times]) => [tool, times] as const),
		count: calls.reduce((a, b) => a + b[1], 0),
	};
	if (interned.size < maxInterned) interned.set(key, made);
	return made;
}

const singleCalls = new Map<string, ToolSet>();

/** What most answers are. */
function singleCallOf(tool: string): ToolSet {
	const known = singleCalls.get(tool);
	if (known) return known;
	const made: ToolSet = {calls: [[tool, 1]], count: 1};
	if (singleCalls.size < maxInterned) singleCalls.set(tool, made);
	return made;
}

/** The answer called none. */
export const noTools: ToolSet = {calls: [], count: 0};

export const noBytes: readonly number[] = [];

export function toolFactsOf(tools: readonly ToolCalls[]): ToolFacts {
	const [first] = tools;
	if (tools.length === 1 && first?.calls === 1)
		return {tools: singleCallOf(first.tool), resultBytes: [first.resultBytes]};
	return {
		tools: toolSetOf(tools.map(({tool, calls}) => [tool, calls])),
		resultBytes: tools.map(({resultBytes}) => resultBytes),
	};
}

/**
 * Two readings of one answer combined: a copy, or an answer that was read while it was written, may lack calls
 * or results. Returns the first one itself if the other adds nothing.
 */
export function joinedTools(known: ToolFacts, other: ToolFacts): ToolFacts {
	if (other.tools === null) return known;
	if (known.tools === null || (known.tools.count === 0 && other.tools.count > 0)) return other;
	if (!adds(known, other)) return known;
	const all = new Map(
		known.tools.calls.map(([tool, calls], index) => [tool, {calls, bytes: known.resultBytes[index]!}]),
	);
	for (const [index, [tool, calls]] of other.tools.calls.entries()) {
		const before = all.get(tool) ?? {calls: 0, bytes: 0};
		const bytes = Math.max(before.bytes, other.resultBytes[index]!);
		all.set(tool, {calls: Math.max(before.calls, calls), bytes});
	}
	return {
		tools: toolSetOf([...all].map(([tool, {calls}]) => [tool, calls])),
		resultBytes: [...all.values()].map(({bytes}) => bytes),
	};
}

function adds(known: ToolFacts, {tools, resultBytes}: ToolFacts): boolean {
	const before = known.tools!.calls;
	return tools!.calls.some(([tool, calls], index) => {
		const at = before[index]?.[0] === tool ? index : before.findIndex(([name]) => name === tool);
		return at === -1 || before[at]![1] < calls || known.resultBytes[at]! < resultBytes[index]!;
	});
}

/** A share of a request: `from` to `to` of `count` calls. Whole tokens, so that all shares add up to what was used. */
export function addShare(sum: TokenUsage, usage: Readonly<TokenUsage>, from: number, to: number, count: number): void {
	const part = (tokens: number) => Math.floor((tokens * to) / count) - Math.floor((tokens * from) / count);
	sum.inputTokens += part(usage.inputTokens);
	sum.outputTokens += part(usage.outputTokens);
	sum.cacheReadInputTokens += part(usage.cacheReadInputTokens);
	sum.cacheCreation5mInputTokens += part(usage.cacheCreation5mInputTokens);
	sum.cacheCreation1hInputTokens += part(usage.cacheCreation1hInputTokens);
	sum.webSearchRequests += part(usage.webSearchRequests);
}
