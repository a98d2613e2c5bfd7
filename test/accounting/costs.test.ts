/** What a conversation has cost, added up from its pieces: parts add up, and what is not known is null and not 0. */
import {describe, expect, test} from 'vitest';
import {costsOf} from '../../source/accounting/costs.ts';
import {mergePieces, type Piece, type Spending} from '../../source/accounting/spending.ts';
import {noUsage} from '../../source/claude/usage.ts';

const piece = (fields: Partial<Piece>): Piece => ({
	...{model: 'claude-opus-5-5', speed: 'standard', usInference: false, largePrompt: false, quarter: 10},
	...{purpose: 'main', cause: null, isIdle: false, isSurplus: false, requests: 1, costUsd: 1, lastAt: 1000},
	usage: {...noUsage, inputTokens: 100},
	...fields,
});
const spending = (pieces: Piece[], fields: Partial<Spending> = {}): Spending => ({
	...{pieces, basis: 'telemetry', partial: false, until: Number.POSITIVE_INFINITY},
	...fields,
});
const title = (fields: Partial<Piece> = {}) =>
	piece({purpose: 'background', cause: 'generate_session_title', model: 'claude-haiku-4-5', costUsd: 0.25, ...fields});

describe('the cost', () => {
	test('is the sum of its parts, tokens and requests with it', () => {
		const parts = [piece({}), piece({purpose: 'subagent', costUsd: 2}), piece({purpose: 'compaction', costUsd: 4})];
		const {cost, usage, requests} = costsOf(spending([...parts, title({isIdle: true})]), true);
		expect(cost).toMatchObject({
			...{totalUsd: 7.25, mainUsd: 1, subagentUsd: 2, compactionUsd: 4, backgroundUsd: 0.25, idleUsd: 0.25},
			...{basis: 'telemetry', partial: false, unpricedModels: []},
		});
		expect(usage.inputTokens).toBe(400);
		expect(requests).toBe(4);
	});

	test('is zero where telemetry measured zero, and nothing without a piece', () => {
		expect(costsOf(spending([piece({})]), false).cost).toMatchObject({
			...{subagentUsd: 0, compactionUsd: 0, backgroundUsd: 0, idleUsd: 0},
		});
		expect(costsOf(spending([piece({})]), true).cost.compactionUsd).toBe(0);
		expect(costsOf(spending([]), false).cost).toMatchObject({totalUsd: null, mainUsd: null, backgroundUsd: null});
	});

	test('leaves hidden, idle and compaction dollars unknown without telemetry', () => {
		const estimated = {basis: 'estimated', partial: true} as const;
		expect(costsOf(spending([piece({})], estimated), true).cost).toMatchObject({
			...{totalUsd: 1, mainUsd: 1, subagentUsd: 0, compactionUsd: null, backgroundUsd: null, idleUsd: null},
		});
		expect(costsOf(spending([piece({})], estimated), false).cost.compactionUsd).toBe(0);
		expect(costsOf(spending([title()], estimated), false).cost.backgroundUsd).toBe(0.25);
	});

	test('names models without a price and counts their tokens', () => {
		const {cost, usage} = costsOf(spending([piece({}), piece({model: 'mystery-9', costUsd: null})]), false);
		expect(cost).toMatchObject({totalUsd: 1, unpricedModels: ['mystery-9']});
		expect(usage.inputTokens).toBe(200);
		expect(costsOf(spending([piece({costUsd: null})]), false).cost).toMatchObject({
			...{totalUsd: null, mainUsd: null, subagentUsd: 0, backgroundUsd: 0},
		});
	});

	test('of background without a price is unknown, in total, by cause and while idle', () => {
		const unpriced = title({costUsd: null, isIdle: true});
		const {cost, background} = costsOf(spending([piece({}), unpriced]), false);
		expect(cost).toMatchObject({totalUsd: 1, backgroundUsd: null, idleUsd: null});
		expect(background).toMatchObject([{costUsd: null, idleUsd: null, idleRequests: 1}]);
		const some = costsOf(spending([piece({}), unpriced, title({isIdle: true})]), false);
		expect(some.cost).toMatchObject({backgroundUsd: 0.25, idleUsd: 0.25});
		expect(some.background).toMatchObject([{costUsd: 0.25, idleUsd: null, idleRequests: 2}]);
	});

	test('may be that of some pieces alone, e.g. of today', () => {
		const {cost, background} = costsOf(
			spending([piece({}), title({quarter: 11})]),
			false,
			({quarter}) => quarter === 10,
		);
		expect(cost.totalUsd).toBe(1);
		expect(background).toEqual([]);
	});
});

test('spellings of a model are one model, the most expensive first', () => {
	const pieces = [
		title({model: 'claude-haiku-4-5-20251001'}),
		title(),
		piece({}),
		piece({model: '', costUsd: 9, usage: null}),
	];
	expect(costsOf(spending(pieces), false).byModel).toMatchObject([
		{name: 'Opus 5.5', costUsd: 1, requests: 1},
		{name: 'Haiku 4.5', costUsd: 0.5, requests: 2},
	]);
});

describe('background', () => {
	test('is listed by cause, the most expensive first, with what happened while idle', () => {
		const suggestion = {cause: 'prompt_suggestion', costUsd: 0.5, lastAt: 3000};
		const pieces = [title(), title({isIdle: true}), title({...suggestion, requests: 3})];
		expect(costsOf(spending(pieces), false).background).toEqual([
			{
				...{cause: 'generate_session_title', requests: 2, tokens: 200, costUsd: 0.5, idleRequests: 1, idleUsd: 0.25},
				...{lastAt: 1000, model: null},
			},
			{
				...{cause: 'prompt_suggestion', requests: 3, tokens: 100, costUsd: 0.5, idleRequests: 0, idleUsd: 0},
				...{lastAt: 3000, model: null},
			},
		]);
	});

	test('known only as a sum has no requests and is named after its model', () => {
		const surplus = {cause: null, isSurplus: true, requests: 0, usage: null};
		const {background} = costsOf(spending([title(surplus), title({...surplus, model: ''})]), false);
		expect(background).toMatchObject([
			{cause: 'unreported', requests: null, tokens: null, costUsd: 0.25, idleUsd: null, model: 'claude-haiku-4-5'},
			{cause: 'unreported', requests: null, model: null},
		]);
	});
});

describe('pieces that are alike', () => {
	test('become one, and others stay apart', () => {
		const merged = mergePieces([
			piece({}),
			piece({lastAt: 5000, costUsd: 2}),
			piece({quarter: 11}),
			piece({isIdle: true}),
		]);
		expect(merged).toHaveLength(3);
		expect(merged[0]).toMatchObject({costUsd: 3, requests: 2, lastAt: 5000, usage: {inputTokens: 200}});
	});

	test('stay apart where a price is unknown, and keep unknown tokens unknown', () => {
		expect(mergePieces([piece({}), piece({costUsd: null})])).toHaveLength(2);
		expect(mergePieces([piece({usage: null}), piece({usage: null})])).toMatchObject([{usage: null, costUsd: 2}]);
	});

	test('do not change the pieces that they were made of', () => {
		const pieces = [piece({}), piece({})];
		mergePieces(pieces);
		expect(pieces.map(({costUsd, usage}) => [costUsd, usage?.inputTokens])).toEqual([
			[1, 100],
			[1, 100],
		]);
	});
});
