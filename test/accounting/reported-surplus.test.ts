/** What Claude Code's own totals hold in addition to the known requests: how much, of which models, and since when. */
import {describe, expect, onTestFinished, test} from 'vitest';
import {type AccountEvent, createAccounts} from '../../source/accounting/accounts.ts';
import {setPriceBook} from '../../source/accounting/cost.ts';
import {createPriceBook, listPrices} from '../../source/accounting/price-book.ts';
import {type KnownSurplus, reportedSurplus} from '../../source/accounting/reported-surplus.ts';
import type {ModelTotals, ReportedTotal} from '../../source/claude/events.ts';
import {fromTelemetry, noon, prompt, request, turnUsage, turnUsd} from '../support/events.ts';

/** Long after everything: nothing is pending any more. */
const evening = noon + 6 * 3_600_000;

const at = (n: number) => noon + n * 1000;

const total = (n: number, totalCostUsd: number, fields: Partial<ReportedTotal> = {}): ReportedTotal => ({
	...{type: 'reported', origin: 'cost-state', sessionId: 'one', at: at(n), totalCostUsd, byModel: null},
	totalStartedAt: noon,
	...fields,
});
const statusline = (n: number, totalCostUsd: number) =>
	total(n, totalCostUsd, {origin: 'statusline', totalStartedAt: null});

function surplusOf(events: readonly AccountEvent[], metered: readonly KnownSurplus[] = [], now = evening) {
	const accounts = createAccounts();
	for (const event of events) accounts.apply(event, noon);
	return reportedSurplus(accounts.conversation('one', noon), metered, now);
}
const usdOf = (events: readonly AccountEvent[], metered: readonly KnownSurplus[] = []) =>
	surplusOf(events, metered)?.costUsd ?? null;

test('without a total there is nothing to compare with', () => {
	expect(surplusOf([request({n: 1})])).toBeNull();
});

test('a total that holds just the known requests has no surplus', () => {
	expect(surplusOf([request({n: 1}), request({n: 2}), total(5, 2 * turnUsd)])).toMatchObject({
		...{costUsd: 0, parts: [], isWhole: true, at: at(5)},
	});
});

test('the surplus of a total without models has no model', () => {
	const surplus = surplusOf([request({n: 1}), total(5, turnUsd + 0.3)]);
	expect(surplus?.parts).toEqual([{model: null, usage: null, costUsd: expect.closeTo(0.3, 9)}]);
});

test('less than a thousandth of a cent is rounding', () => {
	expect(usdOf([request({n: 1}), total(5, turnUsd + 0.000_009)])).toBe(0);
	expect(usdOf([request({n: 1}), total(5, turnUsd + 0.000_011)])).toBeCloseTo(0.000_011, 9);
});

test('a total below what is known adds nothing and is partial', () => {
	expect(surplusOf([request({n: 1}), request({n: 2}), total(5, turnUsd)])).toMatchObject({costUsd: 0, isWhole: false});
});

test('what metrics have already reported is not counted again', () => {
	const title = {model: 'claude-haiku-4-5', usage: null, costUsd: 0.1, lastAt: at(3)};
	expect(usdOf([request({n: 1}), total(5, turnUsd + 0.3)], [title])).toBeCloseTo(0.2, 9);
});

test('requests after the total do not reduce its surplus', () => {
	const events = [request({n: 1}), total(5, turnUsd + 0.3), prompt({n: 60}), request({n: 61})];
	expect(usdOf(events)).toBeCloseTo(0.3, 9);
	expect(surplusOf(events)).toMatchObject({isWhole: false});
});

test('is complete if telemetry reported everything after it', () => {
	const after = [prompt({n: 60}), request({n: 61}), fromTelemetry({n: 61})];
	expect(surplusOf([request({n: 1}), total(5, turnUsd + 0.3), ...after])).toMatchObject({isWhole: true});
});

test('a request that was just read may still be reported', () => {
	const events = [request({n: 1}), total(5, turnUsd), prompt({n: 60}), request({n: 61})];
	expect(surplusOf(events, [], noon + 9999)).toMatchObject({isWhole: true});
	expect(surplusOf(events, [], noon + 10_000)).toMatchObject({isWhole: false});
});

