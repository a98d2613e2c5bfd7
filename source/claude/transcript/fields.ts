/**
 * The keys of a transcript line that are looked at, found by their place and their bytes. All of them are Claude Code's and
 * the API's own; what tools and people write lies inside of values.
 */
import {quote} from './scan.ts';

/** The objects whose keys are looked at. */
export const level = {
	line: 0,
	message: 1,
	usage: 2,
	cacheCreation: 3,
	serverTools: 4,
	/** An element of `iterations`, and the objects in it. */
	iteration: 5,
	iterationPart: 6,
	/** An element of a message's content, and what it gives to a tool. */
	block: 7,
	input: 8,
} as const;

/** The level that each level lies in. */
export const parentOf = [
	...[-1, level.line, level.message, level.usage, level.usage],
	...[level.usage, level.iteration, level.message, level.block],
] as const;

export const field = {
	none: 0,
	// Texts: their places are noted.
	timestamp: 1,
	requestId: 2,
	cwd: 3,
	gitBranch: 4,
	version: 5,
	agentId: 6,
	sessionId: 7,
	requestSessionId: 8,
	messageId: 9,
	model: 10,
	inferenceGeo: 11,
	// Counts, in the order of `countWords`.
	input: 12,
	output: 13,
	cacheRead: 14,
	cacheCreation: 15,
	fiveMinutes: 16,
	oneHour: 17,
	webSearches: 18,
	/** Of an iteration: must be a count, and is not wanted. */
	iterationCount: 19,
	// Objects that are gone into.
	message: 20,
	usage: 21,
	cacheCreationParts: 22,
	serverTools: 23,
	iterationPart: 24,
	toolInput: 25,
	// Everything else.
	type: 26,
	speed: 27,
	isSidechain: 28,
	attachment: 29,
	forkedFrom: 30,
	content: 31,
	iterations: 32,
	filePath: 33,
} as const;

export const firstCount = field.input;
export const firstObject = field.message;
export const lastObject = field.toolInput;

/** The level that each of the objects leads to. */
export const levelOf = [
	...[level.message, level.usage, level.cacheCreation, level.serverTools],
	...[level.iterationPart, level.input],
] as const;

type Key = readonly [level: number, word: string, name: number];

/** A usage may hold any count itself, and an object in it any, too: versions differ. */
const countsAt = (at: number, name?: number): Key[] => [
	[at, 'input_tokens', name ?? field.input],
	[at, 'output_tokens', name ?? field.output],
	[at, 'cache_read_input_tokens', name ?? field.cacheRead],
	[at, 'cache_creation_input_tokens', name ?? field.cacheCreation],
	[at, 'ephemeral_5m_input_tokens', name ?? field.fiveMinutes],
	[at, 'ephemeral_1h_input_tokens', name ?? field.oneHour],
	[at, 'web_search_requests', name ?? field.webSearches],
];
const keys: readonly Key[] = [
	[level.line, 'timestamp', field.timestamp],
	[level.line, 'requestId', field.requestId],
	[level.line, 'cwd', field.cwd],
	[level.line, 'gitBranch', field.gitBranch],
	[level.line, 'version', field.version],
	[level.line, 'agentId', field.agentId],
	[level.line, 'sessionId', field.sessionId],
	[level.line, 'requestSessionId', field.requestSessionId],
	[level.line, 'type', field.type],
	[level.line, 'isSidechain', field.isSidechain],
	[level.line, 'attachment', field.attachment],
	[level.line, 'forkedFrom', field.forkedFrom],
	[level.line, 'message', field.message],
	[level.message, 'id', field.messageId],
	[level.message, 'model', field.model],
	[level.message, 'content', field.content],
	[level.message, 'usage', field.usage],
	[level.usage, 'speed', field.speed],
	[level.usage, 'inference_geo', field.inferenceGeo],
	[level.usage, 'iterations', field.iterations],
	[level.usage, 'cache_creation', field.cacheCreationParts],
	[level.usage, 'server_tool_use', field.serverTools],
	[level.iteration, 'cache_creation', field.iterationPart],
	[level.iteration, 'server_tool_use', field.iterationPart],
	[level.block, 'input', field.toolInput],
	[level.input, 'file_path', field.filePath],
	[level.input, 'notebook_path', field.filePath],
	...countsAt(level.usage),
	...countsAt(level.cacheCreation),
	...countsAt(level.serverTools),
	...countsAt(level.iteration, field.iterationCount),
	...countsAt(level.iterationPart, field.iterationCount),
];

/** Level, length and three of its letters say which one a key can be; all of its bytes, whether it is. */
const slots = 1024;
function slotOf(at: number, bytes: Uint8Array, start: number, end: number): number {
	const length = end - start;
	// There the keys for cache writes differ by the time that they last.
	const inner = bytes[start + (length >> 1) - 2]!;
	return (at * 401 + length * 31 + bytes[start]! * 7 + bytes[end - 1]! * 113 + inner * 59) & (slots - 1);
}
const fieldBySlot = new Uint8Array(slots);
const wordBySlot: Uint8Array[] = new Array<Uint8Array>(slots).fill(new Uint8Array(0));
for (const [at, word, name] of keys) {
	// With its quotes, as it stands in a line.
	const bytes = new Uint8Array(word.length + 2).fill(quote);
	for (let index = 0; index < word.length; index++) bytes[index + 1] = word.charCodeAt(index);
	const slot = slotOf(at, bytes, 1, word.length + 1);
	if (fieldBySlot[slot] !== field.none) throw new Error(`the key ${word} needs a slot of its own`);
	fieldBySlot[slot] = name;
	wordBySlot[slot] = bytes.subarray(1, -1);
}

/** Which field the key from `start` to `end` is in an object of this level. */
export function fieldOf(at: number, bytes: Uint8Array, start: number, end: number): number {
	const slot = slotOf(at, bytes, start, end);
	const name = fieldBySlot[slot]!;
	if (name === field.none) return field.none;
	const word = wordBySlot[slot]!;
	const length = word.length;
	if (end - start !== length) return field.none;
	for (let index = 0; index < length; index++) if (bytes[start + index] !== word[index]) return field.none;
	return name;
}
