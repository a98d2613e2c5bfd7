/** The `usage` of an answer, read from the bytes. */
import {
	ascii,
	closeBrace,
	comma,
	type Member,
	openBrace,
	openBracket,
	quote,
	readCount,
	readKey,
	skipValue,
	spells,
} from './json-bytes.ts';

export interface AnswerUsage {
	isFast: boolean;
	/** Offsets of `inference_geo`; -1: absent. */
	geoStart: number;
	geoEnd: number;
	inputTokens: number;
	outputTokens: number;
	cacheReadInputTokens: number;
	cacheCreation5mInputTokens: number;
	cacheCreation1hInputTokens: number;
	webSearchRequests: number;
}

const inputTokens = ascii('input_tokens');
const outputTokens = ascii('output_tokens');
const cacheRead = ascii('cache_read_input_tokens');
const cacheCreation = ascii('cache_creation_input_tokens');
const cacheCreationParts = ascii('cache_creation');
const creation5m = ascii('ephemeral_5m_input_tokens');
const creation1h = ascii('ephemeral_1h_input_tokens');
const serverTools = ascii('server_tool_use');
const webSearches = ascii('web_search_requests');
const speed = ascii('speed');
const inferenceGeo = ascii('inference_geo');
const fast = ascii('fast');
const nothing = ascii('null');

/** One per depth: the members of an object are read while those around it are not done. */
const outer: Member = {keyStart: 0, keyEnd: 0, value: 0};
const inner: Member = {keyStart: 0, keyEnd: 0, value: 0};

/** `at` is the brace. Returns the position after the object, or -1 when it is not of the usual shape. */
export function readUsage(bytes: Uint8Array, at: number, end: number, into: AnswerUsage): number {
	into.inputTokens = into.outputTokens = into.cacheReadInputTokens = into.webSearchRequests = 0;
	into.cacheCreation5mInputTokens = into.cacheCreation1hInputTokens = 0;
	into.isFast = false;
	into.geoStart = into.geoEnd = -1;
	let creation = -1;
	let parts = -1;
	let output = -1;
	let position = at + 1;
	for (;;) {
		if (!readKey(bytes, position, end, outer)) return -1;
		const {keyStart, keyEnd, value} = outer;
		const next = skipValue(bytes, value, end);
		if (next < 0) return -1;
		const length = keyEnd - keyStart;
		if (length === 12 && spells(bytes, keyStart, keyEnd, inputTokens)) {
			into.inputTokens = readCount(bytes, value, end);
			if (into.inputTokens < 0) return -1;
		} else if (length === 13 && spells(bytes, keyStart, keyEnd, outputTokens)) {
			output = into.outputTokens = readCount(bytes, value, end);
			if (output < 0) return -1;
		} else if (length === 23 && spells(bytes, keyStart, keyEnd, cacheRead)) {
			into.cacheReadInputTokens = readCount(bytes, value, end);
			if (into.cacheReadInputTokens < 0) return -1;
		} else if (length === 27 && spells(bytes, keyStart, keyEnd, cacheCreation)) {
			creation = readCount(bytes, value, end);
			if (creation < 0) return -1;
		} else if (length === 14 && spells(bytes, keyStart, keyEnd, cacheCreationParts)) {
			parts = readCacheCreation(bytes, value, end, into);
			if (parts < 0) return -1;
		} else if (length === 15 && spells(bytes, keyStart, keyEnd, serverTools)) {
			if (!readSearches(bytes, value, end, into)) return -1;
		} else if (length === 5 && spells(bytes, keyStart, keyEnd, speed)) {
			into.isFast = bytes[value] === quote && spells(bytes, value + 1, next - 1, fast);
		} else if (length === 13 && bytes[value] === quote && spells(bytes, keyStart, keyEnd, inferenceGeo)) {
			into.geoStart = value + 1;
			into.geoEnd = next - 1;
		}
		position = next + 1;
		if (bytes[next] === comma) continue;
		if (bytes[next] !== closeBrace || output < 0) return -1;
		// Parts that do not add up are for the full parser to decide, and it knows how older versions wrote this.
		return creation === parts ? position : -1;
	}
}

/** Returns the sum of the parts, or -1. */
function readCacheCreation(bytes: Uint8Array, at: number, end: number, into: AnswerUsage): number {
	if (bytes[at] !== openBrace) return -1;
	let position = at + 1;
	for (;;) {
		if (!readKey(bytes, position, end, inner)) return -1;
		const {keyStart, keyEnd, value} = inner;
		const count = readCount(bytes, value, end);
		if (count < 0) return -1;
		if (spells(bytes, keyStart, keyEnd, creation5m)) into.cacheCreation5mInputTokens = count;
		else if (spells(bytes, keyStart, keyEnd, creation1h)) into.cacheCreation1hInputTokens = count;
		else return -1;
		const next = skipValue(bytes, value, end);
		position = next + 1;
		if (bytes[next] === comma) continue;
		return bytes[next] === closeBrace ? into.cacheCreation5mInputTokens + into.cacheCreation1hInputTokens : -1;
	}
}

function readSearches(bytes: Uint8Array, at: number, end: number, into: AnswerUsage): boolean {
	if (bytes[at] !== openBrace) return spells(bytes, at, at + 4, nothing);
	let position = at + 1;
	for (;;) {
		if (!readKey(bytes, position, end, inner)) return false;
		const {keyStart, keyEnd, value} = inner;
		const next = skipValue(bytes, value, end);
		if (next < 0 || bytes[value] === openBracket) return false;
		if (spells(bytes, keyStart, keyEnd, webSearches)) {
			into.webSearchRequests = readCount(bytes, value, end);
			if (into.webSearchRequests < 0) return false;
		}
		position = next + 1;
		if (bytes[next] === comma) continue;
		return bytes[next] === closeBrace;
	}
}