describe('several totals', () => {
	test('that started from 0 when the conversation was resumed add up', () => {
		const resumed = total(200, 0.22, {totalStartedAt: at(100)});
		const surplus = surplusOf([total(50, 0.35), resumed]);
		expect(surplus).toMatchObject({costUsd: expect.closeTo(0.57, 9), at: at(200)});
		expect(surplus?.intervals).toHaveLength(2);
	});

	test('with one start do not add up: the newest counts', () => {
		expect(usdOf([total(50, 0.35), total(60, 0.4)])).toBeCloseTo(0.4, 9);
	});

	test('whose newest is lower, as after a kill, count as the highest', () => {
		expect(usdOf([total(50, 0.35), total(60, 0.3)])).toBeCloseTo(0.35, 9);
	});

	/** It began again from 0, or is that of a second process in the conversation: there is no telling which. */
	test('a status line below an earlier total is partial', () => {
		const shown = [total(50, 0.35), prompt({n: 90}), statusline(100, 0.1)];
		expect(surplusOf(shown)).toMatchObject({costUsd: expect.closeTo(0.35, 9), isWhole: false});
	});

	test('a total dated before the status line may have been saved after it', () => {
		expect(surplusOf([total(50, 0.35), statusline(51, 0.34)])).toMatchObject({
			...{costUsd: expect.closeTo(0.35, 9), isWhole: true},
		});
	});

	test('a status line above the total continues it', () => {
		expect(usdOf([total(50, 0.35), prompt({n: 90}), statusline(100, 0.5)])).toBeCloseTo(0.5, 9);
	});
});

