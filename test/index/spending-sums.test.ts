/** Sums that SQLite makes are those that the pieces have when they are added up one by one. */
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {identitiesOf} from '../../source/index/folder-rows.ts';
import {readSpendingOf} from '../../source/index/spending-rows.ts';
import {readSpendingSums, type SumsRequest} from '../../source/index/spending-sums.ts';
import {seededRandom} from '../support/random.ts';
import {createOpenedIndex, type OpenedIndex} from './opened.ts';

let index: OpenedIndex;
beforeEach(() => {
	index = createOpenedIndex();
});
afterEach(() => index.close());

/** A quarter of an hour on the morning of 2026-11-20, UTC. */
const ten = Date.UTC(2026, 10, 20, 10) / 900_000;
const always: Omit<SumsRequest, 'by'> = {from: 0, until: 1e9, offsets: []};

function addFolder(name: string): number {
	const path = index.at(name);
	return index.put('folder', {identity: identitiesOf([path])[0]!, path});
}

const addClass = (model: string, purpose = 'main', cause = '') =>
	index.put('spending_class', {model, speed: 'standard', us_inference: 0, large_prompt: 0, purpose, cause});

function addPiece(conversation: number, quarter: number, classId: number, fields: Record<string, number | null> = {}) {
	index.put('spending', {
		...{conversation, quarter, class: classId, is_idle: 0, is_surplus: 0, is_unpriced: 0, requests: 1},
		...{input_tokens: 1, output_tokens: 10, cache_read_input_tokens: 100, cache_creation_5m_input_tokens: 1000},
		...{cache_creation_1h_input_tokens: 10_000, web_search_requests: 2, cost_usd: 0.5, last_at: quarter * 900_000},
		...fields,
	});
}

const sums = (by: SumsRequest['by'], request: Partial<SumsRequest> = {}, folders = ['claude']) =>
	readSpendingSums(
		index.database,
		folders.map(name => index.at(name)),
		{...always, by, ...request},
	);

/** Requests and dollars of each. */
const shown = (...args: Parameters<typeof sums>) =>
	sums(...args).map(({pieces: [piece]}) => [piece!.requests, piece!.costUsd]);

describe('one sum', () => {
	test('has all that was spent alike, as of its last quarter of an hour', () => {
		const row = index.conversation('one', {folder: addFolder('claude'), basis: 'reported', partial: 0});
		const other = index.conversation('two', {folder: 1, basis: 'estimated', partial: 1});
		const opus = addClass('claude-opus-5-5');
		addPiece(row, ten, opus);
		addPiece(other, ten + 8, opus, {requests: 2, cost_usd: 0.25});
		const usage = {
			...{inputTokens: 2, outputTokens: 20, cacheReadInputTokens: 200, cacheCreation5mInputTokens: 2000},
			...{cacheCreation1hInputTokens: 20_000, webSearchRequests: 4},
		};
		const piece = {model: 'claude-opus-5-5', purpose: 'main', cause: null, quarter: ten + 8};
		expect(sums('class')).toEqual([
			{
				...{sessionId: '', cwd: null, title: null, basis: 'estimated', partial: true},
				pieces: [{...piece, usage, requests: 3, costUsd: 0.75}],
			},
		]);
		expect(sums('conversation').map(({sessionId, basis}) => [sessionId, basis])).toEqual([
			['one', 'reported'],
			['two', 'estimated'],
		]);
	});

	test('of a model without a price is apart, and has no dollars; tokens that are not known are none', () => {
		const row = index.conversation('one', {folder: addFolder('claude')});
		const opus = addClass('claude-opus-9');
		addPiece(row, ten, opus, {is_unpriced: 1, cost_usd: null});
		addPiece(row, ten, opus, {is_surplus: 1, requests: 0, input_tokens: null, output_tokens: null});
		expect(shown('class')).toEqual([
			[0, 0.5],
			[1, null],
		]);
		expect(sums('class')[0]!.pieces[0]!.usage).toMatchObject({inputTokens: 0, cacheReadInputTokens: 100});
	});

	test('begins with a quarter of an hour and ends before another', () => {
		const row = index.conversation('one', {folder: addFolder('claude')});
		for (const quarter of [ten - 1, ten, ten + 1]) addPiece(row, quarter, addClass(`m${quarter}`));
		expect(shown('class', {from: ten, until: ten + 1})).toEqual([[1, 0.5]]);
		expect(shown('class', {from: ten, until: ten})).toEqual([]);
	});

	test('that is larger than a number can be exactly is read all the same', () => {
		const row = index.conversation('one', {folder: addFolder('claude')});
		const opus = addClass('m');
		const most = 9_000_000_000_000_000;
		for (const quarter of [ten, ten + 1]) addPiece(row, quarter, opus, {input_tokens: most});
		expect(sums('class')[0]!.pieces[0]!.usage!.inputTokens).toBe(2 * most);
	});

	test('by day is by days of the universal time where no zone is given', () => {
		const row = index.conversation('one', {folder: addFolder('claude')});
		const midnight = Date.UTC(2026, 10, 21) / 900_000;
		const opus = addClass('m');
		for (const quarter of [midnight - 1, midnight, midnight + 95]) addPiece(row, quarter, opus);
		expect(shown('day')).toEqual([
			[1, 0.5],
			[2, 1],
		]);
	});

	test('of a class that is gone is unknown background', () => {
		addPiece(index.conversation('one', {folder: addFolder('claude')}), ten, 99);
		expect(sums('class')[0]!.pieces).toMatchObject([{model: 'unknown', purpose: 'background', costUsd: 0.5}]);
	});
});

