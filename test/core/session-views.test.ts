/** A session is the same object as long as nothing of it has changed: only then is its row not drawn again. */
import {describe, expect, test} from 'vitest';
import {createAccounts} from '../../source/accounting/accounts.ts';
import type {ProcessInfo} from '../../source/claude/events.ts';
import {autoCompactDefaults} from '../../source/claude/settings/auto-compact.ts';
import {createCompactionMemory} from '../../source/core/compaction-memory.ts';
import {sumsOf} from '../../source/core/quiet-conversations.ts';
import {createSessionViews} from '../../source/core/session-views.ts';
import {noon, process, request, turnUsd} from '../support/events.ts';

function createShown(now = noon + 600_000) {
	const accounts = createAccounts();
	accounts.apply(request({n: 1}), noon + 2000);
	const control = {address: 'tmux:%1', hint: null};
	const views = createSessionViews(() => ({
		...{autoCompact: autoCompactDefaults, control: {...control}, seenCompactions: createCompactionMemory()},
	}));
	const conversation = accounts.conversation('one', now);
	const show = (info: ProcessInfo | null = null, at = now) => views.of('one', conversation, info, at);
	return {accounts, views, conversation, show, control};
}

describe('the same object', () => {
	test('while nothing happens, and another one when something did', () => {
		const {accounts, show} = createShown();
		const first = show();
		expect(show(null, noon + 900_000)).toBe(first);
		accounts.apply(request({n: 2}), noon + 600_000);
		const second = show();
		expect(second).not.toBe(first);
		expect([first.requests, second.requests]).toEqual([1, 2]);
		expect(second.cost.totalUsd).toBeCloseTo(2 * turnUsd, 12);
	});

	test('until the rate of the last minute is another with time alone', () => {
		const {show} = createShown();
		const early = show(null, noon + 30_000);
		expect(early.tokensPerMinute).toBe(2814);
		expect(show(null, noon + 40_000)).toBe(early);
		const late = show(null, noon + 90_000);
		expect([late === early, late.tokensPerMinute]).toEqual([false, 0]);
	});

	test('of the same process: another status makes another session', () => {
		const {show} = createShown();
		const infoOf = (status: ProcessInfo['status']) => (process({status}) as {process: ProcessInfo}).process;
		const idle = infoOf('idle');
		const first = show(idle);
		expect(show(idle)).toBe(first);
		expect(show(infoOf('busy'))).not.toBe(first);
	});

	test('until its settings are said to be others', () => {
		const {show, control, views} = createShown();
		const first = show();
		control.address = 'tmux:%9';
		expect(show()).toBe(first);
		views.forget('one');
		expect([first.control, show().control]).toEqual(['tmux:%1', 'tmux:%9']);
		const again = show();
		views.forgetAll();
		expect(show()).not.toBe(again);
	});

	test('is not kept of what is no longer shown', () => {
		const {show, views} = createShown();
		const first = show();
		views.keep(new Map([['one', 1]]));
		expect(show()).toBe(first);
		views.keep(new Map([['two', 1]]));
		expect(show()).not.toBe(first);
	});
});

test('a finished conversation shows what it showed before, without a rate, and once', () => {
	const now = noon + 600_000;
	const {conversation, show, views} = createShown(now);
	const running = show();
	const sums = sumsOf(conversation, now);
	const finished = views.ofFinished(sums, now);
	expect(views.ofFinished(sums, now)).toBe(finished);
	expect(finished).toMatchObject({
		...{requests: 1, cost: running.cost, context: running.context, tokensPerMinute: 0, requestsPerMinute: 0},
	});
	expect(views.ofFinished({...sums, spending: {...sums.spending}}, now)).not.toBe(finished);
});
