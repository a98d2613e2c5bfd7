/** The requests that an answer's record stands for: the answer itself, and those parts of it that are priced separately. */
import type {RequestSeen} from '../events.ts';
import {unknownModel} from '../models/model-id.ts';
import type {Purpose} from '../telemetry/purpose.ts';
import {isSameUsage, noUsage} from '../usage.ts';
import type {Answer} from './answer.ts';
import {withParts} from './request-parts.ts';
import {isApart, type UsageRead} from './usage.ts';

const none: readonly RequestSeen[] = [];

/** Which conversation an answer is in, and when it was written (`at`, in ms). */
interface AnswerPlace {
	sessionId: string;
	agentId: string | null;
	at: number;
}

/** Empty for records that used no tokens, or that do not come from the model. */
export function requestsOf(answer: Answer, {sessionId, agentId, at}: AnswerPlace): readonly RequestSeen[] {
	const {messageId, requestId, read, pauses, requestSessionId, costUsd} = answer;
	if (read === null || answer.model === '<synthetic>' || (isEmpty(read) && pauses.length === 0)) return none;
	const model = read.servedBy ?? answer.model ?? unknownModel;
	const {usage, speed, inferenceGeo} = read;
	const {purpose, cause} = purposeOfAgent(agentId, answer.isSidechain);
	const request: RequestSeen = {
		type: 'request',
		origin: 'transcript',
		sessionId,
		messageId,
		requestId,
		at,
		model,
		speed,
		inferenceGeo,
		usage,
		lastIterationTokens: null,
		purpose,
		cause,
		agentId,
		costUsd: null,
		durationMs: null,
	};
	if (requestSessionId !== null && requestSessionId !== sessionId) request.copiedFrom = requestSessionId;
	if (costUsd !== null) request.fallbackCostUsd = costUsd;
	return withParts(request, read, pauses);
}

/**
 * Some versions keep the hidden requests that continue a conversation as subagents named after their purpose,
 * e.g. `acompact-…`. Side questions are asked by the user.
 */
function purposeOfAgent(agentId: string | null, isSidechain: boolean): {purpose: Purpose; cause: string | null} {
	if (agentId === null) return {purpose: isSidechain ? 'subagent' : 'main', cause: null};
	const label = /^a(compact|prompt_suggestion|session_memory|away_summary|agent_summary)-/.exec(agentId)?.[1];
	if (label === 'compact') return {purpose: 'compaction', cause: null};
	return label ? {purpose: 'background', cause: label} : {purpose: 'subagent', cause: null};
}

/** True for copies whose counts Claude Code has set to zero, and for errors that never reached the model. */
function isEmpty({usage, iterations}: UsageRead): boolean {
	return isSameUsage(usage, noUsage) && !iterations.some(call => isApart(call) && !isSameUsage(call.usage, noUsage));
}
