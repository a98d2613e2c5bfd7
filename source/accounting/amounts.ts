/** Tokens and dollars as metrics count them, for comparing sources whose names of a model may differ. */
import type {MetricAmounts} from '../claude/telemetry/telemetry-seen.ts';
import {cacheCreationTokens, type TokenUsage} from '../claude/usage.ts';

export function addAmounts(sum: MetricAmounts, amounts: MetricAmounts, times = 1): void {
	sum.costUsd += times * amounts.costUsd;
	sum.inputTokens += times * amounts.inputTokens;
	sum.outputTokens += times * amounts.outputTokens;
	sum.cacheReadTokens += times * amounts.cacheReadTokens;
	sum.cacheCreationTokens += times * amounts.cacheCreationTokens;
}

export const none = (): MetricAmounts => ({
	costUsd: 0,
	inputTokens: 0,
	outputTokens: 0,
	cacheReadTokens: 0,
	cacheCreationTokens: 0,
});

export function minus(a: MetricAmounts, b: MetricAmounts): MetricAmounts {
	const difference = {...a};
	addAmounts(difference, b, -1);
	return difference;
}

export function hasTokensOf(all: MetricAmounts, part: MetricAmounts): boolean {
	return (
		all.inputTokens >= part.inputTokens &&
		all.outputTokens >= part.outputTokens &&
		all.cacheReadTokens >= part.cacheReadTokens &&
		all.cacheCreationTokens >= part.cacheCreationTokens
	);
}

export function amountsOf(usage: Readonly<TokenUsage>, costUsd: number): MetricAmounts {
	return {
		costUsd,
		inputTokens: usage.inputTokens,
		outputTokens: usage.outputTokens,
		cacheReadTokens: usage.cacheReadInputTokens,
		cacheCreationTokens: cacheCreationTokens(usage),
	};
}

/** Adds what is missing of the tokens, where there are fewer than none. */
export function addMissing(sum: MetricAmounts, amounts: MetricAmounts): void {
	sum.inputTokens += Math.max(0, -amounts.inputTokens);
	sum.outputTokens += Math.max(0, -amounts.outputTokens);
	sum.cacheReadTokens += Math.max(0, -amounts.cacheReadTokens);
	sum.cacheCreationTokens += Math.max(0, -amounts.cacheCreationTokens);
}

/**
 * Claude Code counts under the model that it asked for what a gateway's model answered, at the asked one's price. Whether what
 * it has of a model beyond the counted requests is that: it may hold what its figures lack of the models that answered, or
 * there is not as much beyond all of them. Then it says nothing of hidden requests.
 */
export function isAnsweredByOthers(
	rest: MetricAmounts,
	{beyond, missing}: {beyond: MetricAmounts; missing: MetricAmounts},
): boolean {
	return !hasTokensOf(none(), missing) && (hasTokensOf(rest, missing) || !hasTokensOf(beyond, rest));
}
