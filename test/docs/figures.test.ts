/** The worked examples of docs/figures.md, worked out again by the code that the screen and the reports use. */
import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {costOf, standardPricesOf} from '../../source/accounting/cost.ts';
import type {RequestSeen, SessionEvent} from '../../source/claude/events.ts';
import {autoCompactDefaults} from '../../source/claude/settings/auto-compact.ts';
import type {MetricSeen} from '../../source/claude/telemetry/telemetry-seen.ts';
import {allTokens, noUsage, type TokenUsage} from '../../source/claude/usage.ts';
import {createCompactionMemory} from '../../source/core/compaction-memory.ts';
import {compactionThreshold} from '../../source/core/context.ts';
import {costLabel} from '../../source/ui/figures.ts';
import {createLook} from '../../source/ui/theme.ts';
import {noon, process, prompt, request, sessionOf} from '../support/events.ts';
import {numberIn, type Row, tableOf} from './tables.ts';

const page = readFileSync(new URL('../../docs/figures.md', import.meta.url), 'utf8');
const requests = tableOf(page, 'request');

const usageOf = (row: Row): TokenUsage => ({
	...noUsage,
	inputTokens: numberIn(row.input!),
	outputTokens: numberIn(row.output!),
	cacheReadInputTokens: numberIn(row['cache read']!),
	cacheCreation5mInputTokens: numberIn(row['written 5m']!),
	cacheCreation1hInputTokens: numberIn(row['written 1h']!),
});

const classOf = (model: string) => ({model, speed: 'standard', usInference: false, largePrompt: false}) as const;

test('what a request costs, by the sorts of its tokens', () => {
	const prices = standardPricesOf('claude-opus-5-5')!;
	const sorts = ['input', 'output', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h'] as const;
	const rows = tableOf(page, 'sort');
	const together = rows.pop()!;
	for (const [index, sort] of sorts.entries()) {
		const row = rows[index]!;
		expect(numberIn(row['$ per million']!)).toBe(prices[sort]);
		expect(row.dollars).toBe(((numberIn(row.tokens!) * prices[sort]) / 1e6).toFixed(6));
	}
	const usage = usageOf(requests[0]!);
	expect(rows.map(row => numberIn(row.tokens!))).toEqual([...Object.values(usage)].slice(0, 5));
	expect(numberIn(together.tokens!)).toBe(allTokens(usage));
	expect(together.dollars).toBe(costOf(classOf('claude-opus-5-5'), usage)!.toFixed(6));
});

test('what each request of the session costs', () => {
	for (const row of requests) expect(row.dollars).toBe(costOf(classOf(row.model!), usageOf(row))!.toFixed(6));
});

/** Of the example's requests: what is in the transcript, and what telemetry says. */
function eventsOf(origin: 'transcript' | 'telemetry'): RequestSeen[] {
	return requests.flatMap((row, index) => {
		const isHidden = row['in the transcript'] === 'no';
		if (isHidden && origin === 'transcript') return [];
		const event = request({
			...{n: index, origin, at: noon + numberIn(row.at!) * 1000, model: row.model!, usage: usageOf(row)},
			...(isHidden ? {purpose: 'background', cause: row.request!} : {}),
			...(origin === 'telemetry' ? {messageId: null, costUsd: numberIn(row.dollars!), durationMs: 500} : {}),
		});
		return [event];
	});
}

/** Metrics come beside the events, and hold the same. */
const metrics = (): MetricSeen[] =>
	requests.map(row => {
		const usage = usageOf(row);
		return {
			...{type: 'metric', sessionId: 'one', model: row.model!, at: noon + 55_000, costUsd: numberIn(row.dollars!)},
			querySource: row['in the transcript'] === 'no' ? 'auxiliary' : 'main',
			inputTokens: usage.inputTokens,
			outputTokens: usage.outputTokens,
			cacheReadTokens: usage.cacheReadInputTokens,
			cacheCreationTokens: usage.cacheCreation5mInputTokens + usage.cacheCreation1hInputTokens,
		};
	});

const total = (usd: number): SessionEvent => ({
	...{type: 'reported', origin: 'cost-state', sessionId: 'one', at: noon + 60_000, totalCostUsd: usd, byModel: null},
});

const known: Record<string, () => SessionEvent[]> = {
	'the transcript alone': () => [],
	"and Claude Code's own total, $0.12294": () => [total(0.12294)],
	"and telemetry from the session's start": () => [
		...[total(0.12294), ...eventsOf('telemetry'), ...metrics()],
		{type: 'telemetry.coverage', sessionId: 'one', fromStart: true, lostEvents: 0},
	],
};

test('what the session costs, known in three ways', () => {
	const rows = tableOf(page, 'what ccmon has');
	expect(rows.map(row => row['what ccmon has'])).toEqual(Object.keys(known));
	const {glyphs} = createLook({colour: 'none', ascii: false});
	for (const row of rows) {
		const own = known[row['what ccmon has']!]!();
		const {cost} = sessionOf([process(), prompt({n: 1}), ...eventsOf('transcript'), ...own]);
		expect(costLabel(glyphs, cost)).toBe(row['shown as']);
		expect(cost.basis).toBe(row.basis);
		for (const part of ['totalUsd', 'mainUsd', 'backgroundUsd', 'idleUsd'] as const)
			expect(cost[part], `${part} with ${row['what ccmon has']}`).toBeCloseTo(numberIn(row[part]!), 9);
	}
});

test('how full the context is, and where Claude Code compacts', () => {
	const rows = tableOf(page, 'last request of the example');
	const {context} = sessionOf([process(), prompt({n: 1}), ...eventsOf('transcript')]);
	for (const [index, row] of rows.entries()) {
		const windowTokens = numberIn(row.window!);
		if (index === 0)
			expect(context).toMatchObject({windowTokens, thresholdTokens: numberIn(row['expected threshold']!)});
		expect(context.tokens).toBe(numberIn(row.context!));
		expect(numberIn(row.fill!)).toBeCloseTo((100 * context.tokens!) / windowTokens, 2);
		const settings = {...autoCompactDefaults, windowTokens: index === 2 ? 150_000 : null};
		const facts = {windowTokens, model: 'claude-opus-5-5', settings};
		expect(compactionThreshold(facts, createCompactionMemory()).thresholdTokens).toBe(
			numberIn(row['expected threshold']!),
		);
	}
});
