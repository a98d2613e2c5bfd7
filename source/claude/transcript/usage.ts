/**
 * The `usage` of a Messages API response, as transcripts hold it. Fields:
 * https://platform.claude.com/docs/en/api/messages (Usage).
 */
import {unknownModel} from '../models/model-id.ts';
import {promptTokens, type TokenUsage} from '../usage.ts';
import {asCount, asObject, asText, type JsonObject} from './object.ts';
import {field} from './walker/record-fields.ts';

/** One of the model calls that made up an answer. */
export interface Iteration {
	/** `message`, the last `fallback_message`: may be included in the answer's usage; all others are not. */
	type: string | null;
	usage: TokenUsage;
	/** Cache writes of unknown lifetime; `usage` counts them among the five-minute ones. */
	unsplitTokens: number;
	/** Of a call that the answer's usage leaves out: the model, where it is another one than the answer's. */
	otherModel: string | null;
}

/** What a `usage` object says. */
export interface UsageRead {
	usage: TokenUsage;
	speed: 'standard' | 'fast';
	inferenceGeo: string | null;
	/** Empty if the usage is that of a single call. */
	iterations: readonly Iteration[];
	/** The model that the usage is of, where another one refused; null: the answer's own. */
	servedBy: string | null;
}

/** The counts of a usage, by field; -1: absent. */
export type Counts = ArrayLike<number>;

/**
 * Splits cache writes by lifetime. The total is more reliable than the split: when Claude Code forks a conversation, it sets
 * the counts of messages kept by a compaction to zero but leaves the split as it was.
 */
export function toTokenUsage(counts: Counts): TokenUsage {
	const split1h = Math.max(0, counts[field.cacheCreation1hTokens]!);
	const sum = counts[field.cacheCreationTokens]!;
	const created = sum >= 0 ? sum : Math.max(0, counts[field.cacheCreation5mTokens]!) + split1h;
	const cacheCreation1hInputTokens = Math.min(split1h, created);
	return {
		inputTokens: Math.max(0, counts[field.inputTokens]!),
		outputTokens: Math.max(0, counts[field.outputTokens]!),
		cacheReadInputTokens: Math.max(0, counts[field.cacheReadTokens]!),
		cacheCreation5mInputTokens: created - cacheCreation1hInputTokens,
		cacheCreation1hInputTokens,
		webSearchRequests: Math.max(0, counts[field.webSearches]!),
	};
}

export function lacksCounts(counts: Counts): boolean {
	for (let name = 0; name < field.oddCounts; name++) if (counts[name]! >= 0) return false;
	return true;
}

/** There was a single call, whose usage is the answer's. */
export const noIterations: readonly Iteration[] = [];

/** Null if it has no counts. */
export function usageFromObject(usage: JsonObject): UsageRead | null {
	const counts = countsOf(usage);
	const iterations: Iteration[] = [];
	let servedBy: string | null = null;
	for (const entry of Array.isArray(usage.iterations) ? usage.iterations : []) {
		const iteration = asObject(entry);
		if (!iteration) continue;
		const counts = countsOf(iteration);
		const usage = toTokenUsage(counts);
		const type = asText(iteration.type);
		const model = asText(iteration.model);
		if (type === 'fallback_message' && model !== null) {
			// The one before it did not answer either.
			const before = iterations.findLast(call => call.type === type);
			if (before) before.otherModel = servedBy;
			servedBy = model;
		}
		iterations.push({
			type,
			usage,
			unsplitTokens: Math.max(0, usage.cacheCreation5mInputTokens - Math.max(0, counts[field.cacheCreation5mTokens]!)),
			otherModel: type === 'advisor_message' ? (model ?? unknownModel) : null,
		});
	}
	const isSingle = iterations.length === 1 && !isApart(iterations[0]!);
	if (iterations.length === 0 && lacksCounts(counts)) return null;
	return {
		usage: toTokenUsage(counts),
		speed: usage.speed === 'fast' ? 'fast' : 'standard',
		inferenceGeo: asText(usage.inference_geo),
		iterations: isSingle ? noIterations : iterations,
		servedBy,
	};
}

/** Whether the answer's usage leaves the call out. */
export const isApart = ({type, otherModel}: Iteration): boolean => otherModel !== null || type === 'compaction';

const mostPauses = 64;

/** What an answer used each time before it was paused and resumed: its own usage is what it used since. `json`: a list. */
export function pausesFromList(list: unknown): TokenUsage[] {
	if (!Array.isArray(list)) return [];
	return list.slice(0, mostPauses).flatMap(entry => {
		const usage = asObject(asObject(entry)?.usage);
		return usage ? [toTokenUsage(countsOf(usage))] : [];
	});
}

/** In field order. */
function countsOf(usage: JsonObject): Counts {
	const split = asObject(usage.cache_creation);
	return [
		usage.input_tokens,
		usage.output_tokens,
		usage.cache_read_input_tokens,
		usage.cache_creation_input_tokens,
		split?.ephemeral_5m_input_tokens,
		split?.ephemeral_1h_input_tokens,
		asObject(usage.server_tool_use)?.web_search_requests,
	].map(count => asCount(count));
}

/** The context size at the last of several calls, in tokens; null if there was only one, whose usage shows it. */
export function lastIterationTokens({iterations}: UsageRead): number | null {
	const own = iterations.filter(call => !isApart(call));
	return own.length > 1 ? promptTokens(own.at(-1)!.usage) : null;
}
