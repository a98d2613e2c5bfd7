/**
 * The `usage` of a Messages API response, as transcripts hold it, read where it lies in the bytes. Fields:
 * https://platform.claude.com/docs/en/api/messages (Usage).
 */
import type {TokenUsage} from '../../core/usage.ts';
import {isWord, openBrace, openBracket, quote, readCount, readText, skipString, skipValue} from './scan.ts';
import {doubtful, type VisitKey, walkArray, walkObject} from './walk.ts';

/** What a usage says. */
export interface UsageRead {
	usage: TokenUsage;
	speed: 'standard' | 'fast';
	inferenceGeo: string | null;
	/** Context tokens of the last of several iterations; null when there are fewer than two. */
	lastIterationTokens: number | null;
}

/** The counts of one usage as they stand, by their place in `countWords`; -1: absent. */
export type Counts = number[];

export const countWords = [
	'input_tokens',
	'output_tokens',
	'cache_read_input_tokens',
	'cache_creation_input_tokens',
	'ephemeral_5m_input_tokens',
	'ephemeral_1h_input_tokens',
	'web_search_requests',
] as const;

/** The objects inside a usage that hold counts of their own. */
export const nestedWords = ['cache_creation', 'server_tool_use'] as const;

export const noCounts = (): Counts => [-1, -1, -1, -1, -1, -1, -1];

// One line is read at a time, from start to end, without waiting in between: these are its working memory.
let counts = noCounts();
let isFast = false;
let geo: string | null = null;
let iterations = 0;
let lastIteration = noCounts();

/** Reads the value of `usage` at `from`. Answers the position after it, or why not; then `takeUsage` has the result. */
export function readUsage(bytes: Buffer, from: number, end: number): number {
	counts = noCounts();
	isFast = false;
	geo = null;
	iterations = 0;
	return walkObject(bytes, from, end, visitUsage);
}

/** What the last `readUsage` found; null if it held no counts at all. */
export function takeUsage(): UsageRead | null {
	return toUsageRead(counts, isFast, geo, iterations > 1 ? lastIteration : null);
}

export function toUsageRead(
	read: Counts,
	fast: boolean,
	inferenceGeo: string | null,
	lastOfSeveral: Counts | null,
): UsageRead | null {
	if (read.every(count => count < 0)) return null;
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
function toTokenUsage([
	input,
	output,
	cacheRead,
	cacheCreation,
	fiveMinutes,
	oneHour,
	webSearches,
]: Counts): TokenUsage {
	const split5m = Math.max(0, fiveMinutes!);
	const split1h = Math.max(0, oneHour!);
	const created = cacheCreation! >= 0 ? cacheCreation! : split5m + split1h;
	const cacheCreation1hInputTokens = Math.min(split1h, created);
	return {
		inputTokens: Math.max(0, input!),
		outputTokens: Math.max(0, output!),
		cacheReadInputTokens: Math.max(0, cacheRead!),
		cacheCreation5mInputTokens: created - cacheCreation1hInputTokens,
		cacheCreation1hInputTokens,
		webSearchRequests: Math.max(0, webSearches!),
	};
}

const visitUsage: VisitKey = (bytes, keyStart, keyEnd, valueAt, end) => {
	const first = bytes[valueAt];
	if (first === quote) {
		if (isWord(bytes, keyStart, keyEnd, 'speed')) {
			const after = skipString(bytes, valueAt + 1, end);
			isFast = after > 0 && isWord(bytes, valueAt + 1, after - 1, 'fast');
			return after;
		}
		if (isWord(bytes, keyStart, keyEnd, 'inference_geo')) {
			const after = skipString(bytes, valueAt + 1, end);
			geo = (after > 0 && readText(bytes, valueAt + 1, after - 1)) || null;
			return after;
		}
	} else if (first === openBracket && isWord(bytes, keyStart, keyEnd, 'iterations')) {
		iterations = 0;
		return walkArray(bytes, valueAt, end, visitIteration);
	}
	return visitCounts(bytes, keyStart, keyEnd, valueAt, end);
};

/** An iteration has the same counts as the whole; only what its context held is wanted. */
function visitIteration(bytes: Buffer, valueAt: number, end: number): number {
	if (bytes[valueAt] !== openBrace) return skipValue(bytes, valueAt, end);
	const whole = counts;
	counts = noCounts();
	const after = walkObject(bytes, valueAt, end, visitCounts);
	lastIteration = counts;
	iterations++;
	counts = whole;
	return after;
}

const visitCounts: VisitKey = (bytes, keyStart, keyEnd, valueAt, end) => {
	if (bytes[valueAt] === openBrace && isNested(bytes, keyStart, keyEnd)) {
		return walkObject(bytes, valueAt, end, visitCount);
	}
	return visitCount(bytes, keyStart, keyEnd, valueAt, end);
};

const visitCount: VisitKey = (bytes, keyStart, keyEnd, valueAt, end) => {
	const after = skipValue(bytes, valueAt, end);
	if (after < 0) return after;
	const place = countPlace(bytes, keyStart, keyEnd);
	if (place < 0) return after;
	const count = readCount(bytes, valueAt, after);
	if (count < 0 && !isWord(bytes, valueAt, after, 'null')) return doubtful;
	counts[place] = count;
	return after;
};

function isNested(bytes: Buffer, keyStart: number, keyEnd: number): boolean {
	return isWord(bytes, keyStart, keyEnd, nestedWords[0]) || isWord(bytes, keyStart, keyEnd, nestedWords[1]);
}

/** The length tells nearly all of them apart: a loop over the words would be the slowest part of reading a usage. */
function countPlace(bytes: Buffer, keyStart: number, keyEnd: number): number {
	switch (keyEnd - keyStart) {
		case 12:
			return isWord(bytes, keyStart, keyEnd, countWords[0]) ? 0 : -1;
		case 13:
			return isWord(bytes, keyStart, keyEnd, countWords[1]) ? 1 : -1;
		case 23:
			return isWord(bytes, keyStart, keyEnd, countWords[2]) ? 2 : -1;
		case 27:
			return isWord(bytes, keyStart, keyEnd, countWords[3]) ? 3 : -1;
		case 25:
			if (isWord(bytes, keyStart, keyEnd, countWords[4])) return 4;
			return isWord(bytes, keyStart, keyEnd, countWords[5]) ? 5 : -1;
		case 19:
			return isWord(bytes, keyStart, keyEnd, countWords[6]) ? 6 : -1;
		default:
			return -1;
	}
}
