/**
 * Continues reading a transcript where the last read stopped: bytes in, events out. The one reader for the live screen, the
 * index and the reports. Throws only what `readAt` throws; damaged data is skipped and counted.
 */
import type {Emit} from '../events.ts';
import {answerFound} from './answer.ts';
import {
	type ConversationEvents,
	createConversationEvents,
	type Detail,
	type EmittedConversation,
	type TranscriptSource,
} from './conversation.ts';
import {type ReadAt, readLongRecord, textAt} from './long-record.ts';
import {parseObject} from './object.ts';
import {foundFiles, foundText, isFound} from './text.ts';
import type {RecordPlace} from './turn.ts';
import {field, recordType} from './walker/record-fields.ts';
import {type RecordWalker, recordWalker} from './walker/record-walker.ts';

/** How far a transcript was read, and in what state: plain data, from which any reader can continue. */
export interface ReadState {
	/** Bytes consumed so far: complete records and everything between them. An incomplete record begins here. */
	readTo: number;
	/** Damaged places so far: records that were cut off, and data that is not a record. */
	damages: number;
	/** Whether the bytes just before `readTo` are part of a damaged place. */
	isInDamage: boolean;
	/** A hash of the last answer, to recognize its other records, which add nothing new. */
	lastAnswer: number;
	/** Progress within an incomplete record that is longer than the window. */
	long: LongRecordState | null;
	emitted: EmittedConversation;
}

interface LongRecordState {
	readTo: number;
	depth: number;
	next: number;
	mayWrap: boolean;
}

export interface ReadOptions {
	readAt: ReadAt;
	/** Where an earlier call stopped; null: start of file. */
	from: ReadState | null;
	emit: Emit;
	/** Default `full`. */
	detail?: Detail;
	/** Stops after about this many bytes. */
	budgetBytes?: number;
}

/** Small enough to stay in the CPU cache between reading and walking. */
const chunkBytes = 2 ** 18;
const space = 32;

/**
 * `more`: stopped because the budget was used up. All events are emitted before it returns. An event handler must not read a
 * transcript itself: there is only one walker.
 */
export function readTranscript(source: TranscriptSource, options: ReadOptions): {state: ReadState; more: boolean} {
	const {readAt, from, emit, detail = 'full', budgetBytes = Number.POSITIVE_INFINITY} = options;
	const emitted: EmittedConversation = from ? {...from.emitted} : {sessionId: source.sessionId, at: 0, facts: null};
	const conversation = createConversationEvents(emitted, {...source, detail, emit});
	const walker = recordWalker();
	const {code, bytes, places, window, windowEnd} = walker;
	const keptBytes = code.keptBytes.value;
	code.begin(from?.damages ?? 0, from?.isInDamage ?? false, from?.lastAnswer ?? 0);
	let readTo = from?.readTo ?? 0;
	let long = from?.long ?? null;
	/** The window holds the file's bytes from offset `base`, up to `end` in memory; `at` is the next byte to look at. */
	let base = long ? long.readTo - keptBytes : readTo;
	let at = long ? window + keptBytes : window;
	let end = window;

	function keepFrom(start: number): void {
		if (start === window) return;
		bytes.copyWithin(window, start, end);
		base += start - window;
		at -= start - window;
		end -= start - window;
	}

	function walk(): void {
		const goesIntoLists = detail === 'full';
		let type = code.nextRecord(at, end, goesIntoLists);
		while (type !== 0) {
			const recordEnd = places[2 * field.record + 1]!;
			if (type === recordType.answer || type === recordType.repeatedAnswer) {
				readAnswer(type, walker, conversation, base);
			} else {
				if (type !== recordType.parsed) conversation.closeAnswer();
				if (type === recordType.parsed || detail === 'full') readOther(type, walker, conversation, base);
			}
			type = code.nextRecord(recordEnd, end, goesIntoLists);
		}
		at = places[2 * field.record]!;
		readTo = base + at - window;
		keepFrom(at);
		if (end === windowEnd) stepThrough({readTo, depth: 0, next: 0, mayWrap: bytes[at + 1]! <= space});
	}

	/** Stops in the middle of a record that is longer than the window. */
	function stopWithin(mayWrap: boolean): void {
		at = code.goOnAt.value;
		long = {readTo: base + at - window, depth: code.goOnDepth.value, next: code.goOnWith.value, mayWrap};
		keepFrom(at - keptBytes);
	}

	/** False: the record is still incomplete. */
	function stepThrough({depth, next, mayWrap}: LongRecordState): boolean {
		const recordEnd = code.skimOn(at, end, depth, next, mayWrap);
		if (recordEnd === 0 && code.stoppedAt.value === end) {
			stopWithin(mayWrap);
			return false;
		}
		const isWhole = recordEnd !== 0 && readLongRecord(readAt, readTo, base + recordEnd - window, conversation);
		if (!isWhole) code.countDamage();
		at = recordEnd === 0 ? code.restartAt.value : recordEnd;
		long = null;
		return true;
	}

	function isStopping(budget: number): boolean {
		return budget <= 0 && (readTo !== (from?.readTo ?? 0) || long?.readTo !== from?.long?.readTo);
	}

	let more = false;
	for (let budget = budgetBytes; !more; more = isStopping(budget)) {
		const wanted = Math.min(chunkBytes, windowEnd - end);
		const count = readAt(bytes.subarray(end, end + wanted), base + end - window);
		end += count;
		budget -= count;
		if (end > at && (!long || stepThrough(long))) walk();
		if (count < wanted) break;
	}
	conversation.end(({start, end}) => textAt(readAt, start, end));
	const [damages, isInDamage] = [code.damages.value, code.isInDamage.value === 1];
	return {state: {readTo, damages, isInDamage, lastAnswer: code.lastAnswer.value, long, emitted}, more};
}

