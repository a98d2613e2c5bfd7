/**
 * What the history needs of one transcript line, read from the bytes. Nearly every line is one of two things: not an
 * answer of the model, known after some hundred bytes, or an answer of the usual shape. Anything else is handed to the
 * parser of the live screen; a test holds that both read the same from the same line.
 */
import {
	ascii,
	backslash,
	closeBrace,
	colon,
	comma,
	openBrace,
	openBracket,
	quote,
	readCount,
	skipValue,
	spells,
} from './json-bytes.ts';
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

/** The objects whose keys are looked at, each with the one it lies in. */
const level = {line: 0, message: 1, usage: 2, cacheCreation: 3, serverTools: 4} as const;
const parentOf = [-1, level.line, level.message, level.usage, level.usage] as const;

/** The keys that are looked at. Those that hold a text have a place, those that hold a count have one in `counts`, too. */
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
const firstText = field.timestamp;
const firstCount = field.input;
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
/** The level that each of the last fields leads into. */
const levelOf = [level.message, level.usage, level.cacheCreation, level.serverTools] as const;

/**
 * A key is known by a hash of its level and its bytes, made while looking for its end. These are Claude Code's and the
 * API's own keys: what tools and people write lies inside of values.
 */
const tableSize = 1024;
/** A hash, then its field. */
const table = new Int32Array(2 * tableSize);
const nextHash = (hash: number, byte: number) => (Math.imul(hash, 0x1000193) ^ byte) | 0;
const slotOf = (hash: number) => 2 * ((hash ^ (hash >>> 11)) & (tableSize - 1));
for (const [at, key, name] of names) {
	let hash: number = at;
	for (const byte of ascii(key)) hash = nextHash(hash, byte);
	if (table[slotOf(hash) + 1] !== field.none) throw new Error(`the key ${key} needs a larger table`);
	table[slotOf(hash)] = hash;
	table[slotOf(hash) + 1] = name;
}

/** Start and end of each field's text, quotes excluded; a start of 0: it is not there. Of the line that was read last. */
export const places = new Int32Array(2 * fieldCount);
/** What `readFigures` read last; see `field`. `answerAt` is the time in ms. */
export const counts = new Float64Array(fieldCount);
export let answerAt = 0;

const assistant = ascii('assistant');
const yes = ascii('true');
const less = 0x3c;
/** Kinds of line that hold no request and are many or huge. */
const uncounted = ['user', 'attachment', 'progress', 'api-request', 'api-request-shape', 'api-request-blob']
	.concat(['file-history-snapshot', 'queue-operation', 'last-prompt', 'mode', 'permission-mode', 'atis-latch'])
	.map(ascii);

/** Whether the line that was read last says that it is a side chain's. */
export const isSidechain = (bytes: Uint8Array): boolean =>
	places[2 * field.isSidechain] !== 0 &&
	spells(bytes, places[2 * field.isSidechain]!, places[2 * field.isSidechain + 1]!, yes);

/** Between a message's content and what is said of it. */
const afterContent = Buffer.from('],"stop_reason":');

/**
 * Reads the line from `start` to `end`, its newline excluded.
 *
 * Most of an answer is its content. The search for its end is not the same as walking through it: objects in it may have
 * a `stop_reason`, too. Whoever goes on from there thinks himself higher up than he is, and runs out of objects to leave
 * before the line ends. A line that was cut off just there is known by nothing coming after its message.
 */
