/**
 * The protocol of the socket of `ccmon run`, and of a ccmon that runs a session headless: one JSON object a line,
 * each request answered by one reply with its id. Both ends check what they read.
 */
import * as v from 'valibot';
import type {Key, TextForm} from '../../keyboard.ts';
import {isPasteable} from '../key-bytes.ts';

/** Of a line, in bytes. A text may take six bytes a character once it is escaped. */
export const requestBytes = 1 << 20;
export const replyBytes = 8 << 20;
const textLength = 100_000;

const keys: readonly Key[] = ['enter', 'escape', 'ctrl+s', 'ctrl+u', 'backspace'];
const id = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const count = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));

const requestSchema = v.variant('method', [
	v.strictObject({id, method: v.literal('hello')}),
	v.strictObject({id, method: v.literal('screen')}),
	v.strictObject({
		id,
		method: v.literal('type'),
		text: v.pipe(v.string(), v.minLength(1), v.maxLength(textLength), v.check(isPasteable)),
		form: v.picklist<readonly TextForm[]>(['lines', 'paste']),
	}),
	v.strictObject({
		id,
		method: v.literal('answer'),
		digit: count(9),
		dialog: v.pipe(v.string(), v.maxLength(textLength)),
	}),
	v.strictObject({id, method: v.literal('key'), key: v.picklist(keys), times: count(textLength)}),
	v.strictObject({
		id,
		method: v.literal('message'),
		text: v.pipe(v.string(), v.minLength(1), v.maxLength(textLength)),
	}),
	v.strictObject({id, method: v.literal('interrupt')}),
	v.strictObject({id, method: v.literal('end')}),
]);

export type Request = v.InferOutput<typeof requestSchema>;
/** A request before it has its number. */
export type Question = Request extends infer One ? (One extends Request ? Omit<One, 'id'> : never) : never;

export const helloSchema = v.object({pid: count(2 ** 31), procStart: v.nullable(v.string())});

/** Text and SGR sequences: what is shown must not do more than colour. */
const row = v.pipe(v.string(), v.regex(/^(?:[^\u0000-\u001f\u007f-\u009f]|\x1b\[[\d;]*m)*$/));

export const screenSchema = v.object({columns: count(10_000), rows: v.pipe(v.array(row), v.maxLength(10_000))});

/** False: something else has the keyboard, or the session is just ending; nothing was sent. */
export const sentSchema = v.object({sent: v.boolean()});

const replySchema = v.variant('ok', [
	v.object({id, ok: v.literal(true), result: v.unknown()}),
	v.object({id: v.nullable(id), ok: v.literal(false), reason: v.string()}),
]);

export type Reply = v.InferOutput<typeof replySchema>;

/** Null: not a request. */
export const parseRequest = (line: string): Request | null => parse(requestSchema, line);

/** Null: not a reply. */
export const parseReply = (line: string): Reply | null => parse(replySchema, line);

function parse<Schema extends v.GenericSchema>(schema: Schema, line: string): v.InferOutput<Schema> | null {
	try {
		const result = v.safeParse(schema, JSON.parse(line));
		return result.success ? result.output : null;
	} catch {
		return null;
	}
}