const recordText = ({bytes, places}: RecordWalker): string =>
	bytes.toString('utf8', places[2 * field.record], places[2 * field.record + 1]);

/** The record's place in the file; `base`: file offset of the window. */
function placeIn(base: number, {places, window}: RecordWalker): RecordPlace {
	return {start: base + places[2 * field.record]! - window, end: base + places[2 * field.record + 1]! - window};
}

function readAnswer(type: number, walker: RecordWalker, conversation: ConversationEvents, base: number): void {
	// Not a record, but an object left over from a damaged one.
	if (walker.places[2 * field.message] === 0) return;
	const {turn, tools} = conversation;
	const answer = type === recordType.repeatedAnswer ? null : answerFound(walker);
	if (answer) conversation.answer(answer);
	else conversation.toolCalls(foundFiles(walker));
	if (answer?.model === '<synthetic>') conversation.synthetic(parseObject(recordText(walker)) ?? {});
	if (turn === null) return;
	const id = foundText(walker, field.toolCallId);
	if (id !== null) tools?.call(id, foundText(walker, field.toolName));
	const call = id === null ? null : {id, isTodos: isFound(walker, field.toolName, 'TodoWrite')};
	turn.answer(answer ? answer.messageId : turn.messageId(), placeIn(base, walker), call);
}

function readOther(type: number, walker: RecordWalker, conversation: ConversationEvents, base: number): void {
	const {places, code} = walker;
	if (type === recordType.user && places[2 * field.toolUseId] !== 0) {
		const {turn, tools} = conversation;
		const id = turn?.hasCalls() || tools?.hasPending() ? foundText(walker, field.toolUseId) : null;
		conversation.toolResult(places[2 * field.message + 1]! - places[2 * field.message]!, id);
		if (turn?.hasCalls()) turn.result(id);
		return;
	}
	// The same as `conversation.record` does with these two, without parsing most of a transcript.
	if (type === recordType.attachment && !isFound(walker, field.attachmentType, 'queued_command')) return;
	const record = parseObject(recordText(walker));
	if (record) conversation.record(record, placeIn(base, walker));
	else code.countDamage();
}
