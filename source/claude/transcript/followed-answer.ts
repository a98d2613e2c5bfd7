/**
 * Lines of one answer that no request id joins: consecutive ones with one message id, even if a gateway has the counts on the
 * last one only, if another model took the answer over, or if it took long. Between two answers there is a prompt or a tool's
 * result, unless that was removed, so the id must look like one that no other answer has, too.
 */
import type {RequestSeen} from '../events.ts';
import type {TokenUsage} from '../usage.ts';
import type {Answer} from './answer.ts';

/** The answer of the line before: plain data, a part of what is stored of a transcript. */
export interface OpenAnswer {
	messageId: string;
	agentId: string | null;
	/** Of the line with the most output so far. */
	usage: TokenUsage;
}

/** `msg_01…`, `chatcmpl-…`, a UUID; not a word that a gateway has for all answers. */
const ownId = /^(?=.*\d)[\w.:-]{18,}$/;

/** The usage that a line of the same answer said before; undefined: none did. Remembers this one. `request`: the line's. */
export function followedBy(
	emitted: {answer?: OpenAnswer | undefined},
	{messageId, requestId, isSidechain}: Answer,
	agentId: string | null,
	request: RequestSeen | undefined,
): TokenUsage | undefined {
	// Subagents that old versions wrote into the conversation's own file may take turns there.
	if (requestId !== null || messageId === null || !ownId.test(messageId) || (isSidechain && agentId === null)) {
		emitted.answer = undefined;
		return undefined;
	}
	if (!request) return undefined;
	const {usage} = request;
	const before = emitted.answer;
	const follows = before?.messageId === messageId && before.agentId === agentId ? before.usage : undefined;
	emitted.answer = {messageId, agentId, usage: follows && follows.outputTokens > usage.outputTokens ? follows : usage};
	return follows;
}
