/**
 * Finds out what a transcript line is and reads an answer's line, in one walk over its bytes. The walk is exact for any
 * order of keys: words inside texts, tool inputs and tool results are never taken for the line's own keys. It stops as
 * soon as the line turns out to be of no interest, which most bytes of a transcript are.
 *
 * It reads JSON as `JSON.stringify` writes it. White space, escapes in keys, numbers as texts: such a line is parsed as a
 * whole. One loop instead of many small functions, because it is the first megabytes, run before a function is compiled,
 * that keep a start waiting.
 */
import {field, fieldOf, firstCount, firstObject, lastObject, level, levelOf, parentOf} from './fields.ts';
import {
	closeBrace,
	closeBracket,
	colon,
	comma,
	endOfPlainKey,
	endOfWord,
	isWord,
	openBrace,
	openBracket,
	quote,
	readText,
	skipNested,
	skipString,
} from './scan.ts';
import {createTextMemo, readTime} from './text.ts';
import {foundCounts} from './usage.ts';

/** `parse`: of interest, or written in a way this walk does not read; small or rare enough to be parsed as a whole. */
export type LineKind = 'skip' | 'answer' | 'toolResult' | 'parse';

/** `usage`: only what is counted; everything else is skipped. */
export type Detail = 'full' | 'usage';

// One line is read at a time, from start to end, without waiting in between: these are the walk's working memory.
/** Start and end of each text in the bytes; a start of 0 means absent. */
const places = new Int32Array(2 * firstCount);
let type: 'unknown' | 'assistant' | 'user' | 'attachment' = 'unknown';
let isSidechain = false;
let isFast = false;
let hasUsage = false;
let messageAt = 0;
/** Starts and ends of the paths of files in tool calls. */
let filePlaces: number[] = [];

function forget(): void {
	for (let index = 0; index < places.length; index++) places[index] = 0;
	type = 'unknown';
	isSidechain = false;
	hasUsage = false;
	if (filePlaces.length > 0) filePlaces = [];
}

/** Reads one line; the functions below then tell what was found in it. */
export function readLine(bytes: Buffer, start: number, end: number, detail: Detail): LineKind {
	forget();
	if (end - start < 2 || bytes[start] !== openBrace) return 'parse';
	let at = start + 1;
	let depth: number = level.line;
	for (;;) {
		if (bytes[at] !== quote) return 'parse';
		const keyEnd = endOfPlainKey(bytes, at + 1, end);
		if (keyEnd < 0 || bytes[keyEnd + 1] !== colon) return 'parse';
		const name = fieldOf(depth, bytes, at + 1, keyEnd);
		const valueAt = keyEnd + 2;
		if (valueAt >= end) return 'parse';
		at = valueAt;
		const first = bytes[at]!;
		if (first === quote) {
			at = skipString(bytes, at + 1, end);
			if (at < 0) return 'parse';
			if (name !== field.none) {
				if (name < firstCount) {
					places[2 * name] = valueAt + 1;
					places[2 * name + 1] = at - 1;
				} else if (name === field.type) {
					const kind = judgeType(bytes, valueAt + 1, at - 1, detail);
					if (kind !== null) return kind;
				} else if (name === field.filePath) filePlaces.push(valueAt + 1, at - 1);
				else if (name === field.speed) isFast = readText(bytes, valueAt + 1, at - 1) === 'fast';
				else if (name === field.attachment) return 'skip';
				// A text where there should be a count or an object, or a prompt.
				else if (name < firstObject || name === field.forkedFrom || type === 'user') return 'parse';
			}
		} else if (first === openBrace || first === openBracket) {
			const next = bytes[at + 1];
			if (name >= firstObject && name <= lastObject && first === openBrace) {
				if (name === field.message) messageAt = at;
				else if (name === field.usage) beginUsage();
				if (next !== closeBrace) {
					depth = levelOf[name - firstObject]!;
					at++;
					continue;
				}
				at += 2;
			} else if (name === field.content && type === 'user') {
				return judgeUserContent(bytes, valueAt, end);
			} else if (first === openBracket && next !== closeBracket && isWalked(name, detail)) {
				// An element without a key, or none at all: they would need looks ahead that no line of Claude Code's needs.
				if (next !== openBrace || bytes[at + 2] === closeBrace) return 'parse';
				depth = name === field.content ? level.block : level.iteration;
				at += 2;
				continue;
			} else if (name === field.attachment) {
				return judgeAttachment(bytes, valueAt, end, detail);
			} else if (name === field.forkedFrom || (name >= firstCount && name < firstObject)) {
				return 'parse';
			} else {
				at = skipNested(bytes, at, end);
				if (at < 0) return 'parse';
			}
		} else if (name >= firstCount && name < firstObject) {
			let count = 0;
			for (; at < end; at++) {
				const digit = bytes[at]! - 48;
				if (digit < 0 || digit > 9) break;
				count = count * 10 + digit;
			}
			if (at === valueAt) {
				if (!isWord(bytes, at, at + 4, 'null')) return 'parse';
				at += 4;
				count = -1;
			} else if (at - valueAt > 15) return 'parse';
			if (name !== field.iterationCount) foundCounts[name - firstCount] = count;
		} else {
			if (name === field.isSidechain) isSidechain = isWord(bytes, at, at + 4, 'true');
			else if (name === field.attachment) return 'skip';
			else if (name === field.forkedFrom) return 'parse';
			at = endOfWord(bytes, at, end);
			if (at === valueAt) return 'parse';
		}
		for (;;) {
			const byte = bytes[at++];
			if (byte === comma) break;
			if (byte !== closeBrace || at > end) return 'parse';
			if (depth === level.line) return at === end ? judge() : 'parse';
			if (depth === level.block || depth === level.iteration) {
				const isNext = depth === level.block && bytes[at] === comma;
				if (isNext) {
					if (bytes[at + 1] !== openBrace || bytes[at + 2] === closeBrace) return 'parse';
					at += 2;
					break;
				}
				// Of several iterations the last one is wanted.
				if (bytes[at++] !== closeBracket) return 'parse';
			}
			depth = parentOf[depth]!;
		}
	}
}