describe('by model', () => {
	const opus = (turns: number, fields: Partial<ModelTotals> = {}): ModelTotals => ({
		costUsd: turns * turnUsd,
		usage: {
			...turnUsage,
			inputTokens: 7 * turns,
			outputTokens: 30 * turns,
			cacheReadInputTokens: 11_108 * turns,
			cacheCreation5mInputTokens: 2777 * turns,
		},
		...fields,
	});
	/** 1,000 tokens in and 100 out of Haiku 4.5: $0.0015. */
	const haikuUsd = 0.0015;
	const haiku: ModelTotals = {
		costUsd: haikuUsd,
		usage: {...turnUsage, inputTokens: 1000, outputTokens: 100, cacheReadInputTokens: 0, cacheCreation5mInputTokens: 0},
	};

	test('the surplus has the model and the tokens that no request explains', () => {
		const byModel = {'claude-opus-5-5': opus(1), 'claude-haiku-4-5': haiku};
		expect(surplusOf([request({n: 1}), total(5, turnUsd + haikuUsd, {byModel})])?.parts).toEqual([
			{model: 'claude-haiku-4-5', usage: haiku.usage, costUsd: expect.closeTo(haikuUsd, 9)},
		]);
	});

	test('a dated name and the short one are one model', () => {
		const byModel = {'claude-haiku-4-5-20251001': haiku, 'claude-opus-5-5': opus(1)};
		const asked = request({n: 1, model: 'claude-haiku-4-5', usage: haiku.usage});
		expect(surplusOf([asked, total(5, turnUsd + haikuUsd, {byModel})])?.parts).toMatchObject([
			{model: 'claude-opus-5-5', costUsd: expect.closeTo(turnUsd, 9)},
		]);
	});

	test('what metrics have reported is subtracted from its model', () => {
		const byModel = {'claude-opus-5-5': opus(2), 'claude-haiku-4-5': haiku};
		const title = {model: 'claude-haiku-4-5', usage: haiku.usage, costUsd: haikuUsd, lastAt: at(3)};
		expect(surplusOf([request({n: 1}), total(5, 2 * turnUsd + haikuUsd, {byModel})], [title])?.parts).toEqual([
			{model: 'claude-opus-5-5', usage: turnUsage, costUsd: expect.closeTo(turnUsd, 9)},
		]);
	});

	test('tokens that do not go with the dollars are left out', () => {
		const byModel = {'claude-opus-5-5': opus(2, {usage: {...opus(2).usage, outputTokens: 29}})};
		expect(surplusOf([request({n: 1}), total(5, 2 * turnUsd, {byModel})])?.parts).toEqual([
			{model: 'claude-opus-5-5', usage: null, costUsd: expect.closeTo(turnUsd, 9)},
		]);
	});

	test('models that do not add up to the total are ignored', () => {
		const byModel = {'claude-opus-5-5': opus(1), 'claude-haiku-4-5': haiku};
		expect(surplusOf([request({n: 1}), total(5, turnUsd + 0.3, {byModel})])?.parts).toEqual([
			{model: null, usage: null, costUsd: expect.closeTo(0.3, 9)},
		]);
	});

	test('of two equal totals the one with models counts', () => {
		const byModel = {'claude-opus-5-5': opus(1), 'claude-haiku-4-5': haiku};
		const usd = turnUsd + haikuUsd;
		const surplus = surplusOf([request({n: 1}), total(5, usd, {byModel}), statusline(6, usd)]);
		expect(surplus?.parts).toMatchObject([{model: 'claude-haiku-4-5'}]);
	});

	test('what a fork’s parent had spent is subtracted by model', () => {
		const parent = total(5, turnUsd, {sessionId: 'parent', byModel: {'claude-opus-5-5': opus(1)}});
		const byModel = {'claude-opus-5-5': opus(2), 'claude-haiku-4-5': haiku};
		const surplus = surplusOf([
			...[request({n: 1, sessionId: 'parent'}), parent],
			...[request({n: 1, copiedFrom: 'parent'}), request({n: 30})],
			total(60, 2 * turnUsd + haikuUsd, {byModel}),
		]);
		expect(surplus?.parts).toEqual([
			{model: 'claude-haiku-4-5', usage: haiku.usage, costUsd: expect.closeTo(haikuUsd, 9)},
		]);
	});

	describe('where Claude Code has to guess a price', () => {
		const unpriced = request({n: 1, model: 'mystery-9'});
		const atOneDollar = {input: 1, output: 1, cacheRead: 1, cacheWrite5m: 1, cacheWrite1h: 1, windowTokens: null};

		test('a total in dollars only is ignored', () => {
			expect(surplusOf([unpriced, total(5, 3)])).toBeNull();
		});

		test('a total by model counts for the models with a price', () => {
			const byModel = {'mystery-9': opus(1, {costUsd: 3}), 'claude-haiku-4-5': haiku};
			expect(surplusOf([unpriced, total(5, 3 + haikuUsd, {byModel})])).toMatchObject({
				...{isWhole: false, parts: [{model: 'claude-haiku-4-5', costUsd: expect.closeTo(haikuUsd, 9)}]},
			});
		});

		describe('of a hidden request', () => {
			const byModel = {'claude-opus-5-5': opus(1), 'mystery-9': opus(1, {costUsd: 3}), 'claude-haiku-4-5': haiku};
			const said = total(5, turnUsd + 3 + haikuUsd, {byModel});
			const ofHaiku = {model: 'claude-haiku-4-5', costUsd: expect.closeTo(haikuUsd, 9)};

			test('a total by model says how many tokens it was, but not what it cost, and is not whole', () => {
				const hidden = {model: 'mystery-9', usage: turnUsage, costUsd: null};
				expect(surplusOf([request({n: 1}), said])).toEqual({
					...{costUsd: expect.closeTo(haikuUsd, 9), isWhole: false, at: at(5), intervals: expect.anything()},
					parts: [hidden, {...ofHaiku, usage: haiku.usage}],
				});
			});

			test('a status line that is newer or older than such a total holds the guess, too', () => {
				for (const n of [4, 40]) {
					const events = [request({n: 1}), said, request({n: 30}), statusline(n, 2 * turnUsd + 3 + haikuUsd)];
					expect(surplusOf(events)).toMatchObject({costUsd: expect.closeTo(haikuUsd, 9), isWhole: false});
				}
			});

			test('what metrics have said of its tokens is not said again', () => {
				const hidden = {model: 'mystery-9', usage: turnUsage, costUsd: null, lastAt: at(3)};
				expect(surplusOf([request({n: 1}), said], [hidden])?.parts).toMatchObject([ofHaiku]);
			});

			test('that metrics name, the dollars of a total alone say nothing, with a price in the config or without', () => {
				const metric: AccountEvent = {
					...{type: 'metric', sessionId: 'one', model: 'mystery-9', querySource: 'auxiliary', at: at(3), costUsd: 3},
					...{inputTokens: 7, outputTokens: 30, cacheReadTokens: 11_108, cacheCreationTokens: 2777},
				};
				const events = [request({n: 1}), metric, statusline(5, turnUsd + 3)];
				expect(surplusOf(events)).toBeNull();
				setPriceBook(createPriceBook({...listPrices, models: {'mystery-9': atOneDollar}}, null));
				onTestFinished(() => setPriceBook(createPriceBook(listPrices, null)));
				expect(surplusOf(events)).toBeNull();
			});

			test('with a price in the config its tokens are priced by that', () => {
				setPriceBook(createPriceBook({...listPrices, models: {'mystery-9': atOneDollar}}, null));
				onTestFinished(() => setPriceBook(createPriceBook(listPrices, null)));
				// 7, 30, 11,108 and 2,777 tokens at $1 a million.
				const hidden = {model: 'mystery-9', usage: turnUsage, costUsd: expect.closeTo(0.013922, 9)};
				expect(surplusOf([request({n: 1}), said])).toMatchObject({isWhole: false, parts: [hidden, ofHaiku]});
			});
		});

		test('a price of the config does not make the guess better', () => {
			setPriceBook(createPriceBook({...listPrices, models: {'mystery-9': atOneDollar}}, null));
			onTestFinished(() => setPriceBook(createPriceBook(listPrices, null)));
			expect(surplusOf([unpriced, total(5, 3)])).toBeNull();
		});
	});
});
