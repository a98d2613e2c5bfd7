/** Conversations as they are opened, loaded, entered in and closed. */
import {describe, expect, test} from 'vitest';
import {type AccountsOptions, createAccounts} from '../../source/accounting/accounts.ts';
import {parentsOf} from '../../source/accounting/conversation.ts';
import {newFacts} from '../../source/accounting/facts.ts';
import {keyOf} from '../../source/accounting/request-keys.ts';
import {recordFrom} from '../../source/accounting/request-record.ts';
import type {StoredConversation} from '../../source/accounting/stored-conversation.ts';
import type {ReportedTotal} from '../../source/claude/events.ts';
import {noUsage} from '../../source/claude/usage.ts';
import {noon, prompt, request} from '../support/events.ts';

const now = noon + 600_000;

function accountsWith(options: AccountsOptions = {}) {
	const opened: string[] = [];
	const accounts = createAccounts({...options, onOpened: sessionId => opened.push(sessionId)});
	return {accounts, opened, of: (sessionId: string) => accounts.conversations.get(sessionId)};
}

const nothing: Omit<StoredConversation, 'facts'> = {
	...{row: 7, records: [], totals: [], parents: [], lastCopyAt: 0, relatives: []},
};
const total = (sessionId: string, totalStartedAt: number): ReportedTotal => ({
	...{type: 'reported', origin: 'cost-state', sessionId, at: noon, totalCostUsd: 1, byModel: null, totalStartedAt},
});

describe('a conversation that is stored', () => {
	test('is loaded once, with its parents and relatives', () => {
		const stored = new Map<string, StoredConversation>([
			['fork', {...nothing, facts: newFacts('fork'), parents: ['old'], lastCopyAt: noon + 40, relatives: ['kin']}],
			['old', {...nothing, row: 8, facts: newFacts('old')}],
		]);
		const asked: string[] = [];
		const load = (sessionId: string) => {
			asked.push(sessionId);
			return stored.get(sessionId) ?? null;
		};
		const {accounts, opened, of} = accountsWith({load});
		for (let times = 0; times < 2; times++) accounts.conversation('fork', now);
		expect(asked).toEqual(['fork', 'old', 'kin']);
		expect(opened.sort()).toEqual(['fork', 'kin', 'old']);
		expect(parentsOf(of('fork')!)).toEqual([of('old')]);
		expect([of('fork')!.row, of('fork')!.storedCopyAt, of('kin')!.row]).toEqual([7, noon + 40, 0]);
	});

	test('that names itself or its own fork as its parent does not loop', () => {
		const load = (sessionId: string): StoredConversation => ({
			...{...nothing, facts: newFacts(sessionId)},
			...{parents: [sessionId === 'a' ? 'b' : 'a'], relatives: [sessionId]},
		});
		const {accounts, of} = accountsWith({load});
		accounts.conversation('a', now);
		expect(of('b')).toBeDefined();
	});
});

test.each(['relay', null])('each answer of a gateway whose ids are all %s is a size of the context', messageId => {
	const {accounts, of} = accountsWith();
	for (const n of [1, 2, 2, 3]) {
		const usage = {...noUsage, inputTokens: n * 1000, outputTokens: 5};
		accounts.apply(request({n, messageId, requestId: null, at: noon + n * 60_000, usage}), now);
	}
	expect(of('one')!.facts).toMatchObject({contextHistory: [1000, 2000, 3000], mainRequests: 3});
});

