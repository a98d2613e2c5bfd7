import {expect, onTestFinished, test} from 'vitest';
import {setPriceBook} from '../../source/accounting/cost.ts';
import {createPriceBook, listPrices, type PriceSettings} from '../../source/accounting/price-book.ts';
import type {ManagedPricing} from '../../source/claude/settings/model-pricing.ts';
import {noUsage} from '../../source/claude/usage.ts';
import {priceNotes, priceSource, reportPriceNotes} from '../../source/core/price-notes.ts';

const glm = {input: 1, output: 2, cacheRead: 1, cacheWrite5m: 1, cacheWrite1h: 1, windowTokens: null};

function at(settings: Partial<PriceSettings>, models: readonly string[], managed: ManagedPricing | null = null) {
	setPriceBook(createPriceBook({...listPrices, ...settings}, managed));
	onTestFinished(() => setPriceBook(createPriceBook(listPrices, null)));
	const costByModel = models.map(model => ({model, name: model, usage: noUsage, requests: 1, costUsd: 1}));
	const session = {costByModel, provider: 'anthropic' as const, host: null};
	return [priceSource(session), ...priceNotes(session)];
}

test('list prices need no note', () => {
	expect(at({}, ['claude-opus-5'])).toEqual(['list']);
	expect(at({}, ['nobody-knows'])).toEqual([null]);
});

test('models with prices in the config are named', () => {
	expect(at({models: {'glm-4.7': glm}}, ['claude-opus-5', 'glm-4.7'])).toEqual([
		...['config', 'prices of glm-4.7 from config'],
	]);
	expect(at({models: {'glm-4.7': glm}}, ['claude-opus-5'])).toEqual(['list']);
});

test('a contract and a region', () => {
	expect(at({discountPercent: 15}, ['claude-opus-5'])).toEqual(['config', '15% below list prices by config']);
	expect(at({regions: {anthropic: 10}}, ['claude-opus-5'])).toEqual(['config', '10% above list prices by config']);
});

test('an organisation’s prices', () => {
	expect(at({}, ['claude-opus-5'], {overrides: new Map(), multiplier: 0.8})).toEqual([
		...['managed', "at your organisation's prices"],
	]);
});

test('what a report says of them all', () => {
	at({}, []);
	expect(reportPriceNotes()).toEqual([]);
	at({models: {'glm-4.7': glm}, discountPercent: 15, regions: {'bedrock.eu': 10}}, []);
	expect(reportPriceNotes()).toEqual([
		'Prices from config: glm-4.7, 15% below list prices, bedrock.eu 10% above list prices.',
	]);
	at({}, [], {overrides: new Map(), multiplier: 0.8});
	expect(reportPriceNotes()).toEqual(["Prices are those of your organisation's settings."]);
});
