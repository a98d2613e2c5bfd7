/**
 * The latest turn of a conversation. Of most records only the position is kept, since nearly all are superseded before anyone
 * looks; what still matters when a read ends is read again and parsed then.
 */
import {boundedCount} from '../bounds.ts';
import {cleanLabel} from '../clean.ts';
import type {Emit} from '../events.ts';
import type {ApiError, ToolCall, Turn} from '../turn.ts';
import {asNumber, asObject, asText, asTime, type JsonObject, parseObject} from './object.ts';
import {toolCallsOf} from './tool-call.ts';

/** Where a record begins and ends in its file, in bytes. */
export interface RecordPlace {
	start: number;
	end: number;
}

/** What is known about the turn so far: plain data. */
export interface EmittedTurn {
	startedAt: number | null;
	/** The message that made these calls; the next one comes when all have their results. */
	messageId: string | null;
	calls: readonly (RecordPlace & {id: string})[];
	/** Position of Claude's last record in the turn. */
	lastAnswer: RecordPlace | null;
	todos: RecordPlace | null;
	isInterrupted: boolean;
	retry: Turn['retry'];
	queuedPrompts: number;
}

const newTurn: EmittedTurn = {
	startedAt: null,
	messageId: null,
	calls: [],
	lastAnswer: null,
	todos: null,
	isInterrupted: false,
	retry: null,
	queuedPrompts: 0,
};

/** Nobody could answer more at a time. */
const maxCalls = 32;
const maxQueued = 1000;
/** Longer records are skipped: they would be parsed again with every following line. */
const maxRecordBytes = 2 ** 20;

export interface TurnReader {
	/** A prompt begins a turn. `at`: ms; 0: unknown. */
	begin(at: number): void;
	interrupt(): void;
	/** The message of Claude's last record. */
	messageId(): string | null;
	/** A record written by Claude; `call`: the tool call in it. */
	answer(messageId: string | null, place: RecordPlace, call: {id: string; isTodos: boolean} | null): void;
	/** The result of a tool call, by the call's id, if the record names one. */
	result(id: string | null): void;
	hasCalls(): boolean;
	retry(record: JsonObject): void;
	queue(operation: unknown): void;
	/** Emits the turn if it has changed. */
	emitChanged(readRecord: (place: RecordPlace) => string): void;
}

/** Continues from `emitted.turn`, and updates it. */
export function createTurnReader(
	emitted: {sessionId: string | null; turn?: EmittedTurn},
	{agentId, emit}: {agentId: string | null; emit: Emit},
): TurnReader {
	// Mutated in place: this happens for nearly every record of a long transcript.
	const turn = {...(emitted.turn ?? newTurn)};
	let hasChanged = false;
	const change = (news: Partial<EmittedTurn>) => {
		Object.assign(turn, news);
		hasChanged = true;
	};

	return {
		begin(at) {
			const {queuedPrompts, todos} = turn;
			change({...newTurn, startedAt: at || null, queuedPrompts, todos});
		},
		interrupt: () => change({isInterrupted: true, calls: [], retry: null}),
		messageId: () => turn.messageId,
		answer(messageId, place, call) {
			if (messageId === null || messageId !== turn.messageId) turn.calls = [];
			turn.messageId = messageId;
			turn.lastAnswer = place;
			turn.isInterrupted = false;
			turn.retry = null;
			if (call && turn.calls.length < maxCalls)
				turn.calls = [...turn.calls, {id: call.id, start: place.start, end: place.end}];
			if (call?.isTodos) turn.todos = place;
			hasChanged = true;
		},
		result(callId) {
			turn.calls = turn.calls.filter(({id}) => id !== callId);
			hasChanged = true;
		},
		hasCalls: () => turn.calls.length > 0,
		retry(record) {
			const attempt = boundedCount(asNumber(record.retryAttempt)) ?? 1;
			const of = boundedCount(asNumber(record.maxRetries));
			change({retry: {attempt, of, status: httpStatus(asNumber(asObject(record.error)?.status))}});
		},
		queue(operation) {
			const {queuedPrompts} = turn;
			if (operation === 'enqueue') change({queuedPrompts: Math.min(maxQueued, queuedPrompts + 1)});
			else if (operation === 'dequeue' || operation === 'remove')
				change({queuedPrompts: Math.max(0, queuedPrompts - 1)});
			else if (operation === 'popAll') change({queuedPrompts: 0});
		},
		emitChanged(readRecord) {
			if (!hasChanged || emitted.sessionId === null) return;
			emitted.turn = {...turn};
			emit({type: 'turn', sessionId: emitted.sessionId, agentId, turn: turnFrom(turn, readRecord)});
		},
	};
}

