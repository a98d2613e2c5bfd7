/** What each prompt of a conversation cost. A request of these costs `turnUsd`. */
import {expect, test} from 'vitest';
import {createAccounts} from '../../source/accounting/accounts.ts';
import {promptCostsOf} from '../../source/accounting/prompt-costs.ts';
import {spendingOf} from '../../source/accounting/reconcile.ts';
import type {RequestSeen} from '../../source/claude/events.ts';
import {noon, prompt, request, turnUsd} from '../support/events.ts';

const all = () => true;

function conversationOf(...events: (ReturnType<typeof prompt> | RequestSeen)[]) {
	const accounts = createAccounts();
	for (const event of events) accounts.apply(event, noon + 3_600_000);
	return accounts.conversation('one', noon + 3_600_000);
}

const shown = (conversation: ReturnType<typeof conversationOf>, includes: Parameters<typeof promptCostsOf>[1] = all) =>
	promptCostsOf(conversation, includes).map(({at, requests, costUsd, subagentUsd, backgroundUsd}) => [
		at === null ? null : (at - noon) / 1000,
		requests,
		...[costUsd, subagentUsd, backgroundUsd].map(usd => Math.round((usd ?? 0) / turnUsd)),
	]);

const subagent = (n: number) => request({n, purpose: 'subagent', agentId: 'a1'});
const background = (n: number) => request({n, purpose: 'background', cause: 'prompt_suggestion'});

test('a prompt costs everything up to the next prompt', () => {
	const conversation = conversationOf(
		...[request({n: 1}), prompt({n: 10}), request({n: 11}), request({n: 12}), background(13)],
		...[prompt({n: 20}), request({n: 21})],
	);
	expect(shown(conversation)).toEqual([
		[null, 1, 1, 0, 0],
		[10, 3, 3, 0, 1],
		[20, 1, 1, 0, 0],
	]);
	const total = spendingOf(conversation, noon + 3_600_000).pieces.reduce((sum, {costUsd}) => sum + costUsd!, 0);
	const parts = promptCostsOf(conversation, all).reduce((sum, {costUsd}) => sum + costUsd!, 0);
	expect(parts).toBeCloseTo(total, 12);
});

test('a subagent belongs to the prompt it was started after, even if it goes on after the next one', () => {
	const conversation = conversationOf(
		...[prompt({n: 10}), request({n: 11}), subagent(12), prompt({n: 20}), subagent(22), request({n: 23})],
	);
	expect(shown(conversation)).toEqual([
		[10, 3, 3, 2, 0],
		[20, 1, 1, 0, 0],
	]);
});

test('a task’s notice counts for the prompt before it', () => {
	const notice = prompt({n: 15, human: false});
	expect(shown(conversationOf(prompt({n: 10}), request({n: 11}), notice, request({n: 16})))).toEqual([
		[10, 2, 2, 0, 0],
	]);
});

test('telemetry dates a request by its end: it began before the next prompt', () => {
	const late = request({n: 21, origin: 'telemetry', messageId: null, durationMs: 5000});
	expect(shown(conversationOf(prompt({n: 10}), prompt({n: 20}), late))).toEqual([[10, 1, 1, 0, 0]]);
});

test('counts only the requests that were selected', () => {
	const conversation = conversationOf(prompt({n: 10}), request({n: 11}), background(12));
	expect(shown(conversation, ({purpose}) => purpose === 'background')).toEqual([[10, 1, 1, 0, 1]]);
});