describe('of the folders asked for', () => {
	test('and of what only telemetry knows', () => {
		const [folder, other] = [addFolder('claude'), addFolder('other')];
		const opus = addClass('m');
		for (const [id, of] of [
			['one', folder],
			['two', other],
			['three', null],
		] as const)
			addPiece(index.conversation(id, {folder: of}), ten, opus);
		expect(shown('class')).toEqual([[2, 1]]);
		expect(shown('class', {}, ['claude', 'other'])).toEqual([[3, 1.5]]);
		expect(shown('class', {}, ['nowhere'])).toEqual([[1, 0.5]]);
	});

	test('a conversation that two of them hold counts once', () => {
		const opus = addClass('m');
		for (const name of ['claude', 'other'])
			addPiece(index.conversation('one', {folder: addFolder(name), last_at: 5}), ten, opus);
		expect(shown('class', {}, ['claude', 'other'])).toEqual([[1, 0.5]]);
	});
});

test('any sums are what the pieces have, by whatever they are added up', () => {
	const seed = Date.now();
	const random = seededRandom(seed);
	const folder = addFolder('claude');
	const classes = ['a', 'b'].map(model => addClass(model));
	const [from, until, change] = [ten + random.int(0, 50), ten + random.int(300, 401), ten + random.int(60, 290)];
	for (const id of ['one', 'two', 'three']) {
		const row = index.conversation(id, {folder, cwd: `/${id}`, last_at: 1});
		const quarters = new Set([from, until, change, ...Array.from({length: 40}, () => ten + random.int(0, 400))]);
		for (const quarter of quarters)
			addPiece(row, quarter, random.pick(classes), {requests: random.int(0, 9), input_tokens: random.int(0, 99)});
	}
	// The clocks change in between, by an hour.
	const offsets = [
		{until: change, offset: -20},
		{until: 1e9, offset: -16},
	];
	const slotOf: Record<SumsRequest['by'], (sessionId: string, quarter: number) => string> = {
		day: (_, quarter) => new Date((quarter + (quarter < change ? -20 : -16)) * 900_000).toISOString().slice(0, 10),
		conversation: sessionId => sessionId,
		class: () => '',
	};
	for (const by of ['day', 'conversation', 'class'] as const) {
		const expected = new Map<string, number[]>();
		for (const {sessionId, pieces} of readSpendingOf(index.database, [index.at('claude')]))
			for (const {quarter, model, requests, usage, costUsd} of pieces) {
				if (quarter < from || quarter >= until) continue;
				const key = `${slotOf[by](sessionId, quarter)} ${model}`;
				const [n = 0, tokens = 0, usd = 0] = expected.get(key) ?? [];
				expected.set(key, [n + requests, tokens + usage!.inputTokens, usd + costUsd!]);
			}
		const found = readSpendingSums(index.database, [index.at('claude')], {by, from, until, offsets});
		const actual = found.map(({sessionId, pieces: [piece]}) => [
			`${slotOf[by](sessionId, piece!.quarter)} ${piece!.model}`,
			[piece!.requests, piece!.usage!.inputTokens, piece!.costUsd],
		]);
		expect(Object.fromEntries(actual), `seed ${seed}`).toEqual(Object.fromEntries(expected));
		expect(actual, `seed ${seed}`).toHaveLength(expected.size);
	}
});
