/** The dollars that telemetry reports of a request: whose they are, and when they are a guess. */
import {describe, expect, onTestFinished, test} from 'vitest';
import {setPriceBook} from '../../source/accounting/cost.ts';
import {createPriceBook, listPrices} from '../../source/accounting/price-book.ts';
import type {ReportedTotal, RequestSeen} from '../../source/claude/events.ts';
import type {MetricSeen} from '../../source/claude/telemetry/telemetry-seen.ts';
import {noUsage} from '../../source/claude/usage.ts';
import {fromTelemetry, ledgerOf, noon, request, sessionOf, turnUsage, turnUsd} from '../support/events.ts';

describe('the price that telemetry reports of an answer with advice includes the advice, which is counted apart', () => {
	const advice = {...noUsage, inputTokens: 50_000, outputTokens: 2000};
	// $5 and $25 for a million tokens.
	const part = {messageId: 'msg_1/1', requestId: 'req_1/1', model: 'claude-opus-4-7', usage: advice, isPart: true};
	/** `changes`: of the ids, by which both sources name the request. */
	const orders = (name: string, changes: Partial<RequestSeen> = {}, ofPart: Partial<RequestSeen> = {}) => {
		const lines = [request({n: 1, ...changes}), request({n: 1, ...part, ...ofPart})];
		const later = lines.map(line => ({...line, at: line.at + 20}));
		const reported = fromTelemetry({n: 1, costUsd: turnUsd + 0.3, requestId: lines[0]!.requestId});
		return [
			[`${name}: the transcript first`, [...lines, reported]],
			[`${name}: telemetry first`, [reported, ...lines]],
			[`${name}: telemetry in between, and lines repeated`, [lines[0]!, reported, ...lines, ...lines]],
			[`${name}: a line for each block`, [...lines, ...later, reported]],
			[`${name}: telemetry between them`, [...lines, reported, ...later]],
			[`${name}: telemetry, and a line for each block`, [reported, ...lines, ...later]],
		] satisfies [string, RequestSeen[]][];
	};

	test.each([
		...orders('with a request id'),
		...orders('with a message id alone', {requestId: null}, {requestId: null}),
		...orders('without ids', {requestId: null, messageId: null}, {requestId: null, messageId: null}),
	])('%s', (_, events) => {
		const {cost, requests, costByModel} = sessionOf(events);
		expect(requests).toBe(1);
		expect(cost.totalUsd).toBeCloseTo(turnUsd + 0.3, 10);
		expect(costByModel.map(({model, costUsd}) => [model, costUsd?.toFixed(6)])).toEqual([
			['claude-opus-4-7', '0.300000'],
			['claude-opus-5-5', turnUsd.toFixed(6)],
		]);
		expect(ledgerOf(events, noon + 60_000).totals(noon + 60_000).usdPerHour).toBeCloseTo(turnUsd + 0.3, 10);
	});
});

