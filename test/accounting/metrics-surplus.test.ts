/** What metrics have in addition to the requests: by model and kind of source, and never more than they have. */
import {expect, test} from 'vitest';
import type {SessionEvent} from '../../source/claude/events.ts';
import {purposeOf} from '../../source/claude/telemetry/purpose.ts';
import type {MetricSeen} from '../../source/claude/telemetry/telemetry-seen.ts';
import {fromTelemetry, ledgerOf, noon, process, request, sessionOf, turnUsage, turnUsd} from '../support/events.ts';

const covered: SessionEvent = {type: 'telemetry.coverage', sessionId: 'one', fromStart: true, lostEvents: 0};
const exact = {basis: 'telemetry', partial: false};

/** One turn of `test/support/events.ts`, as metrics report it. */
function metric(n: number, fields: Partial<MetricSeen> = {}): MetricSeen {
	return {
		...{type: 'metric', sessionId: 'one', model: 'claude-opus-5-5', querySource: 'main'},
		...{startAt: noon + n * 1000, at: noon + n * 1000 + 500, costUsd: turnUsd},
		...{inputTokens: 7, outputTokens: 30, cacheReadTokens: 11_108, cacheCreationTokens: 2777},
		...fields,
	};
}

const turn = (n: number): SessionEvent[] => [request({n}), fromTelemetry({n}), metric(n)];

test('an answer that was interrupted is counted with the rest of it, which only metrics know', () => {
	// Its line says one token, no event reports it, and the metrics have Claude Code’s estimate of what it had received.
	const stopped = request({n: 2, usage: {...turnUsage, outputTokens: 1}});
	const whole = metric(2, {outputTokens: 1013, costUsd: turnUsd + (983 * 20) / 1e6});
	const session = sessionOf([...turn(1), stopped, whole, covered]);
	expect(session.cost).toMatchObject(exact);
	expect(session.cost.mainUsd).toBeCloseTo(2 * turnUsd + (983 * 20) / 1e6, 9);
	expect(session.cost.backgroundUsd).toBe(0);
	expect(session.usage).toMatchObject({inputTokens: 14, outputTokens: 1043, cacheCreation5mInputTokens: 5554});
});

test('matches the API’s full model id with the short name that was asked for', () => {
	const dated = request({n: 2, model: 'claude-opus-4-5-20251101', usage: {...turnUsage, outputTokens: 1}});
	const events = [...turn(1), dated, metric(2, {model: 'claude-opus-4-5', costUsd: 0.03}), covered];
	const {cost, costByModel} = sessionOf(events);
	expect(cost).toMatchObject(exact);
	expect(cost.totalUsd).toBeCloseTo(turnUsd + 0.03, 9);
	expect(costByModel.map(({name}) => name)).toEqual(['Opus 4.5', 'Opus 5.5']);
});

test('a model that matches no request is not counted twice', () => {
	const unknown = request({n: 2, model: 'gateway-name', usage: {...turnUsage, outputTokens: 1}});
	const {cost, usage} = sessionOf([...turn(1), unknown, metric(2, {model: 'another-name'}), covered]);
	expect(cost).toMatchObject({totalUsd: expect.closeTo(turnUsd, 9), unpricedModels: ['gateway-name']});
	expect(usage.outputTokens).toBe(30 + 1);
});

test('ignores what metrics report for a model without a price, which is a guess', () => {
	const unpriced = request({n: 2, model: 'mystery-9'});
	const guess = metric(2, {model: 'mystery-9', costUsd: 5, inputTokens: 700});
	const {cost} = sessionOf([...turn(1), unpriced, guess, covered]);
	expect(cost.totalUsd).toBeCloseTo(turnUsd, 9);
	expect(cost.unpricedModels).toEqual(['mystery-9']);
});

test('of hidden requests of a model without a price only the tokens are known, and that there were some', () => {
	const hidden = metric(2, {model: 'glm-4.7', querySource: 'auxiliary', costUsd: 5, inputTokens: 700});
	const {cost, usage, background} = sessionOf([...turn(1), hidden, covered]);
	expect(cost).toMatchObject({basis: 'telemetry', partial: true, backgroundUsd: null, unpricedModels: ['glm-4.7']});
	expect(cost.totalUsd).toBeCloseTo(turnUsd, 9);
	expect(usage.inputTokens).toBe(7 + 700);
	expect(background).toMatchObject([{model: 'glm-4.7', costUsd: null}]);
	// Claude Code’s total in dollars holds the guess.
	const guessed: SessionEvent = {
		...{type: 'reported', origin: 'statusline', sessionId: 'one', at: noon + 3000},
		...{totalCostUsd: turnUsd + 5, byModel: null},
	};
	expect(sessionOf([...turn(1), hidden, covered, guessed]).cost.totalUsd).toBeCloseTo(turnUsd, 9);
});

