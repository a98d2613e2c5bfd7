/** Reads a transcript line that has been parsed as a whole: the careful way, for what the walk over bytes leaves to it. */
import {type Counts, countWords, nestedWords, noCounts, toUsageRead, type UsageRead} from './usage.ts';

export type JsonObject = {readonly [key: string]: unknown};

export function asObject(value: unknown): JsonObject | null {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

/** A text that says something; null otherwise. */
export function asText(value: unknown): string | null {
	return typeof value === 'string' && value !== '' ? value : null;
}

/** A finite number, also when written as text; null otherwise. */
export function asNumber(value: unknown): number | null {
	if (typeof value === 'string' && /^\d{1,15}(\.\d+)?$/.test(value)) return Number(value);
	return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** Milliseconds since the epoch; null if it is no time. */
export function asTime(value: unknown): number | null {
	const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
	return Number.isFinite(time) ? time : null;
}

/** A count of tokens: whole and not negative, perhaps written as text. -1: absent. Null: not a count. */
export function asCount(value: unknown): number | null {
	if (value === undefined || value === null) return -1;
	const count = asNumber(value);
	return count !== null && Number.isSafeInteger(count) && count >= 0 ? count : null;
}

/** 'invalid' when a count is none: a made-up figure would be worse than a missing one. */
export function usageFromObject(usage: JsonObject): UsageRead | null | 'invalid' {
	const counts = countsOf(usage);
	if (!counts) return 'invalid';
	let last: Counts | null = null;
	let iterations = 0;
	for (const entry of Array.isArray(usage.iterations) ? usage.iterations : []) {
		const iteration = asObject(entry);
		if (!iteration) continue;
		last = countsOf(iteration);
		if (!last) return 'invalid';
		iterations++;
	}
	return toUsageRead(counts, usage.speed === 'fast', asText(usage.inference_geo), iterations > 1 ? last : null);
}

function countsOf(usage: JsonObject): Counts | null {
	const counts = noCounts();
	const parts = [usage, ...nestedWords.map(word => asObject(usage[word]))];
	for (const part of parts) {
		if (!part) continue;
		for (const [place, word] of countWords.entries()) {
			if (!Object.hasOwn(part, word)) continue;
			const count = asCount(part[word]);
			if (count === null) return null;
			counts[place] = count;
		}
	}
	return counts;
}

/** The paths of files in the tool calls of a message's content. */
export function filesOf(content: unknown): string[] {
	const files: string[] = [];
	for (const entry of Array.isArray(content) ? content : []) {
		const input = asObject(asObject(entry)?.input);
		for (const key of input ? Object.keys(input) : []) {
			const path = key === 'file_path' || key === 'notebook_path' ? asText(input?.[key]) : null;
			if (path) files.push(path);
		}
	}
	return files;
}
