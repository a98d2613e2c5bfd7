/** Two readings of one request, joined. */
import {describe, expect, test} from 'vitest';
import {createConversation} from '../../source/accounting/conversation.ts';
import {addsTo, join, recordFrom} from '../../source/accounting/request-record.ts';
import {toolFactsOf} from '../../source/accounting/tools.ts';
import type {RequestSeen} from '../../source/claude/events.ts';
import {fromTelemetry, noon, request, turnUsage, turnUsd} from '../support/events.ts';

const one = createConversation('one');
const recordOf = (event: RequestSeen) => recordFrom(one, event, noon);
const output = (outputTokens: number) => ({usage: {...turnUsage, outputTokens}});
/** As the request book joins them: only what adds something. */
function joined(first: RequestSeen, ...others: RequestSeen[]) {
	const record = recordOf(first);
	for (const event of others) {
		const seen = recordOf(event);
		if (addsTo(record, seen, event)) join(record, seen, event);
	}
	return record;
}
const adds = (first: RequestSeen, event: RequestSeen) => addsTo(recordOf(first), recordOf(event), event);

test('a new record has what its source can know', () => {
	expect(recordOf(request({n: 1, requestId: null}))).toMatchObject({
		...{requestKey: 0, hasMessage: true, inTelemetry: false, ownerIsNamed: false, tools: {count: 0}},
	});
	expect(recordOf(fromTelemetry({n: 1}))).toMatchObject({
		...{hasMessage: false, inTelemetry: true, ownerIsNamed: true, tools: null, costUsd: turnUsd},
	});
	expect(recordOf(request({n: 1, copiedFrom: 'two'})).ownerIsNamed).toBe(true);
	expect(recordOf(request({n: 1, origin: 'headless'}))).toMatchObject({
		isHeadless: true,
		hasMessage: true,
		tools: null,
	});
});

describe('two lines of a transcript', () => {
	test('the one with the most output wins, dated by the first', () => {
		const early = request({n: 1, at: noon, model: 'claude-opus-5', ...output(1)});
		const late = request({n: 1, at: noon + 5000, durationMs: 70, ...output(30)});
		for (const record of [joined(early, late), joined(late, early)])
			expect(record).toMatchObject({
				...{outputTokens: 30, at: noon, firstLineAt: noon, lastLineAt: noon + 5000, class: {model: 'claude-opus-5-5'}},
			});
	});

	test('a repeat, or less output at the same time, adds nothing', () => {
		expect(adds(request({n: 1}), request({n: 1}))).toBe(false);
		expect(adds(request({n: 1}), request({n: 1, ...output(29)}))).toBe(false);
		expect(adds(request({n: 1}), request({n: 1, ...output(31)}))).toBe(true);
		expect(adds(request({n: 1, requestId: null}), request({n: 1}))).toBe(true);
	});

	test('the main thread’s decides the purpose, whichever is read first', () => {
		const agent = request({n: 1, purpose: 'subagent', agentId: 'a1'});
		for (const record of [joined(agent, request({n: 1})), joined(request({n: 1}), agent)])
			expect(record.class).toMatchObject({purpose: 'main', agentId: null});
	});

	test('the one that wins also decides what was above the price step', () => {
		const large = {...turnUsage, outputTokens: 5};
		const record = joined(request({n: 1, largePromptUsage: large, ...output(5)}), request({n: 1, ...output(30)}));
		expect(record.largePromptUsage).toBeNull();
	});
});

describe('telemetry’s event', () => {
	const title = fromTelemetry({n: 1, at: noon + 9000, purpose: 'background', cause: 'title', ...output(77)});

	test('is final: its tokens, its price, its purpose and its time; searches are the transcript’s', () => {
		const line = request({n: 1, at: noon, agentId: 'a1', usage: {...turnUsage, webSearchRequests: 2}});
		for (const record of [joined(line, title), joined(title, line)])
			expect(record).toMatchObject({
				...{outputTokens: 77, costUsd: turnUsd, at: noon + 9000, firstLineAt: noon, lastLineAt: noon},
				durationMs: 500,
				...{webSearchRequests: 2, inTelemetry: true, hasMessage: true},
				class: {purpose: 'background', cause: 'title', agentId: 'a1'},
			});
	});

	test('replaces a guess, and makes the conversation sort its records again', () => {
		one.isInOrder = true;
		const record = joined(request({n: 1, origin: 'headless', outputEstimated: true}), title);
		expect(record.outputEstimated).toBe(false);
		expect(one.isInOrder).toBe(false);
	});

	test('adds nothing when it is repeated', () => {
		expect(adds(title, title)).toBe(false);
		expect(joined(title, {...title, costUsd: 9}).costUsd).toBe(turnUsd);
	});

	test('with other tokens than the line’s clears what was above the price step', () => {
		const large = {...turnUsage, outputTokens: 5};
		const line = request({n: 1, largePromptUsage: large});
		expect(joined(line, fromTelemetry({n: 1})).largePromptUsage).toEqual(large);
		expect(joined(fromTelemetry({n: 1}), line).largePromptUsage).toEqual(large);
		expect(joined(line, title).largePromptUsage).toBeNull();
		expect(joined(title, line).largePromptUsage).toBeNull();
	});
});

test('the final count of a headless session replaces its guess, smaller or not, but no known count', () => {
	const headless = (outputTokens: number, outputEstimated = false) =>
		request({n: 1, origin: 'headless', outputEstimated, ...output(outputTokens)});
	expect(joined(headless(80, true), headless(30))).toMatchObject({outputTokens: 30, outputEstimated: false});
	expect(joined(headless(30), headless(10)).outputTokens).toBe(30);
});

test('merging keeps the tools of both and the price that an old line names', () => {
	const record = recordOf(request({n: 1}));
	const other = recordOf(request({n: 1, fallbackCostUsd: 0.5}));
	Object.assign(other, toolFactsOf([{tool: 'Bash', calls: 2, resultBytes: 10}]));
	join(record, other);
	expect(record).toMatchObject({fallbackCostUsd: 0.5, tools: {count: 2}, resultBytes: [10]});
});
