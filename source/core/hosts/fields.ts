/**
 * Values in a message between two ccmon. The other side is not trusted: what is longer than a screen
 * could ever show is cut, what is invalid is refused. Control characters stay: they are stripped where text is shown.
 */
import * as v from 'valibot';
import {lastTime, maxDurationMs, maxTokens, maxUsd} from '../../claude/bounds.ts';
import {cutText} from '../../claude/clean.ts';

/** Text, cut to this many characters. */
export const text = (most = 1000) =>
	v.pipe(
		v.string(),
		v.transform(given => cutText(given, most)),
	);

/** Text that means something only as a whole: a path, an id. */
export const whole = (most = 4096) => v.pipe(v.string(), v.maxLength(most));

export const count = v.pipe(v.number(), v.minValue(0), v.maxValue(maxTokens));
export const usd = v.pipe(v.number(), v.minValue(0), v.maxValue(maxUsd));
export const duration = v.pipe(v.number(), v.minValue(0), v.maxValue(maxDurationMs));
export const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1000));

/** Milliseconds since the epoch. */
export const clockMs = v.pipe(v.number(), v.minValue(0), v.maxValue(lastTime));

/** ISO 8601 on the wire, milliseconds since the epoch once it is read. */
export const time = v.pipe(v.string(), v.maxLength(40), v.transform(Date.parse), clockMs);

/** A list, cut to this many items. The rest is not even looked at: a line has room for millions. */
export const list = <Item extends v.GenericSchema>(item: Item, most: number) =>
	v.pipe(
		v.custom<v.InferInput<Item>[]>(Array.isArray),
		v.transform(items => items.slice(0, most)),
		v.array(item),
	);

/** A list that means something only as a whole. */
export const wholeList = <Item extends v.GenericSchema>(item: Item, most: number) =>
	v.pipe(
		v.custom<v.InferInput<Item>[]>(given => Array.isArray(given) && given.length <= most),
		v.array(item),
	);

/** One of these words; words of a newer version count as `otherwise`. */
export const word = <const Words extends readonly string[]>(words: Words, otherwise: NoInfer<Words[number]>) =>
	v.pipe(
		v.string(),
		v.transform((given): Words[number] => (words.includes(given) ? given : otherwise)),
	);

export const basis = word(['telemetry', 'reported', 'estimated'], 'estimated');

export const tokens = {
	inputTokens: count,
	outputTokens: count,
	cacheReadInputTokens: count,
	cacheCreation5mInputTokens: count,
	cacheCreation1hInputTokens: count,
};
