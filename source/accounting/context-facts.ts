/** What main requests say of a conversation's context and of its prompt cache. */
import type {Provider, RequestSeen} from '../claude/events.ts';
import {providerOf} from '../claude/models/model-id.ts';
import {modelKey} from '../claude/models/models.ts';
import {cacheCreationTokens, promptTokens} from '../claude/usage.ts';
import {isLargePrompt, priceClassOf, pricesOf} from './cost.ts';
import type {PriceClass} from './price-book.ts';

export interface ContextFacts {
	provider: Provider;
	model: string | null;
	priceClass: PriceClass | null;
	contextTokens: number | null;
	/** Of requests to `model`. */
	largestContextTokens: number;
	/** The same of the models that answered before, by `modelKey`. */
	otherPeaks: (readonly [string, number])[];
	contextHistory: number[];
	/** The key of the request that `contextTokens` is from: its further lines say the same. Null after a compaction. */
	contextMessage: number | null;
	cacheTtl: '5m' | '1h' | null;
	cacheWrittenAt: number | null;
	mainRequests: number;
	cacheMisses: number;
	cacheMissUsd: number | null;
}

/** As many as the screen has room for: 48 cells (ui/detail/lines.ts). */
const historyLength = 48;
/** Smaller rewrites happen in every turn and are no miss. */
const missedTokens = 2048;

/**
 * A main request moves the context, the cache and the history of both. Copies in forks do too: it is their context.
 * `requestKey`: the same for all its lines, and for no other request.
 */
export function addMainRequest(facts: ContextFacts, event: RequestSeen, requestKey: number): void {
	const before = facts.contextTokens;
	// Of none nothing is known: a gateway counts nothing, a fork sets what a compaction kept to zero.
	const tokens = event.lastIterationTokens || promptTokens(event.usage) || before;
	const priceClass = priceClassOf(event, isLargePrompt(event.model, event.usage));
	if (facts.model !== event.model) switchModel(facts, event.model);
	const provider = providerOf(event.model);
	if (provider !== 'anthropic') facts.provider = provider;
	facts.priceClass = priceClass;
	facts.contextTokens = tokens;
	facts.largestContextTokens = Math.max(facts.largestContextTokens, tokens ?? 0);
	const isSameRequest = requestKey === facts.contextMessage;
	if (tokens !== null) {
		if (isSameRequest) facts.contextHistory.pop();
		pushContext(facts, tokens);
	}
	if (isSameRequest) return;
	// A compaction replaces the history: writing the new one is no miss.
	const isSameHistory = facts.contextMessage !== null;
	facts.contextMessage = requestKey;
	facts.mainRequests++;
	if (event.usage.cacheCreation1hInputTokens > 0) facts.cacheTtl = '1h';
	else if (event.usage.cacheCreation5mInputTokens > 0) facts.cacheTtl = '5m';
	facts.cacheWrittenAt = event.at;

	const lost = Math.min((before ?? 0) - event.usage.cacheReadInputTokens, cacheCreationTokens(event.usage));
	if (!isSameHistory || before === null || lost < missedTokens || lost < before / 2) return;
	facts.cacheMisses++;
	const prices = pricesOf(priceClass);
	if (!prices) return;
	const write = event.usage.cacheCreation1hInputTokens > 0 ? prices.cacheWrite1h : prices.cacheWrite5m;
	facts.cacheMissUsd = (facts.cacheMissUsd ?? 0) + (lost * (write - prices.cacheRead)) / 1e6;
}

/** In tokens, of a conversation's requests to a model; null: not known. */
export function largestOf({model, largestContextTokens, otherPeaks}: ContextFacts, of: string): number | null {
	const isCurrent = model !== null && modelKey(model) === modelKey(of);
	return (isCurrent ? largestContextTokens : otherPeaks.find(([key]) => key === modelKey(of))?.[1]) || null;
}

const mostPeaks = 8;

/** Another model's tokens say nothing about this one's window, but those that it had itself do. */
function switchModel(facts: ContextFacts, model: string): void {
	const {model: before, otherPeaks, largestContextTokens} = facts;
	facts.model = model;
	if (before === null || modelKey(before) === modelKey(model)) return;
	const others: ContextFacts['otherPeaks'] = [[modelKey(before), largestContextTokens], ...otherPeaks];
	facts.largestContextTokens = others.find(([key]) => key === modelKey(model))?.[1] ?? 0;
	facts.otherPeaks = others.filter(([key]) => key !== modelKey(model)).slice(0, mostPeaks);
}

/** Oldest first; the oldest are dropped. */
export function pushContext(facts: ContextFacts, tokens: number): void {
	const history = facts.contextHistory;
	history.push(tokens);
	// Stored histories may be longer.
	if (history.length > historyLength) history.splice(0, history.length - historyLength);
}
