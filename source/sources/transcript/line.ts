/**
 * Finds out what a transcript line is and reads an answer's line, in one walk over its bytes. The walk is exact for any
 * order of keys: words inside texts, tool inputs and tool results are never taken for the line's own keys. It stops as
 * soon as the line turns out to be of no interest, which most bytes of a transcript are.
 */
import {
	endOfPlainKey,
	isWord,
	openBrace,
	openBracket,
	quote,
	readText,
	skipSpace,
	skipString,
	skipValue,
} from './scan.ts';
import {createTextMemo, readTime} from './text.ts';
import {readUsage} from './usage.ts';
import {broken, doubtful, enough, type VisitKey, walkArray, walkObject} from './walk.ts';

/** `parse`: of interest, or written in a way this walk does not read; small or rare enough to be parsed as a whole. */
export type LineKind = 'skip' | 'answer' | 'toolResult' | 'parse' | 'broken';

/** `usage`: only what is counted; everything else is skipped. */
export type Detail = 'full' | 'usage';

/** The texts whose places are noted. */
export const text = {
	timestamp: 0,
	uuid: 1,
	requestId: 2,
	cwd: 3,
	gitBranch: 4,
	version: 5,
	agentId: 6,
	sessionId: 7,
	requestSessionId: 8,
	messageId: 9,
	model: 10,
} as const;

type TextName = keyof typeof text;

// One line is read at a time, from start to end, without waiting in between: these are the walk's working memory.
/** Start and end of each text in the bytes; a start of 0 means absent. */
const places = new Int32Array(2 * Object.keys(text).length);
let type: 'unknown' | 'assistant' | 'user' | 'attachment' = 'unknown';
let detail: Detail = 'full';
let outcome: LineKind = 'skip';
let isSidechain = false;
let hasUsage = false;
let messageAt = 0;
/** Starts and ends of the paths of files in tool calls. */
let filePlaces: number[] = [];

/** Reads one line; the functions below then tell what was found in it. */
export function readLine(bytes: Buffer, start: number, end: number, wanted: Detail): LineKind {
	forget(wanted);
	const from = skipSpace(bytes, start, end);
	const after = walkObject(bytes, from, end, visitLine);
	if (after === enough) return outcome;
	if (after === doubtful) return 'parse';
	if (after === broken || skipSpace(bytes, after, end) !== end) return 'broken';
	if (type === 'assistant') return hasUsage || filePlaces.length > 0 ? 'answer' : 'skip';
	return type === 'user' ? 'parse' : 'skip';
}

function forget(wanted: Detail): void {
	places.fill(0);
	type = 'unknown';
	detail = wanted;
	outcome = 'skip';
	isSidechain = false;
	hasUsage = false;
	if (filePlaces.length > 0) filePlaces = [];
}

/** Whether the line belongs to a subagent. */
export const sidechain = (): boolean => isSidechain;
export const usageFound = (): boolean => hasUsage;

/**
 * The size of a tool result's message, give or take the line's identity after it. Claude Code keeps a second copy of what
 * the tool gave, for itself, which does not reach the model.
 */
export function messageBytes(bytes: Buffer, end: number): number {
	const message = bytes.subarray(messageAt, end);
	const copyAt = message.indexOf('"toolUseResult":');
	return copyAt === -1 ? message.length : copyAt;
}

const memos = Object.keys(text).map(createTextMemo);

/** Null if it is absent or empty. */
export function foundText(bytes: Buffer, name: TextName): string | null {
	const place = 2 * text[name];
	const start = places[place]!;
	return start === 0 ? null : memos[text[name]]!(bytes, start, places[place + 1]!) || null;
}

export function foundTime(bytes: Buffer): number | null {
	const place = 2 * text.timestamp;
	const start = places[place]!;
	return start === 0 ? null : readTime(bytes, start, places[place + 1]!);
}

const noFiles: string[] = [];

export function foundFiles(bytes: Buffer): string[] {
	if (filePlaces.length === 0) return noFiles;
	const files: string[] = [];
	for (let index = 0; index < filePlaces.length; index += 2) {
		const path = readText(bytes, filePlaces[index]!, filePlaces[index + 1]!);
		if (path) files.push(path);
	}
	return files;
}

/** Notes the place of a text; another kind of value leaves it absent. */
function note(place: number, bytes: Buffer, valueAt: number, end: number): number {
	if (bytes[valueAt] !== quote) return skipValue(bytes, valueAt, end);
	const after = skipString(bytes, valueAt + 1, end);
	places[2 * place] = valueAt + 1;
	places[2 * place + 1] = after - 1;
	return after;
}

function stop(kind: LineKind): number {
	outcome = kind;
	return enough;
}

