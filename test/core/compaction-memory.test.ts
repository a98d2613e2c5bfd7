import {expect, test} from 'vitest';
import {createCompactionMemory, provenWindow} from '../../source/core/compaction-memory.ts';

const model = 'claude-opus-4-6';
const memoryOf = (...sizes: number[]) => {
	const memory = createCompactionMemory();
	for (const [at, preTokens] of sizes.entries()) memory.add({model, windowTokens: 200_000, preTokens, at});
	return memory;
};

test('a threshold needs two compactions', () => {
	expect(memoryOf(167_000).thresholdOf(model, 200_000)).toBeNull();
	expect(memoryOf(167_000, 169_001).thresholdOf(model, 200_000)).toEqual({tokens: 167_000, count: 2});
});

test('is the median of the newest ten, in whatever order they are read', () => {
	const sizes = [1000, 1000, 1000, 160_000, 161_000, 162_000, 163_000, 164_000, 165_000, 166_000, 167_000, 168_000];
	// The newest ten: 1000, 160k to 168k; the middle two of them are 163k and 164k, where it may begin.
	expect(memoryOf(...sizes).thresholdOf(model, 200_000)).toEqual({tokens: 163_000, count: 10});
	const backwards = createCompactionMemory();
	for (const [at, preTokens] of [...sizes.entries()].reverse())
		backwards.add({model, windowTokens: 200_000, preTokens, at});
	expect(backwards.thresholdOf(model, 200_000)).toEqual({tokens: 163_000, count: 10});
});

test('keeps models and windows apart, but not spellings of a model', () => {
	const memory = memoryOf(167_000, 168_000);
	expect(memory.thresholdOf('claude-opus-4-5', 200_000)).toBeNull();
	expect(memory.thresholdOf(model, 1_000_000)).toBeNull();
	expect(memory.thresholdOf('us.anthropic.claude-opus-4-6', 200_000)?.count).toBe(2);
});

test('without a window it is the model’s, or the one that the tokens prove', () => {
	const memory = createCompactionMemory();
	for (const [at, preTokens] of [167_000, 168_000, 900_000, 960_000].entries())
		memory.add({model, windowTokens: null, preTokens, at});
	expect(memory.thresholdOf(model, 200_000)?.tokens).toBe(167_000);
	expect(memory.thresholdOf(model, 1_000_000)?.tokens).toBe(900_000);
	expect(memory.add({model: 'house-model-2', windowTokens: null, preTokens: 9, at: 1})).toBe(false);
});

test('a compaction after a request that was too large for the window belongs to that window, and is at its end', () => {
	// Seen: 185,010 tokens, and a prompt that made it 252,378: the API refused them, and Claude Code compacted.
	const memory = createCompactionMemory();
	for (const at of [1, 2]) memory.add({model, windowTokens: null, largestTokens: 185_010, preTokens: 252_378, at});
	expect(memory.thresholdOf(model, 1_000_000)).toBeNull();
	expect(memory.thresholdOf(model, 200_000)).toEqual({tokens: 200_000, count: 2});
	for (const at of [3, 4]) memory.add({model, windowTokens: null, largestTokens: 240_000, preTokens: 252_378, at});
	expect(memory.thresholdOf(model, 1_000_000)).toEqual({tokens: 252_378, count: 2});
});

test('more tokens than one prompt can have brought were held by a larger window, answered or not', () => {
	// The requests in between are missing: a transcript that was cut, or whose requests count no tokens.
	const memory = createCompactionMemory();
	for (const at of [1, 2]) memory.add({model, windowTokens: null, largestTokens: 160_000, preTokens: 967_000, at});
	expect(memory.thresholdOf(model, 1_000_000)).toEqual({tokens: 967_000, count: 2});
	expect(memory.thresholdOf(model, 200_000)).toBeNull();
});

test('a copy in a fork is the same compaction', () => {
	const memory = memoryOf(167_000);
	expect(memory.add({model, windowTokens: 200_000, preTokens: 167_000, at: 0})).toBe(false);
	expect(memory.thresholdOf(model, 200_000)).toBeNull();
});

test('tokens above a window’s size prove a larger one', () => {
	expect(provenWindow(200_000, 200_000)).toBe(200_000);
	expect(provenWindow(200_000, 200_001)).toBe(1_000_000);
	expect(provenWindow(1_000_000, 1_000_000)).toBe(1_000_000);
	// Larger than any that is known.
	expect(provenWindow(1_000_000, 1_000_001)).toBeNull();
	expect(provenWindow(2_000_000, 1_000_001)).toBe(2_000_000);
	expect(provenWindow(null, 500_000)).toBeNull();
});
