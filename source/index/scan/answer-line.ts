/**
 * What the history needs of one transcript line, read from the bytes. Nearly every line is one of two things: not an
 * answer of the model, known after some hundred bytes, or an answer of the usual shape. Anything else is handed to the
 * parser of the live screen; a test holds that both read the same from the same line.
 */
import {createLineKernel, type LineKernel, layout} from './line-kernel.ts';
import {readTimestamp} from './timestamp.ts';

export const lineKind = {
	/** Nothing to count. */
	skip: 0,
	/** An answer, as `places` and then `readFigures` tell it. */
	answer: 1,
	/** For the full parser. */
	other: 2,
} as const;
export type LineKind = (typeof lineKind)[keyof typeof lineKind];

/** The objects whose keys are looked at. */
const level = {line: 0, message: 1, usage: 2, cacheCreation: 3, serverTools: 4} as const;

/** The keys that are looked at, by the numbers that the kernel knows them by. All but the last have a place. */
export const field = {
	none: 0,
	type: 1,
	attachment: 2,
	forkedFrom: 3,
	content: 4,
	isSidechain: 5,
	/** From here on texts. */
	timestamp: 6,
	requestId: 7,
	sessionId: 8,
	agentId: 9,
	folder: 10,
	owner: 11,
	messageId: 12,
	model: 13,
	speed: 14,
	geo: 15,
	/** From here on counts; the first ones in the order of a row's columns. */
	input: 16,
	output: 17,
	cacheRead: 18,
	creation5m: 19,
	creation1h: 20,
	webSearches: 21,
	cacheCreation: 22,
	/** From here on objects that are gone into. */
	message: 23,
	usage: 24,
	cacheCreationParts: 25,
	serverTools: 26,
} as const;
const fieldCount = field.message;

const names: readonly [level: number, key: string, field: number][] = [
	[level.line, 'type', field.type],
	[level.line, 'attachment', field.attachment],
	[level.line, 'forkedFrom', field.forkedFrom],
	[level.line, 'timestamp', field.timestamp],
	[level.line, 'requestId', field.requestId],
	[level.line, 'sessionId', field.sessionId],
	[level.line, 'isSidechain', field.isSidechain],
	[level.line, 'agentId', field.agentId],
	[level.line, 'cwd', field.folder],
	[level.line, 'requestSessionId', field.owner],
	[level.line, 'message', field.message],
	[level.message, 'content', field.content],
	[level.message, 'id', field.messageId],
	[level.message, 'model', field.model],
	[level.message, 'usage', field.usage],
	[level.usage, 'speed', field.speed],
	[level.usage, 'inference_geo', field.geo],
	[level.usage, 'input_tokens', field.input],
	[level.usage, 'output_tokens', field.output],
	[level.usage, 'cache_read_input_tokens', field.cacheRead],
	[level.usage, 'cache_creation_input_tokens', field.cacheCreation],
	[level.usage, 'cache_creation', field.cacheCreationParts],
	[level.usage, 'server_tool_use', field.serverTools],
	[level.cacheCreation, 'ephemeral_5m_input_tokens', field.creation5m],
	[level.cacheCreation, 'ephemeral_1h_input_tokens', field.creation1h],
	[level.serverTools, 'web_search_requests', field.webSearches],
];

const memory = new ArrayBuffer(layout.size);
/** Where a line must lie to be read. */
export const lineBytes = Buffer.from(memory, 0, layout.table);
/** Start and end of each field's text, quotes excluded; a start of 0: it is not there. Of the line that was read last. */
export const places = new Int32Array(memory, layout.places, 2 * fieldCount);
/** Of an answer, by their fields: 0 for those that are not there, -1 for those that are no counts. */
export const counts = new Int32Array(memory, layout.counts, fieldCount);
const hashed = new Uint32Array(memory, layout.hash, 2);
/** When the answer was given, in ms, as `readFigures` read it. */
export let answerAt = 0;

/** Kinds of line that hold no request and are many or huge. */
const uncounted = ['user', 'attachment', 'progress', 'api-request', 'api-request-shape', 'api-request-blob'].concat([
	'file-history-snapshot',
	'queue-operation',
	'last-prompt',
	'mode',
	'permission-mode',
	'atis-latch',
]);

/**
 * A key is known by a hash of its level and its bytes, made while looking for its end. These are Claude Code's and the
 * API's own keys: what tools and people write lies inside of values.
 */
const table = new Int32Array(memory, layout.table, 2 * 1024);
for (const [level, key, name] of names) {
	let hash: number = level;
	for (const byte of Buffer.from(key)) hash = Math.imul(hash, 0x1000193) ^ byte;
	const slot = 2 * ((hash ^ (hash >>> 11)) & 1023);
	if (table[slot + 1] !== field.none) throw new Error(`the key ${key} needs a larger table`);
	table.set([hash, name], slot);
}
Buffer.from(memory, layout.kinds).write(
	['assistant', ...uncounted].map(kind => String.fromCharCode(kind.length) + kind).join(''),
	'latin1',
);

/** Compiled when there is a line to read: most starts find nothing new. */
let compiled: LineKernel | undefined;
function kernel(): LineKernel {
	compiled ??= createLineKernel(globalThis, {}, memory);
	return compiled;
}

/** Reads the line from `start` to `end` of `lineBytes`, its newline excluded. */
export const readAnswerLine = (start: number, end: number): LineKind => kernel().readLine(start, end) as LineKind;

/** The text of a field as it stands in the line, or null. */
export function rawText(name: number): string | null {
	const start = places[2 * name]!;
	return start === 0 ? null : lineBytes.toString('utf8', start, places[2 * name + 1]);
}

export const isThere = (name: number): boolean => places[2 * name + 1]! > places[2 * name]!;

/** Whether a field's text is these bytes, which are ASCII. */
export const isText = (name: number, text: string): boolean =>
	places[2 * name + 1]! - places[2 * name]! === text.length &&
	lineBytes.toString('latin1', places[2 * name], places[2 * name + 1]) === text;

/** Whether the line says that it is a side chain's. */
export const isSidechain = (): boolean => isText(field.isSidechain, 'true');

/** 53 bits of a field's text, as `hashBytes` makes them. */
export function hashOf(name: number, seed = 0): number {
	kernel().hash(places[2 * name]!, places[2 * name + 1]!, seed);
	return (hashed[1]! >>> 11) * 0x1_0000_0000 + hashed[0]!;
}

/** Reads the time of an answer and looks at its counts. False: they are of another shape than usual, and for the full parser. */
export function readFigures(): boolean {
	answerAt = readTimestamp(lineBytes, places[2 * field.timestamp]!, places[2 * field.timestamp + 1]!);
	if (answerAt < 0) return false;
	for (let name: number = field.input; name < fieldCount; name++) if (counts[name]! < 0) return false;
	// Parts that do not add up are for the parser to decide; it knows how older versions wrote this.
	return counts[field.creation5m]! + counts[field.creation1h]! === counts[field.cacheCreation]!;
}
