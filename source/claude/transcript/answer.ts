/** An answer's record (`type: "assistant"`): what one request used, and which files its tool calls name. */
import {boundedUsd} from '../bounds.ts';
import type {TokenUsage} from '../usage.ts';
import {asObject, asText, asTime, filesOf, type JsonObject, parseObject} from './object.ts';
import {foundAgain, foundFiles, foundJson, foundText, foundTime} from './text.ts';
import {lacksCounts, noIterations, pausesFromList, toTokenUsage, type UsageRead, usageFromObject} from './usage.ts';
import {field} from './walker/record-fields.ts';
import type {RecordWalker} from './walker/record-walker.ts';

export interface Answer {
	messageId: string | null;
	requestId: string | null;
	model: string | null;
	/** Milliseconds since the epoch. */
	at: number | null;
	read: UsageRead | null;
	/** What it used each time before it was paused, which `read` leaves out. */
	pauses: readonly TokenUsage[];
	/** Claude Code's own price, written by versions of 2025. */
	costUsd: number | null;
	isSidechain: boolean;
	agentId: string | null;
	/** The conversation that the line names; in a copy made by a fork, the fork. */
	sessionId: string | null;
	/** In a copy made by a fork, the conversation that made the request. */
	requestSessionId: string | null;
	cwd: string | null;
	gitBranch: string | null;
	version: string | null;
	files: readonly string[];
}

/** Builds the answer from the record that the walker found last. */
export function answerFound(walker: RecordWalker): Answer {
	const {bytes, places} = walker;
	const again = (name: number) => foundAgain(walker, name);
	return {
		messageId: foundText(walker, field.messageId),
		requestId: foundText(walker, field.requestId),
		model: again(field.model),
		at: foundTime(walker),
		read: usageFound(walker),
		pauses: pausesFound(walker),
		costUsd: places[2 * field.costUsd] === 0 ? null : boundedUsd(Number(foundJson(walker, field.costUsd))),
		isSidechain: bytes[places[2 * field.isSidechain]!] === 't'.charCodeAt(0),
		agentId: again(field.agentId),
		sessionId: again(field.sessionId),
		requestSessionId: again(field.requestSessionId) ?? again(field.forkedFromSessionId),
		cwd: again(field.cwd),
		gitBranch: again(field.gitBranch),
		version: again(field.version),
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
		pauses: pausesFromList(message.pausedResponses),
		costUsd: boundedUsd(line.costUSD),
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

function usageFound(walker: RecordWalker): UsageRead | null {
	const {counts} = walker;
	if (counts[field.oddCounts] === 1 || hasIterations(walker)) {
		const usage = parseObject(foundJson(walker, field.usage) ?? '');
		return usage && usageFromObject(usage);
	}
	if (lacksCounts(counts)) return null;
	const speed = foundAgain(walker, field.speed) === 'fast' ? 'fast' : 'standard';
	const inferenceGeo = foundAgain(walker, field.inferenceGeo);
	return {usage: toTokenUsage(counts), speed, inferenceGeo, iterations: noIterations, servedBy: null};
}

const noPauses: readonly TokenUsage[] = [];

function pausesFound(walker: RecordWalker): readonly TokenUsage[] {
	const json = foundJson(walker, field.pausedResponses);
	return json === null ? noPauses : pausesFromList(parseObject(`{"list":${json}}`)?.list);
}

/** Whether `iterations` lists more than one call, or one that is not what the answer's model and usage say. */
function hasIterations(walker: RecordWalker): boolean {
	const {places} = walker;
	if (places[2 * field.iterations + 1]! - places[2 * field.iterations]! <= 2) return false;
	const list = foundJson(walker, field.iterations) ?? '';
	return /\}\s*,\s*\{/.test(list) || /advisor|fallback|compaction/.test(list);
}
