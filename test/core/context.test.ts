import {expect, test} from 'vitest';
import {resolveModel} from '../../source/claude/models/models.ts';
import {compactionThreshold, contextWindow, nextMessageCost} from '../../source/core/context.ts';

const automatic = {enabled: true, windowTokens: null, percent: null};

test('the window is what Claude Code says, else the model’s', () => {
	const facts = {reportedTokens: null, model: 'claude-opus-4-5-20251101', largestContextTokens: 150_000};
	expect(contextWindow(facts)).toEqual({tokens: 200_000, basis: 'estimated'});
	expect(contextWindow({...facts, reportedTokens: 500_000})).toEqual({tokens: 500_000, basis: 'reported'});
	expect(contextWindow({...facts, model: 'claude-opus-5-5'}).tokens).toBe(1_000_000);
	expect(contextWindow({...facts, model: 'claude-sonnet-4-5[1m]'}).tokens).toBe(1_000_000);
});

test('more tokens than the window prove the larger one', () => {
	expect(contextWindow({reportedTokens: null, model: 'claude-opus-4-5', largestContextTokens: 200_001}).tokens).toBe(
		1_000_000,
	);
});

test('an unknown model has an unknown window', () => {
	expect(contextWindow({reportedTokens: null, model: 'gpt-6', largestContextTokens: 9}).tokens).toBeNull();
});

test('compaction sets in at 95 % of the window, or earlier where it is set so', () => {
	expect(compactionThreshold(200_000, automatic)).toBe(190_000);
	expect(compactionThreshold(1_000_000, {...automatic, windowTokens: 400_000})).toBe(380_000);
	expect(compactionThreshold(200_000, {...automatic, percent: 50})).toBe(100_000);
	expect(compactionThreshold(200_000, {...automatic, percent: 99})).toBe(190_000);
	expect(compactionThreshold(200_000, {...automatic, enabled: false})).toBeNull();
	expect(compactionThreshold(null, automatic)).toBeNull();
});

test('the next message reads a warm history and writes a cold one', () => {
	const opus = resolveModel('claude-opus-4-5');
	const cost = nextMessageCost(186_000, opus, '5m');
	expect(cost.warmUsd).toBeCloseTo(0.093, 10);
	expect(cost.coldUsd).toBeCloseTo(1.1625, 10);
	expect(nextMessageCost(186_000, opus, '1h').coldUsd).toBeCloseTo(1.86, 10);
	expect(nextMessageCost(null, opus, '5m')).toEqual({warmUsd: null, coldUsd: null});
});
