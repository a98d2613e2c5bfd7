/** Context, prompt cache and cache misses of a conversation, from its main requests. Prices are Opus 5.5's. */
import {describe, expect, test} from 'vitest';
import {addMainRequest, type ContextFacts, pushContext} from '../../source/accounting/context-facts.ts';
import {newFacts} from '../../source/accounting/facts.ts';
import type {RequestSeen} from '../../source/claude/events.ts';
import {noUsage, type TokenUsage} from '../../source/claude/usage.ts';
import {noon, request} from '../support/events.ts';

type Seen = Partial<RequestSeen> & {n: number};

function factsAfter(...all: Seen[]): ContextFacts {
	const facts = newFacts('one');
	for (const seen of all) addMainRequest(facts, request(seen), seen.n);
	return facts;
}

/** What is read from the cache and what is written to it for five minutes. */
const tokens = (read: number, written: number, fields: Partial<TokenUsage> = {}): {usage: TokenUsage} => ({
	usage: {...noUsage, cacheReadInputTokens: read, cacheCreation5mInputTokens: written, ...fields},
});

describe('the context', () => {
	test('is the whole prompt without the answer', () => {
		const {usage} = tokens(900, 80, {inputTokens: 20, outputTokens: 5000, cacheCreation1hInputTokens: 7});
		expect(factsAfter({n: 1, usage})).toMatchObject({contextTokens: 1007, contextHistory: [1007], mainRequests: 1});
	});

	test('of an answer with several calls is that of the last call', () => {
		expect(factsAfter({n: 1, lastIterationTokens: 300, ...tokens(1000, 0)}).contextTokens).toBe(300);
		// Whose prompt was not counted, as Claude Code has it.
		expect(factsAfter({n: 1, lastIterationTokens: 0, ...tokens(1000, 0)}).contextTokens).toBe(1000);
	});

	test('is corrected by further lines of a message, which are no new request', () => {
		const facts = factsAfter({n: 1, ...tokens(100, 0)}, {n: 2, ...tokens(200, 0)}, {n: 2, ...tokens(230, 0)});
		expect(facts).toMatchObject({contextTokens: 230, contextHistory: [100, 230], mainRequests: 2});
	});

	test('stays as it was after a request without counts', () => {
		const nothing = tokens(0, 0, {outputTokens: 9});
		expect(factsAfter({n: 1, ...tokens(100, 0)}, {n: 2, ...nothing})).toMatchObject({
			contextTokens: 100,
			mainRequests: 2,
		});
		expect(factsAfter({n: 1, ...nothing})).toMatchObject({contextTokens: null, contextHistory: [], mainRequests: 1});
		expect(factsAfter({n: 1, ...nothing}, {n: 1, ...tokens(70, 0)})).toMatchObject({contextHistory: [70]});
	});

	test('has a peak, which is reset when another model answers', () => {
		const haiku = {model: 'claude-haiku-5-5'};
		expect(factsAfter({n: 1, ...tokens(900, 0)}, {n: 2, ...tokens(300, 0)}).largestContextTokens).toBe(900);
		const switched = factsAfter({n: 1, ...tokens(900, 0)}, {n: 2, ...tokens(300, 0), ...haiku});
		expect(switched).toMatchObject({largestContextTokens: 300, model: 'claude-haiku-5-5'});
	});

	test('has a peak of each model, under whatever spelling of its name', () => {
		const [sonnet, again, haiku] = [
			'claude-sonnet-4-5',
			'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
			'claude-haiku-5-5',
		];
		const large = {n: 1, model: sonnet, ...tokens(360_000, 0)};
		const small = {n: 3, model: again, ...tokens(90_000, 0)};
		expect(factsAfter(large, small).largestContextTokens).toBe(360_000);
		const between = {n: 2, model: haiku, ...tokens(80_000, 0)};
		expect(factsAfter(large, between, small).largestContextTokens).toBe(360_000);
		expect(factsAfter(large, between).largestContextTokens).toBe(80_000);
	});

	test('has the peaks of a limited number of models', () => {
		const many = Array.from({length: 100}, (_, n) => ({n, model: `house-model-${n}`, ...tokens(1000 + n, 0)}));
		const facts = factsAfter(...many, {n: 100, model: 'house-model-99', ...tokens(7, 0)});
		expect(facts.largestContextTokens).toBe(1099);
		expect(facts.otherPeaks.length).toBeLessThan(20);
	});

	test('above its model’s price step has the higher prices', () => {
		const haiku = {n: 1, model: 'claude-haiku-5-5'};
		expect(factsAfter({...haiku, ...tokens(100_000, 0)}).priceClass?.largePrompt).toBe(false);
		expect(factsAfter({...haiku, ...tokens(100_001, 0)}).priceClass?.largePrompt).toBe(true);
	});

	test('keeps the provider that a model’s id showed when the next id does not show one', () => {
		const bedrock = {n: 1, model: 'eu.anthropic.claude-opus-5-5-v1:0'};
		expect(factsAfter(bedrock, {n: 2}).provider).toBe('bedrock');
		expect(factsAfter({n: 1, model: 'claude-opus-5-5@20260101'}).provider).toBe('vertex');
	});

	test('keeps the latest 48 sizes for the sparkline', () => {
		const facts = newFacts('one');
		facts.contextHistory = Array.from({length: 60}, (_, index) => index);
		pushContext(facts, 60);
		expect([facts.contextHistory.length, facts.contextHistory[0], facts.contextHistory.at(-1)]).toEqual([48, 13, 60]);
	});
});

