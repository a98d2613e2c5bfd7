import {describe, expect, test} from 'vitest';
import {type DriverFigures, explainCost} from '../../source/core/drivers-advice.ts';

const figures = (more: Partial<DriverFigures>): DriverFigures => ({
	mainUsd: 0,
	subagentUsd: 0,
	compactionUsd: 0,
	backgroundUsd: 0,
	historyUsd: 0,
	cacheMissUsd: 0,
	cacheMisses: 0,
	compactions: 0,
	subagents: 0,
	toolResultTokens: 0,
	writtenTokens: 0,
	model: 'claude-opus-4-5',
	fill: null,
	background: [],
	...more,
});

test('the parts add up to the total, the most expensive first', () => {
	const {lines} = explainCost(
		figures({
			mainUsd: 6,
			historyUsd: 3,
			cacheMissUsd: 1,
			cacheMisses: 2,
			subagentUsd: 2,
			backgroundUsd: 1,
			compactionUsd: 1,
		}),
	);
	expect(lines.map(({driver, usd}) => [driver, usd])).toEqual([
		['history', 3],
		['answers', 2],
		['subagents', 2],
		['cacheMisses', 1],
		['compactions', 1],
		['background', 1],
	]);
	expect(lines.reduce((sum, {share}) => sum + share, 0)).toBeCloseTo(1, 12);
	expect(lines.find(({driver}) => driver === 'cacheMisses')?.detail).toBe('2 times');
});

test('tool results have their share of the history', () => {
	const {lines} = explainCost(figures({mainUsd: 4, historyUsd: 4, toolResultTokens: 75_000, writtenTokens: 100_000}));
	expect(lines.map(({driver, usd}) => [driver, usd])).toEqual([
		['toolResults', 3],
		['history', 1],
	]);
});

describe.each<[string, Partial<DriverFigures>, RegExp]>([
	['a long history', {mainUsd: 1, historyUsd: 0.8, fill: 0.7}, /^Clear when a task is done/],
	['a cache that went cold', {mainUsd: 1, cacheMissUsd: 0.4, cacheMisses: 3}, /before a long break.*\$0\.40/],
	['subagents on an expensive model', {mainUsd: 1, subagentUsd: 2}, /CLAUDE_CODE_SUBAGENT_MODEL/],
	['many compactions', {mainUsd: 1, compactionUsd: 1}, /^Clear instead of compacting/],
	[
		'background that can be turned off',
		{mainUsd: 1, backgroundUsd: 1, background: [{cause: 'prompt_suggestion', costUsd: 1}]},
		/prompt suggestion: CLAUDE_CODE_ENABLE_PROMPT_SUGGESTION=false stops it/,
	],
	[
		'tools that print much',
		{mainUsd: 1, historyUsd: 0.9, toolResultTokens: 9, writtenTokens: 10},
		/^Let tools print less/,
	],
])('%s', (_, more, advice) => {
	test('suggests a remedy', () => {
		expect(explainCost(figures(more)).suggestion).toMatch(advice);
	});
});

describe.each<[string, Partial<DriverFigures>]>([
	['answers', {mainUsd: 5}],
	['a short history', {mainUsd: 1, historyUsd: 0.8, fill: 0.2}],
	['subagents on a cheap model', {mainUsd: 1, subagentUsd: 2, model: 'claude-haiku-4-5'}],
	['background that nothing turns off', {backgroundUsd: 1, background: [{cause: 'quota_check', costUsd: 1}]}],
	['nothing', {}],
])('%s', (_, more) => {
	test('no advice is given', () => {
		expect(explainCost(figures(more)).suggestion).toBeNull();
	});
});
