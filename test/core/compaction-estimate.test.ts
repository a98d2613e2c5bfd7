import {describe, expect, test} from 'vitest';
import {describeEstimate, estimateCompaction} from '../../source/core/compaction-estimate.ts';
import {fakeSession, noon} from '../support/fake-fleet.ts';

/** Opus 4.5 answers at $25 a million: a summary of 4,000 tokens is $0.10. */
const session = fakeSession({
	name: 'web',
	context: {tokens: 186_000},
	next: {warmUsd: 0.09, coldUsd: 1.17},
	cache: {expiresAt: noon + 1000, ttl: '5m'},
});
const compaction = {at: noon, trigger: 'manual', preTokens: 180_000, postTokens: 2000, messagesSince: 30} as const;
const before = {...session, compactions: [{...session.compactions[0]!, ...compaction}]};

describe('what it will cost', () => {
	test('is that of reading the history from a warm cache, plus a summary', () => {
		expect(estimateCompaction([session], noon).costUsd).toBeCloseTo(0.19, 9);
	});

	test('is that of writing the history again once the cache is cold', () => {
		expect(estimateCompaction([session], noon + 1001).costUsd).toBeCloseTo(1.27, 9);
		expect(estimateCompaction([{...session, cache: null}], noon).costUsd).toBeCloseTo(1.27, 9);
	});

	test('a summary as long as the last one', () => {
		expect(estimateCompaction([before], noon).costUsd).toBeCloseTo(0.14, 9);
	});

	test('of several sessions together, or not known when one of them is not', () => {
		expect(estimateCompaction([session, session], noon)).toMatchObject({tokens: 372_000});
		expect(estimateCompaction([session, session], noon).costUsd).toBeCloseTo(0.38, 9);
		expect(estimateCompaction([session, {...session, model: null}], noon).costUsd).toBeNull();
	});
});

describe('nothing is to be gained', () => {
	test('right after a compaction', () => {
		const again = {...before, compactions: [{...before.compactions[0]!, messagesSince: 0}]};
		expect(estimateCompaction([session, again], noon).nothingToGain).toBe('web has just been compacted');
		expect(estimateCompaction([before], noon).nothingToGain).toBeNull();
	});

	test('where the context is little more than Claude Code’s own', () => {
		const small = fakeSession({name: 'new', context: {tokens: 9000}});
		expect(estimateCompaction([small], noon).nothingToGain).toContain('9k tokens');
	});
});

test('in words', () => {
	const estimate = {tokens: 596_000, costUsd: 0.04, nothingToGain: null};
	expect(describeEstimate(estimate)).toBe('≈ $0.04, 596k → ?');
	expect(describeEstimate({...estimate, costUsd: null})).toBe('price not known, 596k → ?');
	expect(describeEstimate({...estimate, tokens: null})).toBe('≈ $0.04');
});