describe('the cache', () => {
	test('expires after the lifetime of the last write', () => {
		const hour = {usage: {...noUsage, cacheCreation1hInputTokens: 1, cacheCreation5mInputTokens: 9}};
		expect(factsAfter({n: 1, ...hour})).toMatchObject({cacheTtl: '1h', cacheWrittenAt: noon + 1000});
		// A request that writes nothing refreshes it.
		expect(factsAfter({n: 1, ...hour}, {n: 2, ...tokens(10, 0)})).toMatchObject({
			...{cacheTtl: '1h', cacheWrittenAt: noon + 2000},
		});
		expect(factsAfter({n: 1, ...hour}, {n: 2, ...tokens(10, 1)}).cacheTtl).toBe('5m');
		expect(factsAfter({n: 1, ...tokens(0, 0)}).cacheTtl).toBeNull();
	});
});

describe('a cache miss', () => {
	const before = {n: 1, ...tokens(100_000, 0)};
	const misses = (...all: Seen[]) => factsAfter(before, ...all).cacheMisses;

	test('costs the difference between writing and reading', () => {
		// 60,000 of 100,000 tokens at $5 instead of $0.20 a million.
		const facts = factsAfter(before, {n: 2, ...tokens(40_000, 65_000)});
		expect(facts.cacheMisses).toBe(1);
		expect(facts.cacheMissUsd).toBeCloseTo(0.06 * (5 - 0.2), 12);
		// For an hour at $8.
		const hour = tokens(0, 0, {cacheCreation1hInputTokens: 100_000});
		expect(factsAfter(before, {n: 2, ...hour}).cacheMissUsd).toBeCloseTo(0.1 * (8 - 0.2), 12);
	});

	test('is at least half of the history and at least 2,048 tokens', () => {
		expect(misses({n: 2, ...tokens(50_000, 50_000)})).toBe(1);
		expect(misses({n: 2, ...tokens(50_001, 49_999)})).toBe(0);
		const small = (lost: number) =>
			factsAfter({n: 1, ...tokens(3000, 0)}, {n: 2, ...tokens(3000 - lost, lost)}).cacheMisses;
		expect([small(2047), small(2048)]).toEqual([0, 1]);
	});

	test('leaves out what was not written again, as when caching is off or history was dropped', () => {
		expect(misses({n: 2, ...tokens(0, 0, {inputTokens: 100_000})})).toBe(0);
		expect(misses({n: 2, ...tokens(0, 10_000)})).toBe(0);
	});

	test('is neither the first request nor a further line of the same one', () => {
		expect(factsAfter({n: 1, ...tokens(0, 100_000)}).cacheMisses).toBe(0);
		expect(factsAfter({n: 1, ...tokens(0, 100_000)}, {n: 1, ...tokens(0, 100_000)}).cacheMisses).toBe(0);
	});

	test('of a model without a price is counted, with unknown dollars', () => {
		const facts = factsAfter(before, {n: 2, model: 'claude-opus-9', ...tokens(0, 100_000)});
		expect([facts.cacheMisses, facts.cacheMissUsd]).toEqual([1, null]);
	});
});