const visitLine: VisitKey = (bytes, keyStart, keyEnd, valueAt, end) => {
	switch (keyEnd - keyStart) {
		case 3:
			if (isWord(bytes, keyStart, keyEnd, 'cwd')) return note(text.cwd, bytes, valueAt, end);
			break;
		case 4:
			if (isWord(bytes, keyStart, keyEnd, 'type')) return visitType(bytes, valueAt, end);
			if (isWord(bytes, keyStart, keyEnd, 'uuid')) return note(text.uuid, bytes, valueAt, end);
			break;
		case 7:
			if (isWord(bytes, keyStart, keyEnd, 'message')) {
				messageAt = valueAt;
				return bytes[valueAt] === openBrace
					? walkObject(bytes, valueAt, end, visitMessage)
					: skipValue(bytes, valueAt, end);
			}
			if (isWord(bytes, keyStart, keyEnd, 'agentId')) return note(text.agentId, bytes, valueAt, end);
			if (isWord(bytes, keyStart, keyEnd, 'version')) return note(text.version, bytes, valueAt, end);
			break;
		case 9:
			if (isWord(bytes, keyStart, keyEnd, 'timestamp')) return note(text.timestamp, bytes, valueAt, end);
			if (isWord(bytes, keyStart, keyEnd, 'requestId')) return note(text.requestId, bytes, valueAt, end);
			if (isWord(bytes, keyStart, keyEnd, 'gitBranch')) return note(text.gitBranch, bytes, valueAt, end);
			if (isWord(bytes, keyStart, keyEnd, 'sessionId')) return note(text.sessionId, bytes, valueAt, end);
			break;
		case 10:
			if (isWord(bytes, keyStart, keyEnd, 'attachment')) return visitAttachment(bytes, valueAt, end);
			if (isWord(bytes, keyStart, keyEnd, 'forkedFrom')) return doubtful;
			break;
		case 11:
			if (isWord(bytes, keyStart, keyEnd, 'isSidechain')) {
				const after = skipValue(bytes, valueAt, end);
				isSidechain = isWord(bytes, valueAt, after, 'true');
				return after;
			}
			break;
		case 16:
			if (isWord(bytes, keyStart, keyEnd, 'requestSessionId')) {
				return note(text.requestSessionId, bytes, valueAt, end);
			}
			break;
	}
	return skipValue(bytes, valueAt, end);
};

/** The other types that are of interest, all of them short. */
const parsedTypes = ['system', 'cost-state', 'custom-title', 'ai-title', 'summary'];

function visitType(bytes: Buffer, valueAt: number, end: number): number {
	const after = skipValue(bytes, valueAt, end);
	if (after < 0) return after;
	const start = valueAt + 1;
	const textEnd = after - 1;
	if (isWord(bytes, start, textEnd, 'assistant')) type = 'assistant';
	else if (parsedTypes.some(word => isWord(bytes, start, textEnd, word))) return stop('parse');
	else if (endOfPlainKey(bytes, start, end) !== textEnd) return doubtful;
	else if (detail === 'usage') return stop('skip');
	else if (isWord(bytes, start, textEnd, 'user')) type = 'user';
	else if (isWord(bytes, start, textEnd, 'attachment')) type = 'attachment';
	else return stop('skip');
	return after;
}

/** Prompts typed while Claude was working are attachments; all others are what Claude Code adds by itself. */
function visitAttachment(bytes: Buffer, valueAt: number, end: number): number {
	if (detail === 'usage' || bytes[valueAt] !== openBrace) return stop('skip');
	return stop(bytes.subarray(valueAt, Math.min(end, valueAt + 64)).includes('queued_command') ? 'parse' : 'skip');
}

const visitMessage: VisitKey = (bytes, keyStart, keyEnd, valueAt, end) => {
	switch (keyEnd - keyStart) {
		case 2:
			if (isWord(bytes, keyStart, keyEnd, 'id')) return note(text.messageId, bytes, valueAt, end);
			break;
		case 5:
			if (isWord(bytes, keyStart, keyEnd, 'model')) return note(text.model, bytes, valueAt, end);
			if (isWord(bytes, keyStart, keyEnd, 'usage') && bytes[valueAt] === openBrace) {
				hasUsage = true;
				return readUsage(bytes, valueAt, end);
			}
			break;
		case 7:
			if (isWord(bytes, keyStart, keyEnd, 'content')) {
				if (type === 'user') return visitUserContent(bytes, valueAt);
				if (detail === 'full' && bytes[valueAt] === openBracket) return walkArray(bytes, valueAt, end, visitBlock);
			}
			break;
	}
	return skipValue(bytes, valueAt, end);
};

/** Tool results are most of a transcript: the first block tells them, and nothing more of the line is walked. */
function visitUserContent(bytes: Buffer, valueAt: number): number {
	if (bytes[valueAt] !== openBracket) return stop('parse');
	if (startsWith(bytes, valueAt, '[{"tool_use_id":') || startsWith(bytes, valueAt, '[{"type":"tool_result",')) {
		return stop('toolResult');
	}
	return stop('parse');
}

function visitBlock(bytes: Buffer, valueAt: number, end: number): number {
	return bytes[valueAt] === openBrace ? walkObject(bytes, valueAt, end, visitBlockKey) : skipValue(bytes, valueAt, end);
}

const visitBlockKey: VisitKey = (bytes, keyStart, keyEnd, valueAt, end) =>
	bytes[valueAt] === openBrace && isWord(bytes, keyStart, keyEnd, 'input')
		? walkObject(bytes, valueAt, end, visitToolInput)
		: skipValue(bytes, valueAt, end);

const visitToolInput: VisitKey = (bytes, keyStart, keyEnd, valueAt, end) => {
	const after = skipValue(bytes, valueAt, end);
	const named = isWord(bytes, keyStart, keyEnd, 'file_path') || isWord(bytes, keyStart, keyEnd, 'notebook_path');
	if (named && after > 0 && bytes[valueAt] === quote) filePlaces.push(valueAt + 1, after - 1);
	return after;
};

function startsWith(bytes: Buffer, at: number, word: string): boolean {
	return isWord(bytes, at, at + word.length, word);
}
