/**
 * The `usage` of a Messages API response, as transcripts hold it. Fields:
 * https://platform.claude.com/docs/en/api/messages (Usage).
 */
import {promptTokens, type TokenUsage} from '../usage.ts';
import {asCount, asObject, asText, type JsonObject} from './object.ts';
import {field} from './walker/record-fields.ts';

/** One model call of those that an answer was made of. */
export interface Iteration {
	/** `message`: one of those that the answer's usage adds up; it leaves out `advisor_message` and `compaction`. */
	type: string | null;
	usage: TokenUsage;
	/** Cache writes of which it does not say how long they live: `usage` has them among those for five minutes. */
	unsplitTokens: number;
	/** The model asked for advice; null: the answer's own. */
	advisor: string | null;
}

/** What a usage says. */
export interface UsageRead {
	usage: TokenUsage;
	speed: 'standard' | 'fast';
	inferenceGeo: string | null;
	/** Empty where the usage is that of one single call. */
	iterations: readonly Iteration[];
}

/** The counts of a usage by their fields; -1: absent. */
export type Counts = ArrayLike<number>;

const countFields = 7;

/**
 * Splits cache writes by lifetime. The plain sum is the one to trust: when Claude Code forks a conversation it sets the
 * counts of messages kept by a compaction to zero but leaves the split as it was.
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
	for (let name = 0; name < countFields; name++) if (counts[name]! >= 0) return false;
	return true;
}

/** There is only one call, whose usage is that of the answer. */
export const noIterations: readonly Iteration[] = [];

/** Null if it counts nothing. */
export function usageFromObject(usage: JsonObject): UsageRead | null {
	const counts = countsOf(usage);
	const iterations: Iteration[] = [];
	for (const entry of Array.isArray(usage.iterations) ? usage.iterations : []) {
		const iteration = asObject(entry);
		if (!iteration) continue;
		const counts = countsOf(iteration);
		const usage = toTokenUsage(counts);
		const isAdvisor = iteration.type === 'advisor_message';
		iterations.push({
			type: asText(iteration.type),
			usage,
			unsplitTokens: Math.max(0, usage.cacheCreation5mInputTokens - Math.max(0, counts[field.cacheCreation5mTokens]!)),
			advisor: isAdvisor ? (asText(iteration.model) ?? 'unknown') : null,
		});
	}
	const isSingle = iterations.length === 1 && iterations[0]?.advisor === null;
	if (iterations.length === 0 && lacksCounts(counts)) return null;
	return {
		usage: toTokenUsage(counts),
		speed: usage.speed === 'fast' ? 'fast' : 'standard',
		inferenceGeo: asText(usage.inference_geo),
		iterations: isSingle ? noIterations : iterations,
	};
}

/** In the order of their fields. */
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

/** What was in the context at the last of several calls; null if there was only one, whose usage shows it. */
export function lastIterationTokens({iterations}: UsageRead): number | null {
	const own = iterations.filter(({type, advisor}) => advisor === null && type !== 'compaction');
	return own.length > 1 ? promptTokens(own.at(-1)!.usage) : null;
}
