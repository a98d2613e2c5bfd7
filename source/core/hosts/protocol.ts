/**
 * What `ccmon stream` and its reader say to each other over a pipe: one JSON object a line, in UTF-8. docs/stream.md tells
 * it to other programs. Neither side trusts the other: every line is checked here.
 */
import * as v from 'valibot';
import {clockMs, count, list, text, whole, wholeList, word} from './fields.ts';
import {replySchema, requestId, requestSchema} from './requests.ts';
import {changedSessionSchema, planSchema, problemSchema, sessionSchema, totalsSchema} from './session.ts';
import {isTooMuch} from './too-much.ts';

/** Minor: something was added, and is ignored by those who do not know it. Major: they do not understand each other. */
export const protocol = {major: 1, minor: 0};

/** What a reader takes: more than a real host ever has. */
export const bounds = {
	/** Of a line, either way, its line feed not counted. */
	lineBytes: 8 * 2 ** 20,
	/** In a line: those of real messages are sixteen characters long and longer. */
	values: 2 ** 19,
	/** Different names of fields in a line: the protocol has less than 300. */
	names: 1000,
	/** Before the hello: what a shell's start-up files print. */
	greetingBytes: 64 * 2 ** 10,
	sessions: 1000,
	/** Sessions in `changes`. */
	changesPerSecond: 5000,
	/** Requests without their last reply. */
	requests: 100,
} as const;

/** The stream asks for a sign of life so often, in ms. */
export const heartbeatMs = 10_000;
/** Without one for so long, each side takes the connection for broken, in ms. */
export const silenceMs = 30_000;

/** In characters. Shorter ones have no room for what would be too much. */
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
};

const streamMessage = v.variant('type', [
	v.object({...hello.entries, hostname: v.nullable(text(255)), timezone: text(100)}),
	/** Everything: after the hello, and whenever changes were left out because the reader was slow. */
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

/** What a reader reads; null: not a message. Never throws. */
export const parseStreamMessage = (line: string): StreamMessage | Unknown | null => parse(streamMessage, line);

/** What `ccmon stream` reads; null: not a message. Never throws. */
export const parseReaderMessage = (line: string): ReaderMessage | Unknown | null => parse(readerMessage, line);

/** The id of a request that is not understood, for the refusal; null: it has none. */
export function requestIdOf(line: string): string | null {
	const message = parse(v.object({type: v.literal('request'), id: requestId}), line);
	return message?.type === 'request' ? message.id : null;
}

/** The hello may stand behind a greeting that did not end its line. Null: it is none. */
export function parseHello(line: string): Hello | null {
	const start = line.indexOf('{"type":"hello"');
	const message = start < 0 ? null : parseStreamMessage(line.slice(start));
	return message?.type === 'hello' ? message : null;
}

/** Which side is too old to understand the other, seen from here; null: neither. */
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
