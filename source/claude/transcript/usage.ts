/**
 * The `usage` of a Messages API response, as transcripts hold it, read where it lies in the bytes. Fields:
 * https://platform.claude.com/docs/en/api/messages (Usage).
 */
import type {TokenUsage} from '../usage.ts';

/** What a usage says. */
export interface UsageRead {
	usage: TokenUsage;
	speed: 'standard' | 'fast';
	inferenceGeo: string | null;
	/** Context tokens of the last of several iterations; null when there are fewer than two. */
	lastIterationTokens: number | null;
}

/** The counts of one usage as they stand, by their place in `countWords`; -1: absent. */
export type Counts = Float64Array;

export const countWords = [
	'input_tokens',
	'output_tokens',
	'cache_read_input_tokens',
	'cache_creation_input_tokens',
	'ephemeral_5m_input_tokens',
	'ephemeral_1h_input_tokens',
	'web_search_requests',
] as const;

const [input, output, cacheRead, cacheCreation, fiveMinutes, oneHour, webSearches] = [0, 1, 2, 3, 4, 5, 6] as const;

/** The objects inside a usage that hold counts of their own. */
export const nestedWords = ['cache_creation', 'server_tool_use'] as const;

export const noCounts = (): Counts => new Float64Array(countWords.length).fill(-1);

/** The counts of the line that is being read: one at a time, so nothing is allocated until it tells something new. */
export const foundCounts = noCounts();

/** Whether the counts that were found are these again. */
export function isUsageAgain({usage, speed}: UsageRead, isFast: boolean): boolean {
	const created = usage.cacheCreation5mInputTokens + usage.cacheCreation1hInputTokens;
	return (
		known(foundCounts, output) === usage.outputTokens &&
		known(foundCounts, input) === usage.inputTokens &&
		known(foundCounts, cacheRead) === usage.cacheReadInputTokens &&
		known(foundCounts, cacheCreation) === created &&
		Math.min(known(foundCounts, oneHour), created) === usage.cacheCreation1hInputTokens &&
		known(foundCounts, webSearches) === usage.webSearchRequests &&
		isFast === (speed === 'fast')
	);
}

const isAbsent = (count: number) => count < 0;

function known(read: Counts, place: number): number {
	return Math.max(0, read[place]!);
}

export function toUsageRead(
	read: Counts,
	fast: boolean,
	inferenceGeo: string | null,
	lastOfSeveral: Counts | null,
): UsageRead | null {
	if (read.every(isAbsent)) return null;
	let lastIterationTokens: number | null = null;
	if (lastOfSeveral) {
		const last = toTokenUsage(lastOfSeveral);
		lastIterationTokens =
			last.inputTokens + last.cacheReadInputTokens + last.cacheCreation5mInputTokens + last.cacheCreation1hInputTokens;
	}
	return {usage: toTokenUsage(read), speed: fast ? 'fast' : 'standard', inferenceGeo, lastIterationTokens};
}

/**
 * Splits cache writes by lifetime. The plain sum is the one to trust: when Claude Code forks a conversation it sets the
 * counts of messages kept by a compaction to zero but leaves the split as it was.
 */
function toTokenUsage(read: Counts): TokenUsage {
	const split1h = known(read, oneHour);
	const created = read[cacheCreation]! >= 0 ? read[cacheCreation]! : known(read, fiveMinutes) + split1h;
	const cacheCreation1hInputTokens = Math.min(split1h, created);
	return {
		inputTokens: known(read, input),
		outputTokens: known(read, output),
		cacheReadInputTokens: known(read, cacheRead),
		cacheCreation5mInputTokens: created - cacheCreation1hInputTokens,
		cacheCreation1hInputTokens,
		webSearchRequests: known(read, webSearches),
	};
}
