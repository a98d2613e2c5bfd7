/** A conversation comes back from the database as it was stored. */
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {createAccounts} from '../../source/accounting/accounts.ts';
import {addCopy, type Conversation} from '../../source/accounting/conversation.ts';
import type {ReportedTotal} from '../../source/claude/events.ts';
import {createConversationRows} from '../../source/index/conversation-rows.ts';
import {compaction, noon, prompt, request} from '../support/events.ts';
import {createOpenedIndex, type OpenedIndex} from './opened.ts';

let index: OpenedIndex;
let folder: number;
beforeEach(() => {
	index = createOpenedIndex();
	folder = index.put('folder', {identity: '1', path: '/c'});
});
afterEach(() => index.close());

const rows = (of: number | null = folder) => createConversationRows(index.database, of);
const count = (table: string) => index.database.prepare(`SELECT count(*) AS n FROM ${table}`).get()!.n;

const total = (fields: Partial<ReportedTotal> = {}): ReportedTotal => ({
	...{type: 'reported', origin: 'cost-state', sessionId: 'one', at: noon, totalCostUsd: 1, byModel: null},
	...{totalStartedAt: noon - 60_000},
	...fields,
});

function conversationOf(...events: Parameters<ReturnType<typeof createAccounts>['apply']>[0][]): Conversation {
	const accounts = createAccounts();
	for (const event of events) accounts.apply(event, noon);
	return accounts.conversation('one', noon);
}

test('loads what was saved: facts, totals, compactions', () => {
	const byModel = {'claude-opus-5-5': {usage: request({n: 1}).usage, costUsd: 1}};
	const totals = [total({byModel}), total({origin: 'statusline', totalStartedAt: null, latestAt: noon + 5})];
	const conversation = conversationOf(prompt({n: 1}), request({n: 2}), compaction({n: 3}), ...totals);
	expect(rows().save(conversation)).toBe(true);
	const stored = rows().load('one')!;
	expect(stored.row).toBe(conversation.row);
	expect(stored.facts).toEqual(conversation.facts);
	expect(stored.totals).toEqual(totals);
	expect(count('compaction')).toBe(1);
	expect(rows().sessionIdOf(stored.row)).toBe('one');
	expect(rows().sessionIdOf(99)).toBe('');
	expect(rows().load('two')).toBeNull();
});

test('saved again it is the same row, with the totals of now and each compaction once', () => {
	const conversation = conversationOf(compaction({n: 3}), total());
	rows().save(conversation);
	const again = conversationOf(compaction({n: 3}), total({totalCostUsd: 2, at: noon + 9}));
	// Another process has saved it meanwhile.
	expect(rows().save(again)).toBe(false);
	expect(again.row).toBe(conversation.row);
	expect(
		rows()
			.load('one')!
			.totals.map(({totalCostUsd}) => totalCostUsd),
	).toEqual([2]);
	expect([count('conversation'), count('compaction')]).toEqual([1, 1]);
	// One that knows of no totals leaves those there are.
	rows().save(conversationOf(compaction({n: 3})));
	expect(rows().load('one')!.totals).toHaveLength(1);
});

describe('one that only telemetry knew', () => {
	test('is taken over by the folder that its transcript is found in', () => {
		const known = conversationOf(request({n: 1}));
		rows(null).save(known);
		const found = conversationOf(request({n: 1}));
		expect(rows().save(found)).toBe(false);
		expect(found.row).toBe(known.row);
		expect([rows(null).load('one'), rows().load('one')?.row]).toEqual([null, known.row]);
	});

	test('is apart in a second folder', () => {
		rows().save(conversationOf(request({n: 1})));
		const copy = conversationOf(request({n: 1}));
		expect(rows(index.put('folder', {identity: '2', path: '/d'})).save(copy)).toBe(true);
		expect(count('conversation')).toBe(2);
	});
});

test('is marked as asked once a person has asked something', () => {
	const isAsked = (...events: Parameters<typeof conversationOf>) => {
		const conversation = conversationOf(...events);
		rows().save(conversation);
		return index.database.prepare('SELECT is_asked FROM conversation WHERE id = ?').get(conversation.row)!.is_asked;
	};
	expect(isAsked(prompt({n: 1, human: false}))).toBe(0);
	expect(isAsked(prompt({n: 1}))).toBe(1);
});

test('stores each parent of a fork once', () => {
	const [old, fork] = [conversationOf(request({n: 1})), createAccounts().conversation('fork', noon)];
	old.facts.bornAt = 1;
	fork.facts.bornAt = 2;
	addCopy(fork, old, noon + 7);
	for (const one of [old, fork]) rows().save(one);
	for (let times = 0; times < 2; times++) rows().saveParents(fork);
	expect(rows().load('fork')).toMatchObject({parents: ['one'], lastCopyAt: noon + 7});
	expect(rows().load('one')!.parents).toEqual([]);
});

test.each(['{', '[1]', 'null', '3'])('a total whose models another program wrote as %s is one without', json => {
	const conversation = conversationOf(total());
	rows().save(conversation);
	index.database.prepare('UPDATE running_total SET by_model = ?, origin = ?').run(json, 'elsewhere');
	expect(rows().load('one')!.totals).toMatchObject([{byModel: null, origin: 'cost-state', totalCostUsd: 1}]);
});
