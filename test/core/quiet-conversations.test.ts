/** Conversations that are over, and what is left of them. */
import {describe, expect, test} from 'vitest';
import {type AccountEvent, createAccounts} from '../../source/accounting/accounts.ts';
import {sumUsage} from '../../source/claude/usage.ts';
import {quietGroups, sumsOf} from '../../source/core/quiet-conversations.ts';
import {noon, prompt, request, turnUsd} from '../support/events.ts';

/** When everything was read. */
const readAt = noon + 600_000;

function accountsAfter(...events: AccountEvent[]) {
	const accounts = createAccounts();
	for (const event of events) accounts.apply(event, readAt);
	return accounts;
}

function quietAt(now: number, {conversations}: ReturnType<typeof accountsAfter>, running: readonly string[] = []) {
	const groups = quietGroups(conversations.values(), ({sessionId}) => running.includes(sessionId), now);
	return [...groups].map(group => [...group].map(({sessionId}) => sessionId).sort());
}

describe('a conversation is over', () => {
	test('two minutes after the last of it was read, if no process is in it', () => {
		const accounts = accountsAfter(request({n: 1}), request({n: 2, sessionId: 'two'}));
		expect(quietAt(readAt + 119_999, accounts)).toEqual([]);
		expect(quietAt(readAt + 120_000, accounts)).toEqual([['one'], ['two']]);
		expect(quietAt(readAt + 120_000, accounts, ['one'])).toEqual([['two']]);
	});

	test('with all that it shares a history with, or not at all', () => {
		const fork = request({n: 1, sessionId: 'fork', copiedFrom: 'one'});
		const accounts = accountsAfter(request({n: 1}), fork, request({n: 2, sessionId: 'two'}));
		expect(quietAt(readAt + 120_000, accounts)).toEqual([['fork', 'one'], ['two']]);
		expect(quietAt(readAt + 120_000, accounts, ['fork'])).toEqual([['two']]);
	});

	test('never while it holds lines of a headless session, which are stored nowhere else', () => {
		const accounts = accountsAfter(request({n: 1}), {type: 'headless.output', sessionId: 'one', at: noon, text: 'hi'});
		expect(quietAt(readAt + 86_400_000, accounts)).toEqual([]);
	});

	test('not while something is pending, such as a total that was dated ahead', () => {
		const at = readAt + 300_000;
		const total: AccountEvent = {
			...{type: 'reported', origin: 'statusline', sessionId: 'one', at, totalCostUsd: 1, byModel: null},
		};
		const accounts = accountsAfter(request({n: 1}), total);
		expect(quietAt(at, accounts)).toEqual([]);
		expect(quietAt(at + 3000, accounts)).toEqual([['one']]);
	});
});

test('what is left are its sums: dollars, tokens, minutes and what is shown of it', () => {
	const title = request({n: 3, purpose: 'background', cause: 'title'});
	const accounts = accountsAfter(prompt({n: 0}), request({n: 1}), request({n: 2}), title, {
		...title,
		messageId: 'm',
		requestId: 'r',
	});
	const {facts, spending, minutes, details} = sumsOf(accounts.conversation('one', readAt), readAt);
	expect(spending.pieces.map(({purpose, requests}) => [purpose, requests])).toEqual([
		['main', 2],
		['background', 2],
	]);
	expect(spending.pieces.reduce((sum, {costUsd}) => sum + costUsd!, 0)).toBeCloseTo(4 * turnUsd, 12);
	expect(sumUsage(spending.pieces.flatMap(({usage}) => usage ?? [])).outputTokens).toBe(120);
	expect(minutes).toEqual([noon / 60_000, 4 * 2814, 4]);
	expect(facts).toMatchObject({prompts: 1, contextTokens: 13_892});
	expect(details.subagents).toEqual([]);
});
