/** Claude Code's own total, as it saves it at /clear and at exit. */
import {describe, expect, test} from 'vitest';
import {modelTotals, reportedTotal} from '../../../source/claude/transcript/reported.ts';

const start = Date.UTC(2026, 10, 20, 10);
const total = (line: object, lastAt = start) => reportedTotal({totalCostUSD: 0.5, ...line}, 'one', lastAt);

describe('a total', () => {
	test('is dated by its process’s uptime, or by the line before it', () => {
		const line = {startTime: start, totalDuration: 5000, modelUsage: {}};
		expect(total(line)).toEqual({
			...{type: 'reported', origin: 'cost-state', sessionId: 'one', at: start + 5000, totalCostUsd: 0.5, byModel: {}},
			totalStartedAt: start,
		});
		// A duration leaves out the time that it was closed.
		expect(total(line, start + 90_000)!.at).toBe(start + 90_000);
	});

	test('may have no start; a measured zero is a total', () => {
		expect(total({})).toMatchObject({at: start, totalStartedAt: null, byModel: null});
		expect(total({totalCostUSD: 0})!.totalCostUsd).toBe(0);
	});

	test('has whole times within the bounds of a date and of the database', () => {
		const {at, totalStartedAt} = total({startTime: start + 0.5, totalDuration: 1000.25})!;
		expect([at, totalStartedAt]).toEqual([start + 1000, start]);
		for (const startTime of [-5, 1e300, 8.6e15, 'soon', null])
			expect(total({startTime})).toMatchObject({at: start, totalStartedAt: null});
		for (const totalDuration of [1e300, -1e15, 'long'])
			expect(total({startTime: start, totalDuration})!.at, String(totalDuration)).toBe(start);
	});

	test.each([null, undefined, -0.01, 1e7, 'free', Number.NaN])('of %s dollars is not a total', totalCostUSD => {
		expect(total({totalCostUSD})).toBeNull();
	});
});

describe('by model', () => {
	test('tokens and dollars, with cache writes split by how long they live', () => {
		const usage = {
			...{inputTokens: 1, outputTokens: 2, cacheReadInputTokens: 3, cacheCreationInputTokens: 10},
			...{cacheCreationEphemeral1hInputTokens: 4, webSearchRequests: 5, costUSD: 0.25},
		};
		expect(modelTotals({m: usage})).toEqual({
			m: {
				costUsd: 0.25,
				usage: {
					...{inputTokens: 1, outputTokens: 2, cacheReadInputTokens: 3, cacheCreation5mInputTokens: 6},
					...{cacheCreation1hInputTokens: 4, webSearchRequests: 5},
				},
			},
		});
		const more = {cacheCreationInputTokens: 3, cacheCreationEphemeral1hInputTokens: 9};
		expect(modelTotals({m: more})!.m!.usage).toMatchObject({
			cacheCreation1hInputTokens: 3,
			cacheCreation5mInputTokens: 0,
		});
	});

	test('impossible counts are zero, and other entries are left out', () => {
		const odd = modelTotals(
			JSON.parse(
				'{"__proto__": {"costUSD": 1}, "m": {"inputTokens": -1, "outputTokens": 1e300, "costUSD": -2}, "n": 7}',
			),
		);
		expect(Object.keys(odd!)).toEqual(['__proto__', 'm']);
		expect(odd!.m).toMatchObject({costUsd: 0, usage: {inputTokens: 0, outputTokens: 0}});
		expect([modelTotals(null), modelTotals({})]).toEqual([null, {}]);
	});
});
