/** Cache misses and errors of conversations, as the history sums them up. */
import {afterEach, beforeEach, expect, test} from 'vitest';
import {setPriceBook} from '../../source/accounting/cost.ts';
import {newFacts} from '../../source/accounting/facts.ts';
import {createPriceBook, listPrices} from '../../source/accounting/price-book.ts';
import {readTroubles} from '../../source/index/conversation-troubles.ts';
import {detailsToJson, factsToJson} from '../../source/index/facts-json.ts';
import {createOpenedIndex, type OpenedIndex} from './opened.ts';

let index: OpenedIndex;
beforeEach(() => {
	index = createOpenedIndex();
});
afterEach(() => {
	index.close();
	setPriceBook(createPriceBook(listPrices, null));
});

const missed = {...newFacts('one'), model: 'claude-opus-5-5', cacheMisses: 2, cacheMissUsd: 0.5};
const counted = {
	latest: {requests: 4, misses: 1, causes: {ttl: 1}},
	earlier: {requests: 6, misses: 2, causes: {ttl: 2}},
};
const apiErrors = [{at: 5, status: 529, reason: 'overloaded', usd: 0.25}];
const details = detailsToJson({
	...{subagents: [], compactionUsd: new Map(), peak: {tokensPerMinute: 0, requestsPerMinute: 0}, apiErrors},
});

test('as they were stored; what is gone is left out', () => {
	const facts = factsToJson({...missed, countedMisses: counted});
	const rows = [index.conversation('one', {facts, details}), index.conversation('two')];
	expect(readTroubles(index.database, [...rows, 99])).toEqual([
		{
			...{cacheMisses: 2, cacheMissUsd: 0.5, apiErrors},
			counted: {requests: 10, misses: 3, causes: {ttl: 3}},
		},
		{cacheMisses: 0, cacheMissUsd: null, counted: null, apiErrors: []},
	]);
});

test('misses cost what is paid after the contract’s discount, as on the screen', () => {
	setPriceBook(createPriceBook({...listPrices, discountPercent: 20, regions: {bedrock: 10}}, null));
	const rows = [
		index.conversation('one', {facts: factsToJson(missed)}),
		index.conversation('two', {facts: factsToJson({...missed, provider: 'bedrock'})}),
	];
	const [usual, bedrock] = readTroubles(index.database, rows);
	expect(usual!.cacheMissUsd).toBeCloseTo(0.5 * 0.8, 12);
	expect(bedrock!.cacheMissUsd).toBeCloseTo(0.5 * 0.8 * 1.1, 12);
});

test('facts that another program has damaged are those of a new conversation', () => {
	const rows = [index.conversation('one', {facts: '{"cacheMisses": "many", "model": 7}'})];
	expect(readTroubles(index.database, rows)).toMatchObject([{cacheMisses: 0, cacheMissUsd: null}]);
	const broken = [index.conversation('two', {facts: '{'})];
	expect(readTroubles(index.database, broken)).toMatchObject([{cacheMisses: 0, counted: null}]);
});
