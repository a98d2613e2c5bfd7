/** What the spelling of a model's id says; which ids are known is in models.test.ts. */
import {describe, expect, test} from 'vitest';
import {
	bareModelId,
	bedrockRegion,
	hasOneMillionSuffix,
	nameOfModel,
	providerOf,
	swappedModelId,
	withoutWindow,
} from '../../../source/claude/models/model-id.ts';

test.each([
	['claude-opus-4-5', 'claude-opus-4-5'],
	['Claude-Opus-4.5[1M]', 'claude-opus-4-5'],
	['eu.anthropic.claude-sonnet-4-20250514-v1:0', 'claude-sonnet-4'],
	['vertex_ai/claude-opus-4-1@20250805', 'claude-opus-4-1'],
	['claude-opus-4-0-20250514', 'claude-opus-4'],
	['claude-opus-4-05', 'claude-opus-4-05'],
	['anthropic/claude-sonnet-4.5:beta', 'claude-sonnet-4-5'],
	['gpt-6', 'gpt-6'],
	['openai/gpt-6:latest', 'openai/gpt-6'],
	['', ''],
])('%s is bare as %s', (id, bare) => {
	expect(bareModelId(id)).toBe(bare);
	expect(bareModelId(bare)).toBe(bare);
});

test('an id from a hostile file takes no time', () => {
	for (const part of ['-20250101', '-v1:0', ':a', '-thinking', '.1.1', '/claude-', '-0', '[1m]']) {
		const id = `claude-x:a${part.repeat(20_000)}!`;
		const before = performance.now();
		for (const read of [bareModelId, providerOf, bedrockRegion, hasOneMillionSuffix, withoutWindow]) read(id);
		expect(performance.now() - before, part).toBeLessThan(1000);
	}
});

test('family and version may come in either order, and nothing else is swapped', () => {
	expect(swappedModelId('claude-4-sonnet')).toBe('claude-sonnet-4');
	expect(swappedModelId('claude-haiku-3-5')).toBe('claude-3-5-haiku');
	expect(swappedModelId('claude-3-5-haiku')).toBe('claude-haiku-3-5');
	for (const id of ['claude-4', 'gpt-4-sonnet', 'claude-opus-4-5-turbo', '']) expect(swappedModelId(id)).toBe(id);
});

test('people say family and version, in that order', () => {
	expect(nameOfModel('claude-opus-4-5')).toBe('Opus 4.5');
	expect(nameOfModel('claude-3-5-haiku')).toBe('Haiku 3.5');
	expect(nameOfModel('claude-instant')).toBe('Instant');
});

describe('the window that was picked', () => {
	test.each([
		['claude-opus-5[1m]', 'claude-opus-5', true],
		['claude-opus-5[1M]', 'claude-opus-5', true],
		['claude-opus-5[2m]', 'claude-opus-5', false],
		['claude-opus-5[3m]', 'claude-opus-5[3m]', false],
		['[1m]claude', '[1m]claude', false],
	])('of %s', (id, without, isMillion) => {
		expect([withoutWindow(id), hasOneMillionSuffix(id)]).toEqual([without, isMillion]);
	});
});

test.each([
	['claude-opus-4-5', 'anthropic', null],
	['anthropic/claude-opus-4.5', 'anthropic', null],
	['anthropic.claude-opus-4-5-v1:0', 'bedrock', null],
	['eu.anthropic.claude-opus-4-5-v1:0', 'bedrock', 'eu'],
	['bedrock/us-gov.anthropic.claude-opus-4-5', 'bedrock', 'us-gov'],
	['arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-opus-4-5', 'bedrock', 'us'],
	['arn:aws-cn:bedrock:x', 'bedrock', null],
	['claude-opus-4-5@20251101', 'vertex', null],
	['notanthropic.claude', 'anthropic', null],
] as const)('%s is on the bill of %s', (id, provider, region) => {
	expect([providerOf(id), bedrockRegion(id)]).toEqual([provider, region]);
});
