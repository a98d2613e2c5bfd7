/**
 * Transcript bytes in, events out. One parser reads one file and remembers what the file has said so far, so that only
 * news are told. It never throws; lines it cannot read are counted.
 *
 * Whose an event is: the conversation of the FILE. Lines carry a `sessionId` too and it is the same, except in subagents of
 * old versions, which have no other sign. `session_id` is not: it stays the process's first conversation after /clear.
 * A resumed conversation goes on in its file. A fork starts a file with copies of its parent's lines under its own id;
 * newer versions name the parent in `requestSessionId`, which is passed on as `copiedFrom`.
 */
import type {Emit} from '../events.ts';
import {answerFromBytes, answerFromObject} from './answer.ts';
import {createConversation} from './conversation.ts';
import {type Detail, fastFound, foundFiles, foundText, messageBytes, readLine, usageFound} from './line.ts';
import {createLineSplitter} from './lines.ts';
import {asObject, type JsonObject} from './object.ts';
import {isUsageAgain} from './usage.ts';

export interface ParserOptions {
	path: string;
	configDir: string;
	/** Null: take it from the lines (subagents of old versions). */
	sessionId: string | null;
	agentId: string | null;
	/** `usage`: only requests, compactions and reported totals, for reading gigabytes. Default `full`. */
	detail?: Detail;
	emit: Emit;
}

export interface TranscriptParser {
	/** Any piece of the file, in order. Events of the lines it completes are emitted before it returns. */
	push(chunk: Buffer): void;
	/** Nothing more comes for now: gives back memory that is not needed meanwhile. */
	pause(): void;
	/** The file ends here for now: reads an unfinished last line if it happens to be complete. Pushing may go on after it. */
	end(): void;
	/** Bytes of whole lines so far. */
	readonly consumedBytes: number;
	/** Lines that could not be read so far. */
	readonly malformedLines: number;
}

/** How a line starts that was written after another was cut off, without a newline in between. */
const lineStart = '{"parentUuid":';

export function createTranscriptParser(options: ParserOptions): TranscriptParser {
	const {detail = 'full'} = options;
	const conversation = createConversation({...options, detail});
	let malformedLines = 0;

	function readWholeLine(bytes: Buffer, start: number, end: number): void {
		if (start === end) return;
		const kind = readLine(bytes, start, end, detail);
		if (kind === 'skip') return;
		if (kind === 'answer') readAnswer(bytes);
		else if (kind === 'toolResult') conversation.toolResult(messageBytes(bytes, end));
		else if (!readParsed(bytes.toString('utf8', start, end))) readBroken(bytes, start, end);
	}

	/** Half of all answer lines repeat the one before: of those only the tool calls are new. */
	function readAnswer(bytes: Buffer): void {
		const last = conversation.lastUsage();
		const isRepeat = last !== null && usageFound() && foundText(bytes, 'messageId') === last.messageId;
		if (isRepeat && isUsageAgain(last.read, fastFound())) conversation.toolCalls(foundFiles(bytes));
		else conversation.answer(answerFromBytes(bytes));
	}

	/** A crash can leave half a line with the next one glued to it: that one still counts. */
	function readBroken(bytes: Buffer, start: number, end: number): void {
		const line = bytes.subarray(start, end);
		if (isBlank(line)) return;
		malformedLines++;
		const next = line.lastIndexOf(lineStart);
		if (next > 0) readWholeLine(bytes, start + next, end);
	}

	/** False if it is no line of a transcript. */
	function readParsed(text: string): boolean {
		const line = parseObject(text);
		if (!line) return false;
		if (line.type !== 'assistant') return conversation.other(line);
		const answer = answerFromObject(line);
		if (answer === 'invalid') return false;
		conversation.answer(answer);
		return true;
	}

	/** Both ends hold all that matters of an answer; what lies between them is its content. */
	function readLongLine(head: Buffer, tail: Buffer, lineBytes: number): void {
		const kind = readLine(head, 0, head.length, detail);
		if (kind === 'toolResult') conversation.toolResult(lineBytes);
		if (kind !== 'parse') return;
		const line = withoutContent(head, tail);
		if (line && readLine(line, 0, line.length, detail) === 'answer') readAnswer(line);
	}

	const splitter = createLineSplitter({line: readWholeLine, longLine: readLongLine});
	return {
		push: chunk => splitter.push(chunk),
		pause: () => splitter.pause(),
		end() {
			const rest = splitter.rest();
			if (rest.length > 0 && parseObject(rest.toString('utf8'))) readWholeLine(rest, 0, rest.length);
		},
		get consumedBytes() {
			return splitter.consumedBytes;
		},
		get malformedLines() {
			return malformedLines;
		},
	};
}

function parseObject(text: string): JsonObject | null {
	try {
		return asObject(JSON.parse(text));
	} catch {
		return null;
	}
}

/** An answer's line with its content left out: up to the content, and on from the key that follows it. */
function withoutContent(head: Buffer, tail: Buffer): Buffer | null {
	const content = head.indexOf('"content":[');
	const usage = tail.lastIndexOf('"usage":{');
	if (content === -1 || usage === -1) return null;
	const empty = Buffer.from('"content":[],');
	return Buffer.concat([head.subarray(0, content), empty, tail.subarray(usage)]);
}

function isBlank(line: Buffer): boolean {
	return line.every(byte => byte <= 32);
}
