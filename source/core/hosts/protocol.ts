/**
 * What `ccmon stream` and its reader say to each other over a pipe: one JSON object a line, in UTF-8. docs/stream.md tells
 * it to other programs. Neither side trusts the other: every line is checked here.
 */
import * as v from 'valibot';
import {booksSchema} from './books.ts';
import {clockMs, count, list, text, whole, wholeList, word} from './fields.ts';
import {replySchema, requestId, requestSchema} from './requests.ts';
import {changedSessionSchema, planSchema, problemSchema, sessionSchema, totalsSchema} from './session.ts';
import {isTooMuch} from './too-much.ts';

/** Minor: additions that older versions ignore. Major: the two sides do not understand each other. */
export const protocol = {major: 1, minor: 1};

/** Limits of what a reader accepts: more than a real host ever sends. */
export const bounds = {
	/** Of a line in either direction, without its line feed. */
	lineBytes: 8 * 2 ** 20,
	/** Values in a line: in real messages they are sixteen characters long or longer. */
	values: 2 ** 19,
	/** Different names of fields in a line: the protocol has less than 300. */
	names: 1000,
	/** Before the hello: what a shell's start-up files print. */
	greetingBytes: 64 * 2 ** 10,
	sessions: 1000,
	/** Sessions in `changes`. */
	changesPerSecond: 5000,
	/** Requests that still wait for their last reply. */
	requests: 100,
} as const;

/** How often the stream asks for a sign of life, in ms. */
export const heartbeatMs = 10_000;
/** After this long without one, each side considers the connection broken, in ms. */
export const silenceMs = 30_000;

/** In characters. Shorter lines need no check: they have no room for too much. */
const smallLine = 2 ** 18;

const version = v.object({major: v.pipe(v.number(), v.safeInteger(), v.minValue(0)), minor: count});

/** The first message of either side. */
const hello = v.object({
	type: v.literal('hello'),
	protocol: version,
	/** Of the program. */
	version: text(100),
	clock: clockMs,
});

/** Either side may send a ping at any time, and gets a pong with the same id. */
const ping = v.object({type: v.literal('ping'), id: count, clock: clockMs});
const pong = v.object({type: v.literal('pong'), id: count, clock: clockMs});

/** Parts of the state besides the sessions; in `changes` those that have changed. */
const besides = {
	totals: totalsSchema,
	/** What was reported of plans' limits. */
	plans: list(planSchema, 100),
	problems: list(problemSchema, 200),
	/** Of minor version 1 and newer. */
	books: v.optional(booksSchema),
};

const streamMessage = v.variant('type', [
	v.object({...hello.entries, hostname: v.nullable(text(255)), timezone: text(100)}),
	/** Everything: sent after the hello, and whenever changes were skipped because the reader was slow. */
	v.object({
		type: v.literal('state'),
		sessions: wholeList(sessionSchema, bounds.sessions),
		...besides,
	}),
	v.object({
		type: v.literal('changes'),
		sessions: wholeList(changedSessionSchema, bounds.sessions),
		/** Keys of sessions that are not listed any more. */
		gone: wholeList(whole(5000), bounds.sessions),
		...v.partial(v.object(besides)).entries,
	}),
	ping,
	pong,
	...replySchema.options,
	/** The last message: why it ends. */
	v.object({
		type: v.literal('bye'),
		reason: word(['ended', 'silent', 'incompatible', 'flooded', 'failed'], 'ended'),
		message: text(2000),
	}),
]);

const readerMessage = v.variant('type', [hello, ping, pong, ...requestSchema.options]);

/** From `ccmon stream`, as it is received. */
export type StreamMessage = v.InferOutput<typeof streamMessage>;
/** The same as it is sent: times are ISO 8601. */
export type SentMessage = v.InferInput<typeof streamMessage>;
/** From its reader. */
export type ReaderMessage = v.InferOutput<typeof readerMessage>;
export type Hello = Extract<StreamMessage, {type: 'hello'}>;
export type Protocol = v.InferOutput<typeof version>;

/** A message of a type that a newer version has. */
export type Unknown = {type: 'unknown'};

/** Parses a line that the reader received; null: not a message. Never throws. */
export const parseStreamMessage = (line: string): StreamMessage | Unknown | null => parse(streamMessage, line);

/** Parses a line that `ccmon stream` received; null: not a message. Never throws. */
export const parseReaderMessage = (line: string): ReaderMessage | Unknown | null => parse(readerMessage, line);

/** The id of a request that was not understood, for the refusal; null if it has none. */
export function requestIdOf(line: string): string | null {
	const message = parse(v.object({type: v.literal('request'), id: requestId}), line);
	return message?.type === 'request' ? message.id : null;
}

/** The hello may follow a greeting on the same line. Null: not a hello. */
export function parseHello(line: string): Hello | null {
	const start = line.indexOf('{"type":"hello"');
	const message = start < 0 ? null : parseStreamMessage(line.slice(start));
	return message?.type === 'hello' ? message : null;
}

/** Which side, seen from here, is too old to understand the other; null: neither. */
export function whoUpdates(theirs: Protocol, ours: Protocol = protocol): 'here' | 'there' | null {
	if (theirs.major === ours.major) return null;
	return theirs.major > ours.major ? 'here' : 'there';
}

function parse<Schema extends v.GenericSchema>(schema: Schema, line: string): v.InferOutput<Schema> | Unknown | null {
	if (line.length > smallLine && isTooMuch(line, bounds)) return null;
	try {
		const message: unknown = JSON.parse(line);
		const result = v.safeParse(schema, message, {abortEarly: true});
		if (result.success) return result.output;
		return isOfUnknownType(message) ? {type: 'unknown'} : null;
	} catch {
		return null;
	}
}

const types = ['hello', 'state', 'changes', 'ping', 'pong', 'request', 'reply', 'bye'];

function isOfUnknownType(message: unknown): boolean {
	const type = (message as {type?: unknown} | null)?.type;
	return typeof type === 'string' && !types.includes(type);
}