describe('what telemetry says that a request costs', () => {
	const asked = (model: string) => fromTelemetry({n: 1, model, costUsd: 0.3});
	/** Whichever is read first. */
	const inBothOrders = (line: RequestSeen, event: RequestSeen) =>
		[
			[line, event],
			[event, line],
			[line, event, line],
		].map(events => {
			const {totalUsd, unpricedModels} = sessionOf(events).cost;
			return [totalUsd && Number(totalUsd.toFixed(9)), ...unpricedModels];
		});
	const times3 = (one: unknown) => [one, one, one];

	test('is a guess for a gateway’s model', () => {
		expect(inBothOrders(request({n: 1, model: 'glm-4.7'}), asked('glm-4.7'))).toEqual(times3([null, 'glm-4.7']));
		expect(sessionOf([asked('glm-4.7')]).cost).toMatchObject({totalUsd: null, unpricedModels: ['glm-4.7']});
	});

	test('is a guess for a gateway’s name of a model, which answers under its own', () => {
		expect(inBothOrders(request({n: 1}), asked('our-opus'))).toEqual(times3([turnUsd]));
		const metric: MetricSeen = {
			...{type: 'metric', sessionId: 'one', model: 'our-opus', querySource: 'main', at: noon + 1500, costUsd: 0.3},
			...{inputTokens: 7, outputTokens: 30, cacheReadTokens: 11_108, cacheCreationTokens: 2777},
		};
		const total: ReportedTotal = {
			...{type: 'reported', origin: 'statusline', sessionId: 'one', at: noon + 2000, totalCostUsd: 0.3, byModel: null},
		};
		const {cost, usage} = sessionOf([request({n: 1}), asked('our-opus'), metric, total]);
		expect([cost.totalUsd?.toFixed(7), usage]).toEqual([turnUsd.toFixed(7), turnUsage]);
	});

	describe('is of the model that was asked for, and a guess for a gateway’s model that answered', () => {
		const line = request({n: 1, model: 'glm-4.7'});
		// Claude Code 2.1.332 names in events the model that answered, in metrics and totals the one that it asked for.
		const events = [asked('glm-4.7'), asked('claude-opus-5-5')];
		const metric: MetricSeen = {
			...{
				type: 'metric',
				sessionId: 'one',
				model: 'claude-opus-5-5',
				querySource: 'main',
				at: noon + 1500,
				costUsd: 0.3,
			},
			...{inputTokens: 7, outputTokens: 30, cacheReadTokens: 11_108, cacheCreationTokens: 2777},
		};
		const statusLine: ReportedTotal = {
			...{type: 'reported', origin: 'statusline', sessionId: 'one', at: noon + 2000, totalCostUsd: 0.3, byModel: null},
		};
		const saved: ReportedTotal = {
			...statusLine,
			...{origin: 'cost-state', totalStartedAt: noon, byModel: {'claude-opus-5-5': {usage: turnUsage, costUsd: 0.3}}},
		};
		const sources: [string, (event: RequestSeen) => (RequestSeen | MetricSeen | ReportedTotal)[]][] = [
			['the event', event => [event]],
			['metrics', event => [event, metric]],
			['metrics without an event', () => [metric]],
			['a status line', event => [event, metric, statusLine]],
			['a saved total', event => [event, metric, saved, statusLine]],
			['a saved total alone', () => [saved]],
		];
		const saying = sources.flatMap(([name, said]) =>
			events.map(event => ({name: `${name}, named ${event.model}`, said: said(event)})),
		);

		test.each(saying)('$name', ({said}) => {
			for (const all of [
				[line, ...said],
				[...said, line],
			]) {
				const {cost, usage, background} = sessionOf(all);
				expect([cost, usage]).toMatchObject([{totalUsd: null, unpricedModels: ['glm-4.7'], partial: true}, turnUsage]);
				expect(background).toEqual([]);
			}
		});

		test.each(saying)('with a price in the config: $name', ({said}) => {
			const prices = {input: 1, output: 2, cacheRead: 0, cacheWrite5m: 1, cacheWrite1h: 1, windowTokens: null};
			setPriceBook(createPriceBook({...listPrices, models: {'glm-4.7': prices}}, null));
			onTestFinished(() => setPriceBook(createPriceBook(listPrices, null)));
			for (const all of [
				[line, ...said],
				[...said, line],
			]) {
				const {cost, usage, background} = sessionOf(all);
				// 7 and 2,777 tokens at $1 and 30 at $2 a million.
				expect([cost.totalUsd?.toFixed(9), usage, background]).toEqual(['0.002844000', turnUsage, []]);
			}
		});
	});

	test('counts for Anthropic’s models that the list does not have yet, and where the line names none', () => {
		expect(inBothOrders(request({n: 1, model: 'claude-opus-9'}), asked('claude-opus-9'))).toEqual(times3([0.3]));
		expect(inBothOrders(request({n: 1, model: 'unknown'}), asked('claude-opus-9'))).toEqual(times3([0.3]));
	});

	test('is of the model of the last line, also when that comes later', () => {
		const refused = request({n: 1, model: 'claude-fable-5', usage: {...turnUsage, outputTokens: 3}});
		const served = request({n: 1, model: 'claude-opus-5-5', at: noon + 2000});
		for (const events of [
			[refused, asked('claude-fable-5'), served],
			[asked('claude-fable-5'), refused, served],
			[asked('claude-fable-5'), served, refused],
		])
			expect(sessionOf(events).costByModel).toMatchObject([{model: 'claude-opus-5-5', costUsd: 0.3}]);
	});
});
