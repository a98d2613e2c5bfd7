import {expect, test} from 'vitest';
import {
	addAmounts,
	addMissing,
	amountsOf,
	hasTokensOf,
	isAnsweredByOthers,
	minus,
	none,
} from '../../source/accounting/amounts.ts';
import type {MetricAmounts} from '../../source/claude/telemetry/telemetry-seen.ts';
import {noUsage} from '../../source/claude/usage.ts';

const amounts = (inputTokens: number, outputTokens: number, rest: Partial<MetricAmounts> = {}): MetricAmounts => ({
	...none(),
	...{inputTokens, outputTokens, ...rest},
});

test('metrics know one kind of cache write, whatever it was kept for', () => {
	const usage = {...noUsage, inputTokens: 1, outputTokens: 2, cacheReadInputTokens: 3};
	const written = {cacheCreation5mInputTokens: 4, cacheCreation1hInputTokens: 50};
	expect(amountsOf({...usage, ...written, webSearchRequests: 9}, 0.25)).toEqual({
		...{costUsd: 0.25, inputTokens: 1, outputTokens: 2, cacheReadTokens: 3, cacheCreationTokens: 54},
	});
});

test('what is added and taken away again leaves nothing, and what it is taken from as it was', () => {
	const all = amounts(10, 20, {costUsd: 1, cacheReadTokens: 30, cacheCreationTokens: 40});
	const sum = none();
	addAmounts(sum, all);
	addAmounts(sum, all, 2);
	expect(sum).toEqual({costUsd: 3, inputTokens: 30, outputTokens: 60, cacheReadTokens: 90, cacheCreationTokens: 120});
	expect(minus(sum, sum)).toEqual(none());
	expect(minus(all, sum).inputTokens).toBe(-20);
	expect(all.inputTokens).toBe(10);
});

test.each([
	['as many of each', amounts(5, 5), amounts(5, 5), true],
	['fewer of one kind, for more of another', amounts(100, 4), amounts(5, 5), false],
	['fewer of what was read from the cache', amounts(9, 9), amounts(5, 5, {cacheReadTokens: 1}), false],
	['fewer of what was written to it', amounts(9, 9), amounts(5, 5, {cacheCreationTokens: 1}), false],
	['fewer dollars, which are no tokens', amounts(5, 5), amounts(5, 5, {costUsd: 7}), true],
])('%s', (_, all, part, has) => {
	expect(hasTokensOf(all, part)).toBe(has);
});

test('missing is what there are fewer than none of, of each kind by itself', () => {
	const missing = none();
	addMissing(missing, amounts(-3, 8, {costUsd: -1, cacheReadTokens: -20}));
	addMissing(missing, amounts(2, -1));
	expect(missing).toEqual(amounts(3, 1, {cacheReadTokens: 20}));
});

/** Asked for is `default`; `gateway` has answered, and is what the transcript has. */
test('a gateway’s model that answered is what Claude Code counted under the model that it asked for', () => {
	const answered = amounts(100, 40);
	// Counted: 100 and 40 of `gateway`, of which Claude Code's totals have nothing, but as much of `default`.
	const missing = none();
	addMissing(missing, minus(none(), answered));
	expect(isAnsweredByOthers(answered, {beyond: none(), missing})).toBe(true);
	// A hidden request of `default` besides.
	const more = amounts(130, 45);
	expect(isAnsweredByOthers(more, {beyond: minus(more, answered), missing})).toBe(true);
	// Less than what is missing, and nothing beyond all of them: a part of it was counted.
	expect(isAnsweredByOthers(amounts(60, 20), {beyond: none(), missing})).toBe(true);
});

test('where nothing is missing, what there is beyond the requests was hidden', () => {
	const rest = amounts(130, 45);
	expect(isAnsweredByOthers(rest, {beyond: rest, missing: none()})).toBe(false);
	// What is missing is of another kind, and all of the rest is beyond what is counted.
	expect(isAnsweredByOthers(rest, {beyond: rest, missing: amounts(0, 0, {cacheReadTokens: 9})})).toBe(false);
});
