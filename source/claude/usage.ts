/**
 * Token counts of one or many requests, in Anthropic's terms.
 * `inputTokens` is uncached input only, as in the Messages API's `usage.input_tokens`.
 */
export interface TokenUsage {
	inputTokens: number;
	outputTokens: number;
	cacheReadInputTokens: number;
	cacheCreation5mInputTokens: number;
	cacheCreation1hInputTokens: number;
	webSearchRequests: number;
}

export const noUsage: Readonly<TokenUsage> = Object.freeze({
	inputTokens: 0,
	outputTokens: 0,
	cacheReadInputTokens: 0,
	cacheCreation5mInputTokens: 0,
	cacheCreation1hInputTokens: 0,
	webSearchRequests: 0,
});

/**
 * Adds `usage` × `times` into `sum`, in place: totals over tens of thousands of requests must not allocate. Field by field:
 * a loop over their names takes four times as long.
 */
export function addInto(sum: TokenUsage, usage: Readonly<TokenUsage>, times = 1): void {
	sum.inputTokens += times * usage.inputTokens;
	sum.outputTokens += times * usage.outputTokens;
	sum.cacheReadInputTokens += times * usage.cacheReadInputTokens;
	sum.cacheCreation5mInputTokens += times * usage.cacheCreation5mInputTokens;
	sum.cacheCreation1hInputTokens += times * usage.cacheCreation1hInputTokens;
	sum.webSearchRequests += times * usage.webSearchRequests;
}

/** Puts `usage` in the place of what `into` counts. */
export function setUsage(into: TokenUsage, usage: Readonly<TokenUsage>): void {
	into.inputTokens = usage.inputTokens;
	into.outputTokens = usage.outputTokens;
	into.cacheReadInputTokens = usage.cacheReadInputTokens;
	into.cacheCreation5mInputTokens = usage.cacheCreation5mInputTokens;
	into.cacheCreation1hInputTokens = usage.cacheCreation1hInputTokens;
	into.webSearchRequests = usage.webSearchRequests;
}

export function sumUsage(all: Iterable<Readonly<TokenUsage>>): TokenUsage {
	const sum = {...noUsage};
	for (const usage of all) addInto(sum, usage);
	return sum;
}

export function isSameUsage(a: Readonly<TokenUsage>, b: Readonly<TokenUsage>): boolean {
	return (
		a.inputTokens === b.inputTokens &&
		a.outputTokens === b.outputTokens &&
		a.cacheReadInputTokens === b.cacheReadInputTokens &&
		a.cacheCreation5mInputTokens === b.cacheCreation5mInputTokens &&
		a.cacheCreation1hInputTokens === b.cacheCreation1hInputTokens &&
		a.webSearchRequests === b.webSearchRequests
	);
}

/** Whether both were counted for the same prompt: while an answer is written, only its output grows. */
export function hasSamePrompt(a: Readonly<TokenUsage>, b: Readonly<TokenUsage>): boolean {
	return (
		a.inputTokens === b.inputTokens &&
		a.cacheReadInputTokens === b.cacheReadInputTokens &&
		cacheCreationTokens(a) === cacheCreationTokens(b)
	);
}

export function cacheCreationTokens(usage: Readonly<TokenUsage>): number {
	return usage.cacheCreation5mInputTokens + usage.cacheCreation1hInputTokens;
}

/** What fills the context window: input + cache creation + cache read; output counts only from the next request on. */
export function promptTokens(usage: Readonly<TokenUsage>): number {
	return usage.inputTokens + cacheCreationTokens(usage) + usage.cacheReadInputTokens;
}

/** What rate limits count: uncached input, cache creation and output, but not cache reads. */
export function rateLimitedTokens(usage: Readonly<TokenUsage>): number {
	return usage.inputTokens + cacheCreationTokens(usage) + usage.outputTokens;
}

/** Every token moved, cache reads included. */
export function allTokens(usage: Readonly<TokenUsage>): number {
	return promptTokens(usage) + usage.outputTokens;
}
