/**
 * Which lines and events are of the same request. Transcripts repeat a request on a line per content block, older
 * versions with a partial `output_tokens` first; forked, resumed and backgrounded sessions copy lines into other files.
 *
 * 1. The same message id with the same request id is the same request.
 * 2. The same message id with the very same usage under another request id is a copy; with other usage it is another
 *    request: some gateways answer every request with one message id.
 * 3. Where one of the two lines has no request id, the message id and the prompt's tokens decide.
 * 4. Where neither has one, they are lines of one answer if they are of one conversation and close in time, and copies
 *    if a line of another conversation has the time of one of the original's lines. Consecutive lines of a transcript
 *    are of one answer even if its prompt's tokens were not counted at first.
 * 5. The line with the most output tokens is the final one, of several the last; its model and usage hold, its model also
 *    where telemetry says which one was asked for.
 * 6. A request belongs to the oldest of the conversations that hold it, and to the main thread if one of its lines does.
 */

import type {RequestSeen} from '../claude/events.ts';
import {cacheCreationTokens, hasSamePrompt, type TokenUsage} from '../claude/usage.ts';
import {keyOf, keyOfNumbers} from './request-keys.ts';

/** What identifies a request, whether it was just read or has long been known. */
export interface Identified extends TokenUsage {
	messageKey: number;
	/** 0: it has no request id. */
	requestKey: number;
	/** When its first line was written, in ms; that of its event may be later. */
	firstLineAt: number;
	/** When its last line was written. */
	lastLineAt: number;
}

export type IdentifiedText = Pick<RequestSeen, 'messageId' | 'requestId' | 'usage'>;

/** The API's ids are random and long; a short one, seen without a request id, may be a gateway's for every answer. */
const apiMessageId = /^msg_\w{18,}$/;
/** Even the API's longest answer takes no longer than this from its first line to its last. */
export const longestAnswerMs = 15 * 60_000;
const longestUnnamedAnswerMs = 30_000;

/** A request without a message id is known by its request id, else by its usage, as if all of that usage had one id: rule 4. */
export function messageKeyOf({messageId, requestId, usage}: IdentifiedText): number {
	if (messageId !== null) return keyOf(messageId);
	if (requestId !== null) return keyOf(`request ${requestId}`);
	return keyOf(`usage ${Object.values(usage).join(' ')}`);
}

/** How far apart the lines of one answer may be when nothing but the message id identifies it. */
export const lineDistanceMs = (messageId: string | null): number =>
	messageId !== null && apiMessageId.test(messageId) ? longestAnswerMs : longestUnnamedAnswerMs;

/** The key by which a request is found by its ids; 0 without a request id. */
export const idsKey = ({messageKey, requestKey}: Identified): number =>
	requestKey === 0 ? 0 : keyOfNumbers(messageKey, requestKey);

/** The key by which it is found by its message id and its prompt's tokens. */
export const promptKey = (request: Identified): number => promptKeyOf(request.messageKey, request);

export const promptKeyOf = (messageKey: number, usage: Readonly<TokenUsage>): number =>
	keyOfNumbers(messageKey, usage.inputTokens, usage.cacheReadInputTokens, cacheCreationTokens(usage));

/** Whether two with the same message id and prompt tokens, but not both ids in common, are one request: rules 2 to 4. */
export function isSameRequest(
	known: Identified,
	seen: Identified,
	context: {isSameConversation: boolean; lineDistanceMs: number},
): boolean {
	if (known.messageKey !== seen.messageKey || !hasSamePrompt(known, seen)) return false;
	if (known.requestKey !== 0 && seen.requestKey !== 0)
		return known.requestKey === seen.requestKey || known.outputTokens === seen.outputTokens;
	if (known.requestKey !== 0 || seen.requestKey !== 0) return true;
	const margin = context.isSameConversation ? context.lineDistanceMs : 0;
	return seen.lastLineAt >= known.firstLineAt - margin && seen.firstLineAt <= known.lastLineAt + margin;
}

/** Whether `a` is the older of two conversations, and so the one that a shared request belongs to. */
export function isOlder(a: {bornAt: number | null; sessionId: string}, b: typeof a): boolean {
	const [left, right] = [a.bornAt ?? Number.MAX_VALUE, b.bornAt ?? Number.MAX_VALUE];
	return left === right ? a.sessionId < b.sessionId : left < right;
}