function turnFrom(turn: EmittedTurn, readRecord: (place: RecordPlace) => string): Turn {
	const recordAt = (place: RecordPlace | null) =>
		place && place.end - place.start <= maxRecordBytes ? parseObject(readRecord(place)) : null;
	const answer = recordAt(turn.lastAnswer);
	const error = answer && errorOf(answer);
	const isFinished = answer !== null && turn.calls.length === 0 && isLastAnswer(answer);
	return {
		startedAt: turn.startedAt,
		end: turn.isInterrupted ? 'interrupted' : error ? 'error' : isFinished ? 'finished' : null,
		calls: turn.calls.flatMap(({id, ...place}): ToolCall[] =>
			toolCallsOf(recordAt(place) ?? {}).filter(call => call.id === id),
		),
		lastLine: answer && lastLineOf(answer),
		error,
		retry: turn.retry,
		todos: todosOf(recordAt(turn.todos)),
		queuedPrompts: turn.queuedPrompts,
	};
}

/** The stop reasons that end a turn; a tool call does not. */
const lastReasons: readonly unknown[] = ['end_turn', 'stop_sequence', 'max_tokens', 'refusal'];

const isLastAnswer = (record: JsonObject) => lastReasons.includes(asObject(record.message)?.stop_reason);

/** The error that stands in place of an answer. */
export function errorOf(record: JsonObject): ApiError | null {
	if (record.isApiErrorMessage !== true) return null;
	const message = textsOf(record).join(' ');
	const reason = asText(record.error);
	return {
		status: statusOf(record, message),
		reason: reason && cleanLabel(reason, 60),
		message: cleanLabel(message, 400),
		at: asTime(record.timestamp) ?? 0,
	};
}

/** Older versions have it only in the message: `API Error: 529 {"type":"error",…}`. */
function statusOf(record: JsonObject, message: string): number | null {
	const status =
		asNumber(record.apiErrorStatus) ?? Number(/^API Error:? \(?(\d{3})\b/.exec(message)?.[1] ?? Number.NaN);
	return httpStatus(status);
}

const httpStatus = (status: number | null) =>
	status !== null && Number.isInteger(status) && status >= 100 && status <= 599 ? status : null;

function textsOf(record: JsonObject): string[] {
	const content = asObject(record.message)?.content;
	if (typeof content === 'string') return [content];
	return (Array.isArray(content) ? content : []).flatMap(block => asText(asObject(block)?.text) ?? []);
}

function lastLineOf(record: JsonObject): string | null {
	const lines = textsOf(record).at(-1)?.slice(-4000).split('\n') ?? [];
	for (const line of lines.reverse()) {
		const label = cleanLabel(line);
		if (label !== '') return label;
	}
	return null;
}

/** Progress in the most recent to-do list (`TodoWrite`). */
function todosOf(record: JsonObject | null): Turn['todos'] {
	const content = asObject(record?.message)?.content;
	const blocks = Array.isArray(content) ? content.map(asObject) : [];
	const todos = asObject(blocks.findLast(block => block?.name === 'TodoWrite')?.input)?.todos;
	if (!Array.isArray(todos) || todos.length === 0) return null;
	return {done: todos.filter(todo => asObject(todo)?.status === 'completed').length, all: todos.length};
}

/** The calls in a parsed record; `[null]` if there are none. */
export function callsOf(record: JsonObject): ({id: string; isTodos: boolean} | null)[] {
	const calls = toolCallsOf(record).map(({id, tool}) => ({id, isTodos: tool === 'TodoWrite'}));
	return calls.length > 0 ? calls : [null];
}

/** The ids of the calls whose results a message's content holds. */
export const resultIdsOf = (content: unknown): string[] =>
	Array.isArray(content) ? content.flatMap(block => asText(asObject(block)?.tool_use_id) ?? []) : [];

/** What Claude Code writes when the user presses Esc. */
export function isInterruption(content: unknown): boolean {
	const text =
		typeof content === 'string' ? content : asText(asObject(Array.isArray(content) ? content[0] : null)?.text);
	return text?.startsWith('[Request interrupted by user') ?? false;
}
