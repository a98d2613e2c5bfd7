import {expect, test} from 'vitest';
import {parseModelPricing} from '../../../source/claude/settings/model-pricing.ts';

const rates = {input: 2.4, output: 12, cacheRead: 0.24, cacheWrite: 3};

test('the strongest file that has the key decides', () => {
	const strong = JSON.stringify({modelPricing: {multiplier: 0.85, overrides: {'claude-sonnet-4-6': rates}}});
	const weak = JSON.stringify({modelPricing: {multiplier: 0.5}});
	expect(parseModelPricing(['{"model": "opus"}', null, strong, weak])).toEqual({
		overrides: new Map([['claude-sonnet-4-6', rates]]),
		multiplier: 0.85,
	});
});

test('ignores a row or multiplier out of bounds, and keeps the others', () => {
	const overrides = {good: rates, negative: {...rates, input: -1}, huge: {...rates, output: 10_001}, short: {input: 1}};
	expect(parseModelPricing([JSON.stringify({modelPricing: {multiplier: 11, overrides}})])).toEqual({
		overrides: new Map([['good', rates]]),
		multiplier: 1,
	});
});

test.each([[[]], [[null]], [['not json']], [['{"modelPricing": []}']], [['[]']]])('%j is no pricing', files => {
	expect(parseModelPricing(files)).toBeNull();
});