test('metrics under another model’s name add no more than all metrics together', () => {
	// The transcript says Sonnet, the metrics say Opus, as a gateway may have it: together they know two turns.
	const events = [...turn(1), request({n: 2, model: 'claude-sonnet-5'}), metric(2), covered];
	const {cost} = sessionOf(events);
	expect(cost.totalUsd).toBeCloseTo(2 * turnUsd, 9);
	expect(cost.basis).not.toBe('telemetry');
});

test('an event may hold the price of a second model that metrics count apart', () => {
	const advised = fromTelemetry({n: 2, costUsd: turnUsd + 0.5});
	const advice = metric(2, {model: 'claude-opus-4-5', costUsd: 0.5, cacheReadTokens: 60_000});
	const session = sessionOf([...turn(1), request({n: 2}), advised, metric(2), advice, covered]);
	expect(session.cost).toMatchObject(exact);
	expect(session.cost.mainUsd).toBeCloseTo(2 * turnUsd + 0.5, 9);
	expect(session.usage.cacheReadInputTokens).toBe(2 * 11_108 + 60_000);
	expect(session.costByModel.map(({costUsd}) => Math.round((costUsd ?? 0) * 1e6))).toEqual([500_000, 33_469]);
});

test('a web search adds dollars to event and metric, but no tokens', () => {
	const searched = [
		request({n: 2}),
		fromTelemetry({n: 2, costUsd: turnUsd + 0.01}),
		metric(2, {costUsd: turnUsd + 0.01}),
	];
	const {cost, background} = sessionOf([...turn(1), ...searched, covered]);
	expect(cost.totalUsd).toBeCloseTo(2 * turnUsd + 0.01, 9);
	expect(background).toEqual([]);
});

test('what a person or a tool asked for is main, though metrics count it apart', () => {
	const asked = [
		fromTelemetry({n: 2, ...purposeOf('web_fetch_apply'), model: 'claude-haiku-4-5', costUsd: 0.01}),
		metric(2, {querySource: 'auxiliary', model: 'claude-haiku-4-5', costUsd: 0.01}),
	];
	const {cost, background} = sessionOf([...turn(1), ...asked, covered]);
	expect(cost).toMatchObject({...exact, backgroundUsd: 0});
	expect(cost.mainUsd).toBeCloseTo(turnUsd + 0.01, 9);
	expect(background).toEqual([]);
});

test('fast mode costs what Claude Code says, even if the price table differs', () => {
	const fast = [fromTelemetry({n: 2, speed: 'fast', costUsd: 6 * turnUsd}), metric(2, {costUsd: 6 * turnUsd})];
	const {cost} = sessionOf([...turn(1), request({n: 2}), ...fast, covered]);
	expect(cost).toMatchObject(exact);
	expect(cost.totalUsd).toBeCloseTo(7 * turnUsd, 9);
});

test('a request whose metric is still to come does not reduce hidden spending', () => {
	const check = metric(1, {model: 'claude-sonnet-5[1m]', querySource: 'auxiliary', costUsd: 0.2});
	const events = [...turn(1), check, fromTelemetry({n: 2, purpose: 'background', cause: 'prompt_suggestion'}), covered];
	const {cost} = sessionOf(events, 'one', noon + 2400);
	expect(cost).toMatchObject(exact);
	expect(cost.totalUsd).toBeCloseTo(2 * turnUsd + 0.2, 9);
});

test('telemetry that stopped is not mistaken for telemetry with nothing to report', () => {
	const later = (n: number, totalCostUsd: number): SessionEvent => ({
		...{type: 'reported', origin: 'statusline', sessionId: 'one', at: noon + n * 1000, totalCostUsd, byModel: null},
	});
	const events = [...turn(1), covered, later(30, turnUsd + 0.3)];
	const ledger = ledgerOf(events, noon + 30_000);
	const costAt = (n: number) => [...ledger.sessions(noon + n * 1000).values()][0]?.cost;
	expect(costAt(31)).toMatchObject(exact);
	expect(costAt(35)).toMatchObject({basis: 'reported', partial: false});
	expect(costAt(35)?.totalUsd).toBeCloseTo(turnUsd + 0.3, 9);
});

test('a background session stays a lower bound after its process has ended', () => {
	const ledger = ledgerOf([process({kind: 'bg'}), ...turn(1), covered]);
	const gone = {type: 'process.gone', configDir: '/home/dev/.claude', pid: 100, sessionId: 'one', at: noon} as const;
	ledger.apply(gone, noon + 2000);
	const [session] = ledger.sessions(noon + 600_000).values();
	expect(session).toMatchObject({kind: 'bg', state: 'exited', cost: {basis: 'telemetry', partial: true}});
	const seen: SessionEvent = {type: 'conversation.seen', sessionId: 'one', configDir: '/c', kind: 'bg'};
	expect(sessionOf([seen, ...turn(1), covered]).cost.partial).toBe(true);
});
