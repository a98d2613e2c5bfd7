/** What an answer's model and usage do not show: calls that are priced on their own. */
import type {RequestSeen} from '../events.ts';
import {resolveModel} from '../models/models.ts';
import {isSameUsage, promptTokens, sumUsage, type TokenUsage} from '../usage.ts';
import {type Iteration, lastIterationTokens, type UsageRead} from './usage.ts';

/**
 * An answer as requests: itself, and the advisors that it asked, which its usage leaves out. Where some of its own calls have
 * a prompt that costs more per token and others do not, it says what those count.
 */
export function withParts(request: RequestSeen, read: UsageRead): RequestSeen[] {
	if (read.iterations.length === 0) return [request];
	const whole = {...request, lastIterationTokens: lastIterationTokens(read)};
	const largePromptUsage = largePromptUsageOf(request, read.iterations);
	if (largePromptUsage) whole.largePromptUsage = largePromptUsage;
	const all: RequestSeen[] = [whole];
	for (const {usage, advisor} of read.iterations) {
		// Advice is never fast, whatever the answer is: so Claude Code prices it.
		if (advisor !== null) all.push(partOf(request, all.length, {usage, model: advisor, speed: 'standard'}));
	}
	return all;
}

function partOf(request: RequestSeen, number: number, changes: Partial<RequestSeen>): RequestSeen {
	// Ids of its own: what telemetry reports under the request's is the request.
	const own = (id: string | null) => (id === null ? null : `${id}/${number}`);
	const ids = {messageId: own(request.messageId), requestId: own(request.requestId)};
	const part: RequestSeen = {...request, ...ids, lastIterationTokens: null, isPart: true, ...changes};
	delete part.fallbackCostUsd;
	return part;
}

/**
 * As Claude Code does: each call by its own prompt, if they add up to the answer's tokens. Null: all calls have the same
 * prices, or they are not all of the answer.
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
 * The usages of the calls. How long cache writes live may stand in the answer's usage alone: then those for an hour are
 * the first calls'. Searches, which cost the same in all, are nearly always counted there alone: they are the first call's.
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
