/** Metrics, coverage and the classifier of auto mode, as a conversation keeps them. */
import {expect, test} from 'vitest';
import {addTelemetry} from '../../source/accounting/add-telemetry.ts';
import {createConversation} from '../../source/accounting/conversation.ts';
import type {MetricSeen} from '../../source/claude/telemetry/telemetry-seen.ts';
import {noon} from '../support/events.ts';

const metric = (fields: Partial<MetricSeen> = {}): MetricSeen => ({
	...{type: 'metric', sessionId: 'one', model: 'claude-opus-5-5', querySource: 'main', at: noon, costUsd: 0.25},
	...{inputTokens: 1, outputTokens: 2, cacheReadTokens: 3, cacheCreationTokens: 4},
	...fields,
});

test('metrics add up by quarter of an hour, model and source; late ones do not move the last activity back', () => {
	const conversation = createConversation('one');
	for (const event of [
		...[1000, 5000, 3000].map(ms => metric({at: noon + ms})),
		...[metric({at: noon + 900_000}), metric({querySource: 'subagent'}), metric({model: 'claude-haiku-5-5'})],
	])
		addTelemetry(conversation, event);
	const sums = [...conversation.metrics.values()];
	expect(sums.map(({quarter, source, model}) => [quarter - noon / 900_000, source, model])).toEqual([
		[0, 'main', 'claude-opus-5-5'],
		[1, 'main', 'claude-opus-5-5'],
		[0, 'subagent', 'claude-opus-5-5'],
		[0, 'main', 'claude-haiku-5-5'],
	]);
	expect(sums[0]).toMatchObject({
		...{costUsd: 0.75, inputTokens: 3, outputTokens: 6, cacheReadTokens: 9, cacheCreationTokens: 12},
		lastAt: noon + 5000,
	});
	expect(conversation.lastMetricAt).toBe(noon + 900_000);
	expect([conversation.facts.firstAt, conversation.facts.lastAt]).toEqual([noon, noon + 900_000]);
});

test('spending is worked out again after telemetry arrives; coverage alone is no activity', () => {
	const conversation = createConversation('one');
	const covered = {type: 'telemetry.coverage', sessionId: 'one', fromStart: true, lostEvents: 2} as const;
	addTelemetry(conversation, covered);
	addTelemetry(conversation, {type: 'classifier', sessionId: 'one', at: noon});
	expect(conversation).toMatchObject({revision: 2, coverage: covered, classifierAt: noon});
	expect([conversation.metrics.size, conversation.facts.lastAt]).toEqual([0, null]);
});
