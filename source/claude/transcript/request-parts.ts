/** Calls within an answer that are priced separately, which its model and usage do not show. */
import type {RequestSeen} from '../events.ts';
import {resolveModel} from '../models/models.ts';
import {isSameUsage, promptTokens, sumUsage, type TokenUsage} from '../usage.ts';
import {type Iteration, lastIterationTokens, type UsageRead} from './usage.ts';

/**
 * An answer as requests: the answer itself, and what its usage excludes: the advisors it consulted, models that took it over and
 * did not end it, a compaction on the server, and what it used before it was paused. If only some of its own calls have a prompt above the price step, the request says
 * what those used.
 */
export function withParts(request: RequestSeen, read: UsageRead, pauses: readonly TokenUsage[] = []): RequestSeen[] {
	if (read.iterations.length === 0 && pauses.length === 0) return [request];
	const whole = {...request, lastIterationTokens: lastIterationTokens(read)};
	const largePromptUsage = largePromptUsageOf(request, read.iterations);
	if (largePromptUsage) whole.largePromptUsage = largePromptUsage;
	const all: RequestSeen[] = [whole];
	const add = (changes: Partial<RequestSeen>) => all.push(partOf(request, all.length, changes));
	for (const {type, usage, otherModel} of read.iterations) {
		// As in Claude Code, advice is priced at standard speed even if the answer is fast.
		const speed = type === 'advisor_message' ? 'standard' : request.speed;
		if (otherModel !== null) add({usage, model: otherModel, speed});
		else if (type === 'compaction') add({usage, purpose: 'compaction', cause: null});
	}
	for (const usage of pauses) add({usage});
	return all;
}

/** `id`: the request's; `number` counts from 1. */
export const idOfPart = (id: string, number: number): string => `${id}/${number}`;

/** The id of the request that it is a part of. */
export const idOfWhole = (id: string): string => id.slice(0, id.lastIndexOf('/'));

function partOf(request: RequestSeen, number: number, changes: Partial<RequestSeen>): RequestSeen {
	// Separate ids: what telemetry reports under the request's id is the request itself.
	const own = (id: string | null) => (id === null ? null : idOfPart(id, number));
	const ids = {messageId: own(request.messageId), requestId: own(request.requestId)};
	const part: RequestSeen = {...request, ...ids, lastIterationTokens: null, isPart: true, ...changes};
	delete part.fallbackCostUsd;
	return part;
}

/**
 * As Claude Code does: each call is priced by its own prompt if the calls add up to the answer's tokens. Null: all calls have
 * the same prices, or they are not the whole answer.
 */
function largePromptUsageOf({model, usage}: RequestSeen, iterations: readonly Iteration[]): TokenUsage | null {
	const step = resolveModel(model)?.above?.promptTokens ?? Number.POSITIVE_INFINITY;
	if (promptTokens(usage) <= step) return null;
	const calls = withLifetimes(
		iterations.filter(({type}) => type === 'message'),
		usage,
	);
	const large = calls.filter(call => promptTokens(call) > step);
	return large.length < calls.length && isSameUsage(sumUsage(calls), usage) ? sumUsage(large) : null;
}

/**
 * Usage by call. The lifetime of cache writes may be given in the answer's usage alone: one-hour writes are then attributed to
 * the first calls. Web searches, whose price is the same for all, are nearly always counted there alone: they go to the first.
 */
function withLifetimes(calls: readonly Iteration[], whole: TokenUsage): TokenUsage[] {
	const stated = sumUsage(calls.map(call => call.usage));
	let oneHour = Math.max(0, whole.cacheCreation1hInputTokens - stated.cacheCreation1hInputTokens);
	return calls.map(({usage, unsplitTokens}, index) => {
		const moved = Math.min(oneHour, unsplitTokens);
		oneHour -= moved;
		return {
			...usage,
			cacheCreation5mInputTokens: usage.cacheCreation5mInputTokens - moved,
			cacheCreation1hInputTokens: usage.cacheCreation1hInputTokens + moved,
			webSearchRequests: index === 0 ? whole.webSearchRequests : 0,
		};
	});
}