export function readAnswerLine(bytes: Buffer, start: number, end: number, mayLeap = true): LineKind {
	if (end - start < 2 || bytes[start] !== openBrace) return lineKind.other;
	places.fill(0);
	let hasLeapt = false;
	let isConfirmed = true;
	let depth: number = level.line;
	let position = start + 1;
	for (;;) {
		if (bytes[position++] !== quote) return lineKind.other;
		let hash = depth;
		for (;;) {
			const byte = bytes[position++]!;
			if (byte === quote) break;
			if (byte === backslash || position >= end) return lineKind.other;
			hash = nextHash(hash, byte);
		}
		if (bytes[position++] !== colon) return lineKind.other;
		const slot = slotOf(hash);
		const name = table[slot] === hash ? table[slot + 1]! : field.none;
		const isObject = bytes[position] === openBrace;
		if (name >= field.message && isObject && bytes[position + 1] !== closeBrace) {
			depth = levelOf[name - field.message]!;
			position++;
			continue;
		}
		// An attachment's line and a prompt's, whose content comes before any model, need not be walked through.
		if (name === field.attachment && isObject) return lineKind.skip;
		if (name === field.content && places[2 * field.model] === 0) return lineKind.other;
		const leap = name === field.content && mayLeap ? endOfContent(bytes, position, end) : -1;
		const next = leap < 0 ? skipValue(bytes, position, end) : leap;
		if (next < 0) return lineKind.other;
		if (leap >= 0) {
			hasLeapt = true;
			isConfirmed = false;
		}
		if (name !== field.none) {
			if (depth === level.line) isConfirmed = true;
			const isText = bytes[position] === quote;
			if (name >= firstText && name < firstCount) {
				places[2 * name] = isText ? position + 1 : 0;
				places[2 * name + 1] = isText ? next - 1 : 0;
			} else if (name < fieldCount) {
				places[2 * name] = position;
				places[2 * name + 1] = next;
			}
			if (name === field.type && !spells(bytes, position + 1, next - 1, assistant)) {
				return kindOfOther(bytes, position + 1, next - 1);
			}
		}
		position = next;
		while (bytes[position++] === closeBrace) {
			depth = parentOf[depth]!;
			if (depth < 0) {
				if (position === end && isConfirmed) return judge(bytes);
				return hasLeapt ? readAnswerLine(bytes, start, end, false) : lineKind.other;
			}
		}
		if (bytes[position - 1] !== comma || position >= end) return lineKind.other;
	}
}

/** Where the content that begins at `at` may end, after its bracket; -1: nowhere. */
function endOfContent(bytes: Buffer, at: number, end: number): number {
	if (bytes[at] !== openBracket) return -1;
	const found = bytes.subarray(at, end).lastIndexOf(afterContent);
	return found < 0 ? -1 : at + found + 1;
}

/** Apart from the loop: a closure there would move all of its variables into memory. */
function kindOfOther(bytes: Uint8Array, start: number, end: number): LineKind {
	for (const kind of uncounted) if (spells(bytes, start, end, kind)) return lineKind.skip;
	return lineKind.other;
}

/** Whether what was found can be an answer. */
function judge(bytes: Uint8Array): LineKind {
	const model = places[2 * field.model]!;
	const isWhole = places[2 * field.type]! * places[2 * field.messageId]! * model * places[2 * field.output]! !== 0;
	// Only the parser knows what copies in forks of an older kind mean.
	if (!isWhole || places[2 * field.forkedFrom] !== 0) return lineKind.other;
	// `<synthetic>`: what Claude Code says itself.
	return bytes[model] === less ? lineKind.skip : lineKind.answer;
}

/** The count of a field in the answer that was read last; 0 where there is none, -1 where there is something else. */
export const countOf = (bytes: Uint8Array, name: number): number =>
	readCount(bytes, places[2 * name]!, places[2 * name + 1]!);

/** Reads time and counts of that answer. False: they are of another shape than usual, and for the full parser. */
export function readFigures(bytes: Uint8Array): boolean {
	answerAt = readTimestamp(bytes, places[2 * field.timestamp]!, places[2 * field.timestamp + 1]!);
	if (answerAt < 0) return false;
	for (let name: number = firstCount; name < fieldCount; name++) {
		counts[name] = countOf(bytes, name);
		if (counts[name]! < 0) return false;
	}
	// Parts that do not add up are for the parser to decide; it knows how older versions wrote this.
	return counts[field.creation5m]! + counts[field.creation1h]! === counts[field.cacheCreation]!;
}