describe('a fork', () => {
	/** Born long after the request that its first line holds. */
	const fork = (bornAt: number) => ({
		...({type: 'conversation.seen', sessionId: 'fork', configDir: '/c', bornAt} as const),
	});
	const copies = [1, 2].map(n => request({n, sessionId: 'fork'}));

	test('loads the conversation it was forked from, once', () => {
		const asked: number[] = [];
		const ownerOf = (messageKey: number) => {
			asked.push(messageKey);
			return 'old';
		};
		const {accounts, of} = accountsWith({ownerOf});
		for (const event of [fork(noon + 60_000), ...copies]) accounts.apply(event, now);
		expect(asked).toEqual([keyOf('msg_1')]);
		expect(of('old')).toBeDefined();
	});

	test('supplies the folder and the times of an original whose transcript is gone', () => {
		const {accounts, of} = accountsWith();
		accounts.apply({...fork(noon), cwd: '/home/dev/api'}, now);
		for (const n of [1, 2]) accounts.apply(request({n, sessionId: 'fork', copiedFrom: 'old'}), now);
		expect(of('old')!.records).toHaveLength(2);
		const times = {firstAt: noon + 1000, lastAt: noon + 2000};
		expect(of('old')!.facts).toMatchObject({...times, cwd: '/home/dev/api', configDir: '/c'});
	});

	test('lines from a transcript’s first ten seconds, and telemetry, are never copies', () => {
		const isAsked = (bornAt: number, fields = {}) => {
			let asked = false;
			const ownerOf = () => {
				asked = true;
				return null;
			};
			const {accounts} = accountsWith({ownerOf});
			for (const event of [fork(bornAt), {...copies[0]!, ...fields}]) accounts.apply(event, now);
			return asked;
		};
		const lineAt = noon + 1000;
		expect([isAsked(lineAt + 10_000), isAsked(lineAt + 10_001)]).toEqual([false, true]);
		expect(isAsked(lineAt + 60_000, {origin: 'telemetry'})).toBe(false);
		expect(isAsked(lineAt + 60_000, {messageId: null})).toBe(false);
	});

	test('a line that names its conversation counts there, but sets the fork’s context', () => {
		const {accounts, of} = accountsWith();
		accounts.apply({...copies[0]!, copiedFrom: 'old'}, now);
		expect([of('old')!.records.length, of('fork')!.records.length]).toEqual([1, 0]);
		expect(parentsOf(of('fork')!)).toEqual([of('old')]);
		expect(of('fork')!.facts.contextTokens).toBe(13_892);
		expect(of('old')!.facts.contextTokens).toBeNull();
	});
});

test('only whole requests of the main thread from a transcript change the context', () => {
	const {accounts, of} = accountsWith();
	for (const event of [
		...[request({n: 1, purpose: 'subagent', agentId: 'a1'}), request({n: 2, isPart: true})],
		request({n: 3, origin: 'telemetry', messageId: null}),
	])
		accounts.apply(event, now);
	expect(of('one')!.facts).toMatchObject({contextTokens: null, mainRequests: 0, lastAt: noon + 3000});
	accounts.apply(request({n: 4}), now);
	expect(of('one')!.facts).toMatchObject({contextTokens: 13_892, mainRequests: 1});
});

test('idle use is worked out again after a later prompt', () => {
	const {accounts, of} = accountsWith();
	accounts.apply(prompt({n: 1}), now);
	of('one')!.idleAsides = new Set();
	accounts.apply(prompt({n: 2}), now);
	expect(of('one')!.idleAsides).toBeNull();
	expect(of('one')!.touchedAt).toBe(now);
});

test('closing a conversation drops its requests and shared total, but keeps its rates until it is loaded again', () => {
	const stored = new Map<string, StoredConversation>();
	const {accounts, of} = accountsWith({load: sessionId => stored.get(sessionId) ?? null});
	for (const event of [request({n: 1}), total('one', noon - 5)]) accounts.apply(event, now);
	const one = of('one')!;
	accounts.close([one]);
	expect([of('one'), accounts.isRated('one'), accounts.isRated('two')]).toEqual([undefined, true, false]);
	// Another one with a total of that start does not share it.
	accounts.apply(total('two', noon - 5), now);
	expect([...of('two')!.sharedTotals].map(others => others.size)).toEqual([1]);
	const records = [recordFrom(one, request({n: 1}), noon)];
	stored.set('one', {...nothing, facts: one.facts, records});
	const again = accounts.conversation('one', now);
	expect([again.records.length, records[0]!.owner === again, accounts.isRated('one')]).toEqual([1, true, false]);
});
