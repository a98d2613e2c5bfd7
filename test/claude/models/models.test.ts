import {expect, test} from 'vitest';
import {modelName, providerOf, resolveModel} from '../../../source/claude/models/models.ts';

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
])('%s is %s', (spelling, id) => {
	expect(resolveModel(spelling)?.id).toBe(id);
});

test.each(['claude-opus-9', 'claude-opus-4-9', 'gpt-6', '', 'claude', '<synthetic>', 'claude-opus-4-5x'])(
	'%j is not known and is not guessed',
	id => {
		expect(resolveModel(id)).toBeNull();
		expect(modelName(id)).toBe(id);
	},
);

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
