import {describe, expect, onTestFinished, test} from 'vitest';
import {setPriceBook} from '../../source/accounting/cost.ts';
import {createPriceBook, listPrices, type PriceSettings} from '../../source/accounting/price-book.ts';
import type {ReportedTotal, SessionEvent} from '../../source/claude/events.ts';
import type {MetricSeen} from '../../source/claude/telemetry/telemetry-seen.ts';
import type {Session} from '../../source/core/session.ts';
import {fromTelemetry, noon, process, prompt, request, sessionOf, turnUsage, turnUsd} from '../support/events.ts';

const covered: SessionEvent = {type: 'telemetry.coverage', sessionId: 'one', fromStart: true, lostEvents: 0};

function metric(fields: Partial<MetricSeen>): MetricSeen {
	return {
		type: 'metric',
		sessionId: 'one',
		model: 'claude-opus-5-5',
		querySource: 'main',
		at: noon + 9000,
		costUsd: turnUsd,
		inputTokens: 7,
		outputTokens: 30,
		cacheReadTokens: 11_108,
		cacheCreationTokens: 2777,
		...fields,
	};
}

/** Auto mode's classifier as metrics show it: ten requests of another model, without an event. */
const classifierMetric = metric({
	model: 'claude-sonnet-5[1m]',
	querySource: 'auxiliary',
	costUsd: 0.23859,
	inputTokens: 70,
	outputTokens: 250,
	cacheReadTokens: 286_000,
	cacheCreationTokens: 71_500,
});

function report(fields: Partial<ReportedTotal>): ReportedTotal {
	return {
		type: 'reported',
		origin: 'cost-state',
		sessionId: 'one',
		at: noon + 60_000,
		totalCostUsd: turnUsd,
		byModel: null,
		...fields,
	};
}

function expectPartsToAddUp({cost}: Session) {
	const parts = (cost.mainUsd ?? 0) + (cost.subagentUsd ?? 0) + (cost.compactionUsd ?? 0) + (cost.backgroundUsd ?? 0);
	expect(parts).toBeCloseTo(cost.totalUsd ?? 0, 9);
}

test('what metrics have beyond the events is background of an unreported cause', () => {
	const session = sessionOf([
		request({n: 1}),
		fromTelemetry({n: 1}),
		metric({}),
		classifierMetric,
		{type: 'classifier', sessionId: 'one', at: noon + 2000},
		covered,
	]);
	expect(session.cost).toMatchObject({basis: 'telemetry', partial: false});
	expect(session.cost.totalUsd).toBeCloseTo(turnUsd + 0.23859, 9);
	expect(session.background).toMatchObject([
		{
			cause: 'unreported (auto-mode checks)',
			requests: null,
			tokens: 70 + 250 + 286_000 + 71_500,
			model: 'claude-sonnet-5[1m]',
		},
	]);
	// At Sonnet 5's prices every cache write was for five minutes: 71,500 × $2.50 is in the sum.
	expect(session.usage.cacheCreation5mInputTokens).toBe(2777 + 71_500);
	expect(session.usage.cacheCreation1hInputTokens).toBe(0);
	expectPartsToAddUp(session);
});

test('the dollars distinguish one-hour cache writes from five-minute ones', () => {
	const written = 10_000;
	const session = sessionOf([
		metric({
			querySource: 'auxiliary',
			inputTokens: 0,
			outputTokens: 0,
			cacheReadTokens: 0,
			cacheCreationTokens: written,
			costUsd: (4000 * 8 + 6000 * 5) / 1e6,
		}),
		covered,
	]);
	expect(session.usage).toMatchObject({cacheCreation1hInputTokens: 4000, cacheCreation5mInputTokens: 6000});
});

test('a main request whose event was lost is known from the transcript and not counted again', () => {
	const session = sessionOf([
		request({n: 1}),
		request({n: 2}),
		fromTelemetry({n: 1}),
		metric({costUsd: 2 * turnUsd, inputTokens: 14, outputTokens: 60}),
		covered,
	]);
	expect(session.cost.totalUsd).toBeCloseTo(2 * turnUsd, 9);
	expect(session.background).toEqual([]);
});

test('requests that telemetry missed make the figure partial, not smaller', () => {
	const session = sessionOf([
		request({n: 1}),
		request({n: 2}),
		fromTelemetry({n: 1}),
		metric({at: noon + 30_000}),
		covered,
	]);
	expect(session.cost).toMatchObject({basis: 'estimated', partial: true});
	expect(session.cost.totalUsd).toBeCloseTo(2 * turnUsd, 9);
});

test('a background session is a lower bound even with telemetry', () => {
	const events = [process({kind: 'bg'}), request({n: 1}), fromTelemetry({n: 1}), metric({}), covered];
	expect(sessionOf(events).cost).toMatchObject({basis: 'telemetry', partial: true});
});

