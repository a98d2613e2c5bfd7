/** Model calls within one answer that have to be priced on their own. */
import type {RequestSeen} from '../events.ts';
import {resolveModel} from '../models/models.ts';
import {addInto, noUsage, promptTokens, type TokenUsage} from '../usage.ts';
import {type Iteration, lastIterationTokens, type UsageRead} from './usage.ts';

/**
 * An answer as requests: itself, and the parts of it that its model and usage do not tell. These are the advisors it asked,
 * which its usage leaves out, and its own calls, where some have a prompt that costs more per token and others do not.
 */
export function withParts(request: RequestSeen, read: UsageRead): RequestSeen[] {
	if (read.iterations.length === 0) return [request];
	const own = read.iterations.filter(({advisor}) => advisor === null);
	const all: RequestSeen[] = [{...request, lastIterationTokens: lastIterationTokens(read)}];
	if (isPricedByCall(request, own)) {
		all[0]!.usage = own[0]!.usage;
		for (const {usage} of own.slice(1)) all.push(partOf(request, all.length, {usage}));
	}
	for (const {usage, advisor, speed} of read.iterations) {
		if (advisor !== null) all.push(partOf(request, all.length, {usage, model: advisor, speed}));
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

/** Whether the whole would be priced as a long prompt though some call had a short one, and the calls are all of it. */
function isPricedByCall({model, usage}: RequestSeen, calls: readonly Iteration[]): boolean {
	if (calls.length < 2) return false;
	const step = resolveModel(model)?.above?.promptTokens ?? Number.POSITIVE_INFINITY;
	if (promptTokens(usage) <= step) return false;
	if (calls.every(call => promptTokens(call.usage) > step)) return false;
	const sum = {...noUsage};
	for (const call of calls) addInto(sum, call.usage);
	return (Object.keys(sum) as (keyof TokenUsage)[]).every(key => sum[key] === usage[key]);
}