/** The arrays whose elements are looked at. */
function isWalked(name: number, detail: Detail): boolean {
	return name === field.iterations || (name === field.content && detail === 'full');
}

function beginUsage(): void {
	hasUsage = true;
	isFast = false;
	foundCounts.fill(-1);
	places[2 * field.inferenceGeo] = 0;
}

function judge(): LineKind {
	if (type === 'assistant') return hasUsage || filePlaces.length > 0 ? 'answer' : 'skip';
	return type === 'user' ? 'parse' : 'skip';
}

/** Null: it depends on what else the line holds. Of the types that are parsed as a whole all lines are short. */
function judgeType(bytes: Buffer, start: number, end: number, detail: Detail): LineKind | null {
	switch (end - start) {
		case 4:
			if (!isWord(bytes, start, end, 'user')) break;
			if (detail === 'usage') return 'skip';
			type = 'user';
			return null;
		case 6:
			if (isWord(bytes, start, end, 'system')) return 'parse';
			break;
		case 7:
			if (isWord(bytes, start, end, 'summary')) return 'parse';
			break;
		case 8:
			if (isWord(bytes, start, end, 'ai-title')) return 'parse';
			break;
		case 9:
			if (!isWord(bytes, start, end, 'assistant')) break;
			type = 'assistant';
			return null;
		case 10:
			if (isWord(bytes, start, end, 'cost-state')) return 'parse';
			if (!isWord(bytes, start, end, 'attachment')) break;
			if (detail === 'usage') return 'skip';
			type = 'attachment';
			return null;
		case 12:
			if (isWord(bytes, start, end, 'custom-title')) return 'parse';
			break;
	}
	return endOfPlainKey(bytes, start, end + 1) === end ? 'skip' : 'parse';
}

/** Prompts typed while Claude was working are attachments; all others are what Claude Code adds by itself. */
function judgeAttachment(bytes: Buffer, at: number, end: number, detail: Detail): LineKind {
	if (detail === 'usage' || bytes[at] !== openBrace) return 'skip';
	return bytes.subarray(at, Math.min(end, at + 64)).includes('queued_command') ? 'parse' : 'skip';
}

/** Tool results are most of a transcript: the first block tells them, and nothing more of the line is walked. */
function judgeUserContent(bytes: Buffer, at: number, end: number): LineKind {
	return startsWith(bytes, at, end, '[{"tool_use_id":') || startsWith(bytes, at, end, '[{"type":"tool_result",')
		? 'toolResult'
		: 'parse';
}

function startsWith(bytes: Buffer, at: number, end: number, word: string): boolean {
	return at + word.length <= end && isWord(bytes, at, at + word.length, word);
}

/** Whether the line belongs to a subagent. */
export const sidechain = (): boolean => isSidechain;
export const usageFound = (): boolean => hasUsage;
export const fastFound = (): boolean => isFast;

const copyWord = '"toolUseResult":';
/** From its capital on: bytes are found by their first one, and quotes and small letters are everywhere. */
const copyCapital = copyWord.indexOf('U');
const copyEnd = Buffer.from(copyWord.slice(copyCapital));

/**
 * The size of a tool result's message, give or take the line's identity after it. Claude Code keeps a second copy of what
 * the tool gave, for itself, which does not reach the model.
 */
export function messageBytes(bytes: Buffer, end: number): number {
	const message = bytes.subarray(messageAt, end);
	for (let found = message.indexOf(copyEnd); found !== -1; found = message.indexOf(copyEnd, found + 1)) {
		const copyAt = found - copyCapital;
		if (copyAt >= 0 && isWord(message, copyAt, copyAt + copyWord.length, copyWord)) return copyAt;
	}
	return message.length;
}

type TextName =
	| 'timestamp'
	| 'requestId'
	| 'cwd'
	| 'gitBranch'
	| 'version'
	| 'agentId'
	| 'sessionId'
	| 'requestSessionId'
	| 'messageId'
	| 'model'
	| 'inferenceGeo';

const memos = Array.from({length: firstCount}, createTextMemo);

/** Null if it is absent or empty. */
export function foundText(bytes: Buffer, text: TextName): string | null {
	const name = field[text];
	const start = places[2 * name]!;
	return start === 0 ? null : memos[name]!(bytes, start, places[2 * name + 1]!) || null;
}

export function foundTime(bytes: Buffer): number | null {
	const start = places[2 * field.timestamp]!;
	return start === 0 ? null : readTime(bytes, start, places[2 * field.timestamp + 1]!);
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