test('Claude Code’s own total shows how much is missing, by model if it names models', () => {
	const title = {...turnUsage, outputTokens: 915, cacheReadInputTokens: 806, cacheCreation5mInputTokens: 201};
	const titleUsd = (7 * 4 + 915 * 20 + 806 * 0.2 + 201 * 5) / 1e6;
	const session = sessionOf([
		request({n: 1}),
		report({
			totalCostUsd: turnUsd + titleUsd,
			byModel: {
				'claude-opus-5-5': {
					costUsd: turnUsd + titleUsd,
					usage: {
						inputTokens: 14,
						outputTokens: 945,
						cacheReadInputTokens: 11_914,
						cacheCreation5mInputTokens: 2978,
						cacheCreation1hInputTokens: 0,
						webSearchRequests: 0,
					},
				},
			},
		}),
		// After the report: counted on top of it, and what is hidden beside it is not known.
		request({n: 90}),
	]);
	expect(session.cost).toMatchObject({basis: 'reported', partial: true});
	expect(session.cost.totalUsd).toBeCloseTo(2 * turnUsd + titleUsd, 9);
	expect(session.cost.backgroundUsd).toBeCloseTo(titleUsd, 9);
	expect(session.background).toMatchObject([{cause: 'unreported', tokens: 7 + title.outputTokens + 806 + 201}]);
	expectPartsToAddUp(session);
});

test('a status line below the total that was saved before it leaves the figure a lower bound', () => {
	const saved = report({totalCostUsd: 0.35, totalStartedAt: noon});
	const resumed = [
		prompt({n: 90}),
		request({n: 91}),
		report({origin: 'statusline', at: noon + 100_000, totalCostUsd: 0.1}),
	];
	const {cost} = sessionOf([request({n: 1}), saved, ...resumed]);
	expect(cost).toMatchObject({basis: 'reported', partial: true});
	// The saved total and the request since; of the status line’s ten cents only that is known to be none of it.
	expect(cost.totalUsd).toBeCloseTo(0.35 + turnUsd, 9);
});

test('a total in dollars only adds dollars only', () => {
	const session = sessionOf([request({n: 1}), report({totalCostUsd: 0.073, origin: 'statusline'})]);
	expect(session.background).toMatchObject([{cause: 'unreported', tokens: null}]);
	expect(session.cost.totalUsd).toBeCloseTo(0.073, 9);
	expectPartsToAddUp(session);
});

test('without telemetry and total the figure is a lower bound and background is unknown', () => {
	expect(sessionOf([request({n: 1})]).cost).toMatchObject({
		basis: 'estimated',
		partial: true,
		backgroundUsd: null,
		idleUsd: null,
	});
});

test('telemetry that began in the middle is completed by the total', () => {
	const session = sessionOf([
		request({n: 1}),
		request({n: 2}),
		fromTelemetry({n: 2}),
		fromTelemetry({n: 3, purpose: 'background', cause: 'prompt_suggestion'}),
		metric({}),
		metric({querySource: 'auxiliary'}),
		{...covered, fromStart: false} as SessionEvent,
		report({totalCostUsd: 4 * turnUsd}),
	]);
	expect(session.cost.basis).toBe('reported');
	expect(session.cost.totalUsd).toBeCloseTo(4 * turnUsd, 9);
	expect(session.background.map(({cause}) => cause).sort()).toEqual(['prompt_suggestion', 'unreported']);
	expectPartsToAddUp(session);
});

describe('prices of the config', () => {
	const glm = {input: 1, output: 1, cacheRead: 1, cacheWrite5m: 1, cacheWrite1h: 1, windowTokens: null};
	/** 13,922 tokens a turn at $1 a million. */
	const glmUsd = 0.013922;
	const use = (settings: Partial<PriceSettings>) => {
		setPriceBook(createPriceBook({...listPrices, ...settings}, null));
		onTestFinished(() => setPriceBook(createPriceBook(listPrices, null)));
	};
	const model = 'glm-4.7';

	test('a discount is taken off what has been reconciled at list prices', () => {
		use({discountPercent: 20});
		const session = sessionOf([request({n: 1}), fromTelemetry({n: 1}), metric({}), classifierMetric, covered]);
		expect(session.cost).toMatchObject({basis: 'telemetry', partial: false});
		expect(session.cost.totalUsd).toBeCloseTo(0.8 * (turnUsd + 0.23859), 9);
		expect(session.cost.backgroundUsd).toBeCloseTo(0.8 * 0.23859, 9);
		expectPartsToAddUp(session);
		const reported = sessionOf([request({n: 1}), report({totalCostUsd: turnUsd + 0.1})]);
		expect(reported.cost.totalUsd).toBeCloseTo(0.8 * (turnUsd + 0.1), 9);
	});

	test('Claude Code’s dollars for a model priced in the config are ignored', () => {
		use({models: {[model]: glm}});
		// It counts the model at its default's price.
		const guess = fromTelemetry({n: 1, model, costUsd: turnUsd});
		const measured = sessionOf([request({n: 1, model}), guess, metric({model}), covered]);
		expect(measured.cost).toMatchObject({basis: 'telemetry', partial: false, backgroundUsd: 0});
		expect(measured.cost.totalUsd).toBeCloseTo(glmUsd, 9);
		const reported = sessionOf([request({n: 1, model}), report({origin: 'statusline', totalCostUsd: 0.3181})]);
		expect(reported.cost).toMatchObject({basis: 'estimated', partial: true, backgroundUsd: null});
		expect(reported.cost.totalUsd).toBeCloseTo(glmUsd, 9);
	});

	test('hidden requests of such a model are priced by their tokens', () => {
		use({models: {[model]: glm}});
		const hidden = metric({model, querySource: 'auxiliary', costUsd: 99});
		const {cost} = sessionOf([request({n: 1, model}), fromTelemetry({n: 1, model}), metric({model}), hidden, covered]);
		expect(cost.backgroundUsd).toBeCloseTo(glmUsd, 9);
		expect(cost.totalUsd).toBeCloseTo(2 * glmUsd, 9);
	});
});
