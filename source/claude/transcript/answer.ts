/** An answer's record (`type: "assistant"`): what one request used, and which files its tool calls name. */
import type {TokenUsage} from '../usage.ts';
import {asNumber, asObject, asText, asTime, filesOf, type JsonObject, parseObject} from './object.ts';
import {foundFiles, foundJson, foundText, foundTime} from './text.ts';
import {lacksCounts, toTokenUsage, type UsageRead, usageFromObject} from './usage.ts';
import {field} from './walker/record-fields.ts';
import type {RecordWalker} from './walker/record-walker.ts';

export interface Answer {
	messageId: string | null;
	requestId: string | null;
	model: string | null;
	/** Milliseconds since the epoch. */
	at: number | null;
	read: UsageRead | null;
	/** How long the list of its calls is, in bytes. */
	iterationBytes: number;
	/** Claude Code's own price, which versions of 2025 wrote. */
	costUsd: number | null;
	isSidechain: boolean;
	agentId: string | null;
	/** The conversation that the line says it is in; in a copy made by a fork, the fork. */
	sessionId: string | null;
	/** The conversation whose request it was, in a copy made by a fork. */
	requestSessionId: string | null;
	cwd: string | null;
	gitBranch: string | null;
	version: string | null;
	files: string[];
}

/** What was told last of an answer: it has a record for each content block, and each repeats the whole usage. */
export interface ToldAnswer {
	messageId: string;
	usage: TokenUsage;
	speed: 'standard' | 'fast';
	iterationBytes: number;
}

/** From the record that was found last. */
export function answerFound(walker: RecordWalker): Answer {
	const {bytes, places} = walker;
	const text = (name: number) => foundText(walker, name);
	return {
		messageId: text(field.messageId),
		requestId: text(field.requestId),
		model: text(field.model),
		at: foundTime(walker),
		read: usageFound(walker),
		iterationBytes: iterationBytesFound(walker),
		costUsd: asCost(Number(foundJson(walker, field.costUsd) ?? Number.NaN)),
		isSidechain: bytes[places[2 * field.isSidechain]!] === 't'.charCodeAt(0),
		agentId: text(field.agentId),
		sessionId: text(field.sessionId),
		requestSessionId: text(field.requestSessionId) ?? text(field.forkedFromSessionId),
		cwd: text(field.cwd),
		gitBranch: text(field.gitBranch),
		version: text(field.version),
		files: foundFiles(walker),
	};
}

export function answerFromObject(line: JsonObject, message: JsonObject): Answer {
	const usage = asObject(message.usage);
	return {
		messageId: asText(message.id),
		requestId: asText(line.requestId),
		model: asText(message.model),
		at: asTime(line.timestamp),
		read: usage && usageFromObject(usage),
		iterationBytes: usage && 'iterations' in usage ? JSON.stringify(usage.iterations).length : 0,
		costUsd: asCost(line.costUSD),
		isSidechain: line.isSidechain === true,
		agentId: asText(line.agentId),
		sessionId: asText(line.sessionId),
		requestSessionId: asText(line.requestSessionId) ?? asText(asObject(line.forkedFrom)?.sessionId),
		cwd: asText(line.cwd),
		gitBranch: asText(line.gitBranch),
		version: asText(line.version),
		files: filesOf(message.content),
	};
}

function asCost(value: unknown): number | null {
	const costUsd = asNumber(value);
	return costUsd !== null && costUsd >= 0 ? costUsd : null;
}

function usageFound(walker: RecordWalker): UsageRead | null {
	const {counts} = walker;
	if (counts[7] === 1 || hasIterations(walker)) {
		const usage = parseObject(foundJson(walker, field.usage) ?? '');
		return usage && usageFromObject(usage);
	}
	const read = {
		input: counts[field.inputTokens]!,
		output: counts[field.outputTokens]!,
		cacheRead: counts[field.cacheReadTokens]!,
		cacheCreation: counts[field.cacheCreationTokens]!,
		cacheCreation5m: counts[field.cacheCreation5mTokens]!,
		cacheCreation1h: counts[field.cacheCreation1hTokens]!,
		webSearches: counts[field.webSearches]!,
	};
	if (lacksCounts(read)) return null;
	const speed = foundText(walker, field.speed) === 'fast' ? 'fast' : 'standard';
	return {usage: toTokenUsage(read), speed, inferenceGeo: foundText(walker, field.inferenceGeo), iterations: []};
}

function iterationBytesFound({places}: RecordWalker): number {
	return places[2 * field.iterations + 1]! - places[2 * field.iterations]!;
}

/** Whether more than one call is listed, or one of another model: what is more than an empty list or a single object. */
function hasIterations(walker: RecordWalker): boolean {
	if (iterationBytesFound(walker) <= 2) return false;
	const list = foundJson(walker, field.iterations) ?? '';
	return list.includes('},{') || list.includes('advisor');
}

/** Whether the record that was found last says the same again. Cheap: half of all answers' records do. */
export function isToldAgain(walker: RecordWalker, {messageId, usage, speed, iterationBytes}: ToldAnswer): boolean {
	const {counts} = walker;
	const known = (name: number) => Math.max(0, counts[name]!);
	const created = usage.cacheCreation5mInputTokens + usage.cacheCreation1hInputTokens;
	return (
		foundText(walker, field.messageId) === messageId &&
		counts[7] === 0 &&
		known(field.outputTokens) === usage.outputTokens &&
		known(field.inputTokens) === usage.inputTokens &&
		known(field.cacheReadTokens) === usage.cacheReadInputTokens &&
		known(field.cacheCreationTokens) === created &&
		Math.min(known(field.cacheCreation1hTokens), created) === usage.cacheCreation1hInputTokens &&
		known(field.webSearches) === usage.webSearchRequests &&
		iterationBytesFound(walker) === iterationBytes &&
		(foundText(walker, field.speed) === 'fast') === (speed === 'fast')
	);
}
