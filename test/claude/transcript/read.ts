/** Reads transcripts for the tests: from fixtures, from lines made here, in any pieces. */
import {readFileSync} from 'node:fs';
import path from 'node:path';
import type {RequestSeen, SessionEvent} from '../../../source/claude/events.ts';
import type {Detail, TranscriptSource} from '../../../source/claude/transcript/conversation.ts';
import {type ReadState, readTranscript} from '../../../source/claude/transcript/read-transcript.ts';

export interface ReadResult {
	events: SessionEvent[];
	damages: number;
	readTo: number;
}

/** As a file that is read whenever it has grown to one of the `cuts`, each time by a reader that knows only the state. */
export function read(
	text: string | Buffer,
	options: Partial<TranscriptSource & {detail: Detail; budgetBytes: number}> = {},
	cuts: readonly number[] = [],
): ReadResult {
	const bytes = typeof text === 'string' ? Buffer.from(text) : text;
	const events: SessionEvent[] = [];
	let state: ReadState | null = null;
	const source = {
		path: '/c/projects/-home-dev-api/one.jsonl',
		configDir: '/c',
		sessionId: 'one',
		agentId: null,
		...options,
	};
	for (const size of [...cuts, bytes.length]) {
		const written = bytes.subarray(0, size);
		const readAt = (into: Buffer, position: number) => written.copy(into, 0, Math.min(position, size));
		const emit = (event: SessionEvent) => events.push(event);
		const {detail = 'full', budgetBytes = Number.POSITIVE_INFINITY} = options;
		for (let more = true; more; ) {
			const reading = readTranscript(source, {readAt, from: state, emit, detail, budgetBytes});
			state = JSON.parse(JSON.stringify(reading.state)) as ReadState;
			more = reading.more;
		}
	}
	// What a turn has come to, and what an answer has called, is emitted once for each reading, and only the last counts. What
	// fills the history is emitted as often, and adds up.
	const turn = events.findLast(({type}) => type === 'turn');
	const calls = new Map(
		ofType(events, 'tool.calls').map(event => [[event.messageId, event.requestId, event.at].join(), event]),
	);
	const [use, ...uses] = ofType(events, 'tool.use');
	for (const {toolResultBytes, files} of uses) {
		use!.toolResultBytes += toolResultBytes;
		use!.files = [...new Set([...use!.files, ...files])];
	}
	const last = ['turn', 'tool.calls', 'tool.use'];
	const others = events.filter(({type}) => !last.includes(type));
	return {
		events: [...others, ...(use ? [use] : []), ...calls.values(), ...(turn ? [turn] : [])],
		damages: state?.damages ?? 0,
		readTo: state?.readTo ?? 0,
	};
}

export function readLines(...lines: unknown[]): ReadResult {
	return read(lines.map(line => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
}

export function fixture(name: string): Buffer {
	return readFileSync(path.join(import.meta.dirname, '../../fixtures/transcript', name));
}

type EventOf<Type extends SessionEvent['type']> = Extract<SessionEvent, {type: Type}>;

export function ofType<Type extends SessionEvent['type']>(events: readonly SessionEvent[], type: Type) {
	return events.filter((event): event is EventOf<Type> => event.type === type);
}

export const requestsOf = (events: readonly SessionEvent[]): RequestSeen[] => ofType(events, 'request');

/** An answer's line as Claude Code 2.1.330 orders it; `message` and `line` add to it or replace what is there. */
export function answerLine(message: Record<string, unknown> = {}, line: Record<string, unknown> = {}) {
	const usage = {input_tokens: 7, cache_creation_input_tokens: 20, cache_read_input_tokens: 300, output_tokens: 5};
	return {
		...{parentUuid: null, isSidechain: false},
		message: {
			...{id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-opus-5-5', content: []},
			...{stop_reason: 'end_turn', usage, ...message},
		},
		...{requestId: 'req_1', type: 'assistant', uuid: 'u1', timestamp: '2026-11-22T10:00:00.000Z', ...line},
	};
}
