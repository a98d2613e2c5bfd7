/** Advice that an answer takes from another model: on its lines and in its dollars, but in neither's usage. */
import type {RequestSeen, SessionEvent} from '../../source/claude/events.ts';
import {idOfPart} from '../../source/claude/transcript/request-parts.ts';
import {noUsage} from '../../source/claude/usage.ts';
import type {Random} from './random.ts';
import type {Paid} from './spending-truth.ts';

/** Every other answer takes some, if there is an advisor. */
export function adviceOn(paid: Paid, advisor: string | null, random: Random): Paid | null {
	if (advisor === null || random.chance(0.5)) return null;
	const usage = {...noUsage, inputTokens: random.int(1000, 90_000), outputTokens: random.int(100, 3000)};
	return {...paid, model: advisor, answered: advisor, usage};
}

/** As it is read off the answer's lines. */
export function adviceOnLine(answer: RequestSeen, {model, usage}: Paid): RequestSeen {
	const own = (id: string | null) => (id === null ? null : idOfPart(id, 1));
	const ids = {messageId: own(answer.messageId), requestId: own(answer.requestId)};
	return {...answer, ...ids, model, usage, fallbackCostUsd: null, isPart: true};
}

/** The advice on an answer's lines, which is written next. */
export const adviceIn = (next: SessionEvent | undefined): RequestSeen | null =>
	next?.type === 'request' && next.isPart === true ? next : null;
