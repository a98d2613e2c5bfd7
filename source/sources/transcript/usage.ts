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

// One line is read at a time, from start to end, without waiting in between: these are its working memory.
// Nothing is allocated for a line until it turns out to tell something new.
const wholeCounts = noCounts();
const lastIteration = noCounts();
let counts = wholeCounts;
let isFast = false;
let geo: string | null = null;
let iterations = 0;

/** Reads the value of `usage` at `from`. Answers the position after it, or why not; then `takeUsage` has the result. */
export function readUsage(bytes: Buffer, from: number, end: number): number {
	counts = wholeCounts;
	counts.fill(-1);
	isFast = false;
	geo = null;
	iterations = 0;
	return walkObject(bytes, from, end, visitUsage);
}

/** What the last `readUsage` found; null if it held no counts at all. */
export function takeUsage(): UsageRead | null {
	return toUsageRead(wholeCounts, isFast, geo, iterations > 1 ? lastIteration : null);
}

/** Whether the last `readUsage` found this again. */
export function isUsageAgain({usage, speed}: UsageRead): boolean {
	const created = usage.cacheCreation5mInputTokens + usage.cacheCreation1hInputTokens;
	return (
		known(wholeCounts, output) === usage.outputTokens &&
		known(wholeCounts, input) === usage.inputTokens &&
		known(wholeCounts, cacheRead) === usage.cacheReadInputTokens &&
		known(wholeCounts, cacheCreation) === created &&
		Math.min(known(wholeCounts, oneHour), created) === usage.cacheCreation1hInputTokens &&
		known(wholeCounts, webSearches) === usage.webSearchRequests &&
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
	counts = lastIteration.fill(-1);
	const after = walkObject(bytes, valueAt, end, visitCounts);
	iterations++;
	counts = wholeCounts;
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
			return isWord(bytes, keyStart, keyEnd, countWords[input]) ? input : -1;
		case 13:
			return isWord(bytes, keyStart, keyEnd, countWords[output]) ? output : -1;
		case 23:
			return isWord(bytes, keyStart, keyEnd, countWords[cacheRead]) ? cacheRead : -1;
		case 27:
			return isWord(bytes, keyStart, keyEnd, countWords[cacheCreation]) ? cacheCreation : -1;
		case 25:
			if (isWord(bytes, keyStart, keyEnd, countWords[fiveMinutes])) return fiveMinutes;
			return isWord(bytes, keyStart, keyEnd, countWords[oneHour]) ? oneHour : -1;
		case 19:
			return isWord(bytes, keyStart, keyEnd, countWords[webSearches]) ? webSearches : -1;
		default:
			return -1;
	}
}
