/**
 * What the history needs of one transcript line, read from the bytes. Nearly every line is one of two things: not an
 * answer of the model, known after a few hundred bytes, or an answer of the usual shape. Anything else is handed to
 * the parser of the live screen; a test holds that both read the same from the same line.
 */
import {type AnswerUsage, readUsage} from './answer-usage.ts';
import {
	ascii,
	closeBrace,
	comma,
	type Member,
	openBrace,
	openBracket,
	quote,
	readKey,
	readTimestamp,
	skipValue,
	spells,
} from './json-bytes.ts';

export const lineKind = {
	/** Nothing to count. */
	skip: 0,
	/** An answer; the `AnswerLine` is filled. */
	answer: 1,
	/** A user's line with tool results. */
	toolResult: 2,
	/** For the full parser. */
	other: 3,
} as const;
export type LineKind = (typeof lineKind)[keyof typeof lineKind];

/**
 * One answer. Filled anew for every line, so that a gigabyte of them allocates nothing; hence spans instead of strings:
 * offsets into the buffer, a start of -1 where there is none.
 */
export interface AnswerLine extends AnswerUsage {
	idStart: number;
	idEnd: number;
	requestStart: number;
	requestEnd: number;
	modelStart: number;
	modelEnd: number;
	sessionStart: number;
	sessionEnd: number;
	folderStart: number;
	folderEnd: number;
	/** The conversation whose request it was, in a copy made by a fork. */
	ownerStart: number;
	ownerEnd: number;
	agentStart: number;
	agentEnd: number;
	/** Milliseconds since the epoch. */
	at: number;
	isSidechain: boolean;
}

export const newAnswerLine = (): AnswerLine => ({
	idStart: -1,
	idEnd: -1,
	requestStart: -1,
	requestEnd: -1,
	modelStart: -1,
	modelEnd: -1,
	sessionStart: -1,
	sessionEnd: -1,
	folderStart: -1,
	folderEnd: -1,
	ownerStart: -1,
	ownerEnd: -1,
	agentStart: -1,
	agentEnd: -1,
	at: -1,
	isSidechain: false,
	isFast: false,
	geoStart: -1,
	geoEnd: -1,
	inputTokens: 0,
	outputTokens: 0,
	cacheReadInputTokens: 0,
	cacheCreation5mInputTokens: 0,
	cacheCreation1hInputTokens: 0,
	webSearchRequests: 0,
});

const attachment = ascii('attachment');
const type = ascii('type');
const message = ascii('message');
const timestamp = ascii('timestamp');
const requestId = ascii('requestId');
const sessionId = ascii('sessionId');
const isSidechain = ascii('isSidechain');
const agentId = ascii('agentId');
const cwd = ascii('cwd');
const forkedFrom = ascii('forkedFrom');
const requestSessionId = ascii('requestSessionId');
const id = ascii('id');
const model = ascii('model');
const usage = ascii('usage');
const content = ascii('content');
const assistant = ascii('assistant');
const user = ascii('user');
const yes = ascii('true');
const userContent = ascii('{"role":"user","content":');

/** Kinds of line that hold no request and are many or huge. */
const uncounted = ['attachment', 'progress', 'api-request', 'api-request-shape', 'api-request-blob']
	.concat(['file-history-snapshot', 'queue-operation', 'last-prompt', 'mode', 'permission-mode', 'atis-latch'])
	.map(ascii);

const less = 0x3c;

const top: Member = {keyStart: 0, keyEnd: 0, value: 0};
const inMessage: Member = {keyStart: 0, keyEnd: 0, value: 0};

