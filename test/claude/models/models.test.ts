import {expect, test} from 'vitest';
import {providerOf} from '../../../source/claude/models/model-id.ts';
import table from '../../../source/claude/models/models.json' with {type: 'json'};
import {modelKey, modelName, type Prices, resolveModel, windowOfNewer} from '../../../source/claude/models/models.ts';

type Row = Prices & {window: number; fast?: Prices; above?: Prices};

test.each([
	['claude-opus-4-5', 'claude-opus-4-5'],
	['claude-opus-4-5-20251101', 'claude-opus-4-5'],
	['claude-opus-4-5@20251101', 'claude-opus-4-5'],
	['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'claude-sonnet-4-5'],
	['eu.anthropic.claude-sonnet-4-20250514-v1:0', 'claude-sonnet-4'],
	['anthropic.claude-3-5-haiku-20241022-v1:0', 'claude-3-5-haiku'],
	[
		'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-4-1-20250805-v1:0',
		'claude-opus-4-1',
	],
	['claude-sonnet-5[1m]', 'claude-sonnet-5'],
	['anthropic/claude-opus-4.5', 'claude-opus-4-5'],
	['claude-opus-4-0', 'claude-opus-4'],
	['claude-3-7-sonnet-latest', 'claude-3-7-sonnet'],
	['claude-3-5-sonnet-20240620', 'claude-3-5-sonnet'],
	['us.anthropic.claude-3-5-sonnet-20241022-v2:0', 'claude-3-5-sonnet'],
	['claude-3-5-sonnet-v2@20241022', 'claude-3-5-sonnet'],
	['us.anthropic.claude-3-haiku-20240307-v1:0', 'claude-3-haiku'],
	['anthropic.claude-3-sonnet-20240229-v1:0:200k', 'claude-3-sonnet'],
	['claude-3-opus-20240229', 'claude-3-opus'],
	['claude-4-sonnet-20250514', 'claude-sonnet-4'],
	['claude-4.5-opus', 'claude-opus-4-5'],
	['claude-haiku-3-5', 'claude-3-5-haiku'],
	['anthropic/claude-3.5-haiku', 'claude-3-5-haiku'],
	['anthropic/claude-sonnet-4.5:beta', 'claude-sonnet-4-5'],
	['openrouter/anthropic/claude-3.7-sonnet:thinking', 'claude-3-7-sonnet'],
	['vertex_ai/claude-opus-4-1@20250805', 'claude-opus-4-1'],
	['bedrock/global.anthropic.claude-haiku-4-5-20251001-v1:0', 'claude-haiku-4-5'],
	['claude-sonnet-4-5-20250929-thinking', 'claude-sonnet-4-5'],
	['CLAUDE-OPUS-5[1M]', 'claude-opus-5'],
	['databricks-claude-sonnet-4-5', 'claude-sonnet-4-5'],
	['databricks/databricks-claude-3-7-sonnet', 'claude-3-7-sonnet'],
])('%s is %s', (spelling, id) => {
	expect(resolveModel(spelling)?.id).toBe(id);
});

test.each([
	'claude-opus-9',
	'claude-opus-4-9',
	'gpt-6',
	'',
	'claude',
	'<synthetic>',
	'claude-opus-4-5x',
	'constructor',
	'claude-5',
	'not-claude-opus-5',
	'claude-opus-4-5-turbo',
])('%j is not known and is not guessed', id => {
	expect(resolveModel(id)).toBeNull();
	expect(modelName(id)).toBe(id);
});

test.each([
	['claude-opus-9', 1_000_000],
	['claude-opus-4-9', 1_000_000],
	['us.anthropic.claude-sonnet-6-1-20270101-v1:0', 1_000_000],
	['claude-6-fable', 1_000_000],
	// Opus has a million tokens from 4.7 on, Sonnet from 5 on: in between, and of others, nothing is known.
	['claude-opus-4-2', null],
	['claude-sonnet-4-9', null],
	['claude-verse-7', null],
	['claude-opus-4-5-turbo', null],
	['glm-9', null],
	['', null],
])('the window of %s, which is not in the table: %s', (id, tokens) => {
	expect(windowOfNewer(id)).toBe(tokens);
});

test.each(Object.entries(table.models))('%s has all of its prices, in the order that they always had', (_, row) => {
	const {window, fast, above, ...prices}: Row = row;
	expect(window).toBeGreaterThanOrEqual(200_000);
	for (const {cacheRead, input, cacheWrite5m, cacheWrite1h, output} of [prices, fast ?? prices, above ?? prices]) {
		const inOrder = [0, cacheRead, input, cacheWrite5m, cacheWrite1h, output];
		for (const [index, price] of inOrder.entries()) expect(price).toBeGreaterThan(inOrder[index - 1] ?? -1);
	}
});

test('spellings of one model have one key, also where nobody knows it', () => {
	expect(modelKey('us.anthropic.claude-opus-4-5-20251101-v1:0')).toBe('claude-opus-4-5');
	expect(modelKey('claude-opus-9-20300101')).toBe(modelKey('claude-opus-9[1m]'));
	expect(modelKey('glm-4.7')).not.toBe(modelKey('glm-4.8'));
	expect(modelKey('constructor')).toBe('constructor');
});

test('names are as people say them', () => {
	expect(modelName('claude-3-5-haiku-20241022')).toBe('Haiku 3.5');
	expect(modelName('us.anthropic.claude-opus-4-5-20251101-v1:0')).toBe('Opus 4.5');
	expect(modelName('claude-fable-5')).toBe('Fable 5');
});

test('the provider shows in the spelling', () => {
	expect(providerOf('us.anthropic.claude-sonnet-4-5-20250929-v1:0')).toBe('bedrock');
	expect(providerOf('claude-opus-4-5@20251101')).toBe('vertex');
	expect(providerOf('claude-opus-4-5-20251101')).toBe('anthropic');
});
