import fc from 'fast-check';
import {expect, test} from 'vitest';
import {parseClaudeJson} from '../../../source/claude/settings/claude-json.ts';
import {expectBounded, spoilt} from '../../support/absurd.ts';

const start = Date.UTC(2026, 10, 22, 9, 56, 15);

/** As written by Claude Code 2.1.330 at the end of an interactive session. */
const file = {
	userID: 'secret-user',
	primaryApiKey: 'sk-ant-secret',
	projects: {
		'/work/api': {
			allowedTools: [],
			lastGracefulShutdown: true,
			lastCost: 0.018829000000000002,
			lastDuration: 8068,
			lastStartTime: start,
			lastTotalInputTokens: 14,
			lastModelUsage: {
				'claude-opus-5-5': {
					inputTokens: 14,
					outputTokens: 93,
					thinkingTokens: 0,
					cacheReadInputTokens: 11665,
					cacheCreationInputTokens: 2916,
					webSearchRequests: 0,
					costUSD: 0.018829000000000002,
				},
			},
			lastSessionId: 'fa77f146-348f-47ba-9621-d10fa240be2e',
		},
		'/work/running': {allowedTools: [], lastVersionBase: '2.1.330'},
	},
};

test('the last total of a project that has one', () => {
	expect(parseClaudeJson(JSON.stringify(file), start + 60_000)).toEqual([
		{
			type: 'reported',
			origin: 'claude.json',
			sessionId: 'fa77f146-348f-47ba-9621-d10fa240be2e',
			at: start + 8068,
			latestAt: start + 60_000,
			totalStartedAt: start,
			totalCostUsd: 0.018829000000000002,
			byModel: {
				'claude-opus-5-5': {
					usage: {
						inputTokens: 14,
						outputTokens: 93,
						cacheReadInputTokens: 11665,
						cacheCreation5mInputTokens: 2916,
						cacheCreation1hInputTokens: 0,
						webSearchRequests: 0,
					},
					costUsd: 0.018829000000000002,
				},
			},
		},
	]);
});

test('nothing else of the file is returned', () => {
	expect(JSON.stringify(parseClaudeJson(JSON.stringify(file), start))).not.toMatch(/secret|allowedTools|work\/api/);
});

test('a total is kept if its models have an unknown shape', () => {
	const project = {lastSessionId: 'aa', lastCost: 1.5, lastModelUsage: {'claude-x': {costUSD: 'much'}}};
	expect(parseClaudeJson(JSON.stringify({projects: {'/a': project}}), 5000)).toMatchObject([
		{type: 'reported', origin: 'claude.json', sessionId: 'aa', at: 5000, totalCostUsd: 1.5, byModel: null},
	]);
});

test.each([
	['a total without a session', {lastCost: 1}],
	['a session id that is a path', {lastCost: 1, lastSessionId: '../../x'}],
	['a negative total', {lastCost: -1, lastSessionId: 'aa'}],
	['a project that is no object', 'x'],
])('%s is ignored', (_, project) => {
	expect(parseClaudeJson(JSON.stringify({projects: {'/a': project}}), 5000)).toEqual([]);
});

test.each(['', '{', '[]', '1'])('%j is not such a file', text => {
	expect(parseClaudeJson(text, 0)).toBeNull();
});

test.each(['{}', '{"projects": []}', '{"projects": 1}'])('%j has no totals', text => {
	expect(parseClaudeJson(text, 0)).toEqual([]);
});

test('with one damaged value, everything that is read is within bounds', () => {
	fc.assert(
		fc.property(spoilt(file), json => expectBounded(parseClaudeJson(JSON.stringify(json), start))),
		{numRuns: 1000},
	);
});