/** Reads the line from `start` to `end`, its newline excluded. */
export function readAnswerLine(bytes: Uint8Array, start: number, end: number, into: AnswerLine): LineKind {
	if (end - start < 2 || bytes[start] !== openBrace || bytes[end - 1] !== closeBrace) return lineKind.other;
	into.requestStart = into.sessionStart = into.folderStart = into.idStart = into.modelStart = into.at = -1;
	into.ownerStart = into.agentStart = -1;
	into.isSidechain = false;
	let isAnswer = false;
	let isUser = false;
	let hasMessage = false;
	let position = start + 1;
	for (;;) {
		if (!readKey(bytes, position, end, top)) return lineKind.other;
		const {keyStart, keyEnd, value} = top;
		const length = keyEnd - keyStart;
		const isString = bytes[value] === quote;
		let next: number;
		if (length === 7 && !isString && spells(bytes, keyStart, keyEnd, message)) {
			if (isUser) return userLine(bytes, value, end);
			next = readMessage(bytes, value, end, into);
			hasMessage = true;
		} else if (length === 10 && !isString && spells(bytes, keyStart, keyEnd, attachment)) {
			return lineKind.skip;
		} else {
			next = skipValue(bytes, value, end);
		}
		if (next < 0) return lineKind.other;
		if (length === 4 && spells(bytes, keyStart, keyEnd, type)) {
			isAnswer = isString && spells(bytes, value + 1, next - 1, assistant);
			isUser = isString && spells(bytes, value + 1, next - 1, user);
			if (!isAnswer && !isUser) return otherLine(bytes, value + 1, next - 1);
		} else if (length === 9 && isString) {
			if (spells(bytes, keyStart, keyEnd, sessionId)) {
				into.sessionStart = value + 1;
				into.sessionEnd = next - 1;
			} else if (spells(bytes, keyStart, keyEnd, timestamp)) {
				into.at = readTimestamp(bytes, value + 1, next - 1);
			} else if (spells(bytes, keyStart, keyEnd, requestId)) {
				into.requestStart = value + 1;
				into.requestEnd = next - 1;
			}
		} else if (length === 11 && spells(bytes, keyStart, keyEnd, isSidechain)) {
			into.isSidechain = spells(bytes, value, next, yes);
		} else if (length === 7 && isString && spells(bytes, keyStart, keyEnd, agentId)) {
			into.agentStart = value + 1;
			into.agentEnd = next - 1;
		} else if (length === 3 && isString && spells(bytes, keyStart, keyEnd, cwd)) {
			into.folderStart = value + 1;
			into.folderEnd = next - 1;
		} else if (length === 10 && spells(bytes, keyStart, keyEnd, forkedFrom)) {
			return lineKind.other;
		} else if (length === 16 && isString && spells(bytes, keyStart, keyEnd, requestSessionId)) {
			into.ownerStart = value + 1;
			into.ownerEnd = next - 1;
		}
		position = next + 1;
		if (bytes[next] === comma) continue;
		if (position !== end || !isAnswer || !hasMessage || into.at < 0) return lineKind.other;
		if (into.idStart < 0 || into.modelStart < 0) return lineKind.other;
		// `<synthetic>`: what Claude Code says itself.
		return bytes[into.modelStart] === less ? lineKind.skip : lineKind.answer;
	}
}

/** A line of another type, whose word lies from `start` to `end`. */
function otherLine(bytes: Uint8Array, start: number, end: number): LineKind {
	for (const kind of uncounted) if (spells(bytes, start, end, kind)) return lineKind.skip;
	return lineKind.other;
}

/** A user's message is a prompt, or a list with what tools returned. */
function userLine(bytes: Uint8Array, message: number, end: number): LineKind {
	const contentAt = message + userContent.length;
	const isList = contentAt < end && bytes[contentAt] === openBracket;
	return isList && spells(bytes, message, contentAt, userContent) ? lineKind.toolResult : lineKind.skip;
}

/** `at` is the brace. Returns the position after the object, or -1 when it is not an answer of the usual shape. */
function readMessage(bytes: Uint8Array, at: number, end: number, into: AnswerLine): number {
	let hasUsage = false;
	let position = at + 1;
	for (;;) {
		if (!readKey(bytes, position, end, inMessage)) return -1;
		const {keyStart, keyEnd, value} = inMessage;
		const length = keyEnd - keyStart;
		let next: number;
		if (length === 5 && bytes[value] === openBrace && spells(bytes, keyStart, keyEnd, usage)) {
			next = readUsage(bytes, value, end, into);
			hasUsage = true;
		} else {
			// A prompt's message has its content first, and need not be walked through: no model has answered it.
			if (length === 7 && into.modelStart < 0 && spells(bytes, keyStart, keyEnd, content)) return -1;
			next = skipValue(bytes, value, end);
		}
		if (next < 0) return -1;
		if (bytes[value] === quote) {
			if (length === 2 && spells(bytes, keyStart, keyEnd, id)) {
				into.idStart = value + 1;
				into.idEnd = next - 1;
			} else if (length === 5 && spells(bytes, keyStart, keyEnd, model)) {
				into.modelStart = value + 1;
				into.modelEnd = next - 1;
			}
		}
		position = next + 1;
		if (bytes[next] === comma) continue;
		return bytes[next] === closeBrace && hasUsage ? position : -1;
	}
}
