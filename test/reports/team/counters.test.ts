/** What this machine spent, as Prometheus counters. */
import {describe, expect, test} from 'vitest';
import type {Piece} from '../../../source/accounting/spending.ts';
import {noUsage} from '../../../source/claude/usage.ts';
import type {ConversationSpending} from '../../../source/index/spending-rows.ts';
import {type Counter, countersOf, endOfQuarter} from '../../../source/reports/team/counters.ts';

const piece = (fields: Partial<Piece> = {}): Piece => ({
	...{
		model: 'opus',
		speed: 'standard',
		usInference: false,
		largePrompt: false,
		quarter: 5,
		purpose: 'main',
		cause: null,
	},
	...{isIdle: false, isSurplus: false, usage: {...noUsage, outputTokens: 3}, requests: 1, costUsd: 0.5, lastAt: 0},
	...fields,
});
const spent = (pieces: Piece[], partial = false) => ({pieces, partial}) as unknown as ConversationSpending;
const shown = (counters: Counter[], name: string) =>
	counters.filter(one => one.name === name).map(({labels, total}) => [Object.values(labels).join(), total]);

test('money, requests and tokens by model, each with its increments by quarter of an hour', () => {
	const counters = countersOf(
		[
			spent([piece(), piece({quarter: 6}), piece({purpose: 'background', costUsd: 0.25, requests: 2})]),
			spent([piece({model: 'haiku'})]),
		],
		[],
	);
	expect(shown(counters, 'ccmon_cost_usd_total')).toEqual([
		['opus,main', 1],
		['opus,background', 0.25],
		['haiku,main', 0.5],
	]);
	expect(shown(counters, 'ccmon_requests_total')[1]).toEqual(['opus,background', 2]);
	expect(shown(counters, 'ccmon_tokens_total')).toEqual([
		['opus,output', 9],
		['haiku,output', 3],
	]);
	const [cost] = counters;
	expect([...cost!.byQuarter]).toEqual([
		[5, 0.5],
		[6, 0.5],
	]);
	expect(endOfQuarter(5)).toBe(5_400_000);
});

test('totals are the same without the increments', () => {
	const spending = [spent([piece(), piece({quarter: 6}), piece({purpose: 'background', isIdle: true})], true)];
	const minutes = [3, 14, 15, 16].map(minute => ({minute, tokens: minute * 1000, requests: minute}));
	const totals = (counters: Counter[]) => counters.map(({name, labels, total}) => ({name, labels, total}));
	const brief = countersOf(spending, minutes, {byQuarter: false});
	expect(totals(brief)).toEqual(totals(countersOf(spending, minutes)));
	expect(brief.every(({byQuarter}) => byQuarter.size === 0)).toBe(true);
});

test('what was spent while idle, and what may be more, is counted beside', () => {
	const counters = countersOf([spent([piece({isIdle: true}), piece()], true), spent([piece()])], []);
	expect(shown(counters, 'ccmon_idle_cost_usd_total')).toEqual([['', 0.5]]);
	expect(shown(counters, 'ccmon_lower_bound_usd_total')).toEqual([['', 1]]);
});

test('what has no price has no money, and what is not known no series of its own', () => {
	const counters = countersOf([spent([piece({costUsd: null, usage: null, requests: 0})])], []);
	expect(counters).toEqual([]);
	expect(countersOf([], [])).toEqual([]);
});

test('models that differ by what is not seen are one series, and one without a name is unknown', () => {
	const counters = countersOf(
		[spent(['opus', 'opus\u001b[31m', 'op\u200bus', '\u0007'].map(model => piece({model})))],
		[],
	);
	expect(shown(counters, 'ccmon_cost_usd_total')).toEqual([
		['opus,main', 1.5],
		['unknown,main', 0.5],
	]);
});

describe('minutes', () => {
	const minutes = [
		{minute: 0, tokens: 1000, requests: 1},
		{minute: 14, tokens: 1001, requests: 60},
		{minute: 15, tokens: 2_000_000, requests: 2},
		{minute: 16, tokens: 500, requests: 0},
	];
	const counters = countersOf([], minutes);
	const bucket = (name: string, le: string) =>
		counters.find(one => one.name === `${name}_bucket` && one.labels.le === le)?.total;

	test('are in each bucket whose bound they do not pass; one without requests is none', () => {
		expect(['1000', '5000', '1000000', '+Inf'].map(le => bucket('ccmon_minute_tokens', le))).toEqual([1, 2, 2, 3]);
		expect(['1', '2', '50', '+Inf'].map(le => bucket('ccmon_minute_requests', le))).toEqual([1, 2, 2, 3]);
		expect(shown(counters, 'ccmon_minute_tokens_sum')).toEqual([['', 2_002_001]]);
		expect(shown(counters, 'ccmon_minute_requests_count')).toEqual([['', 3]]);
	});

	test('rise in the quarter of an hour that they are in', () => {
		const count = counters.find(({name}) => name === 'ccmon_minute_tokens_count')!;
		expect([...count.byQuarter]).toEqual([
			[0, 2],
			[1, 1],
		]);
	});
});
