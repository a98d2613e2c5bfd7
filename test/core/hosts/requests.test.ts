/** What may be asked of a machine: nothing else reaches what it runs. */
import * as v from 'valibot';
import {describe, expect, test} from 'vitest';
import {isOnce, parseResult, type Request, replySchema, requestSchema} from '../../../source/core/hosts/requests.ts';

const session = {pid: 7, procStart: '99', sessionId: 's'};
const isAccepted = (fields: object) =>
	v.safeParse(requestSchema, {type: 'request', id: 'abcd-1234', ...fields}).success;
const start = {op: 'start', cwd: '/p', way: 'tmux', prompt: null, model: null};
const extras = {worktree: null, name: null, permissionMode: null};

test.each<[string, object, object]>([
	['an id', {op: 'places', id: 'a'.repeat(64)}, {op: 'places', id: 'short'}],
	['an id', {op: 'places'}, {op: 'places', id: '../../etc'}],
	['a session', {op: 'look', session}, {op: 'look', session: {...session, pid: 0}}],
	[
		'a session',
		{op: 'look', session: {...session, procStart: null}},
		{op: 'look', session: {...session, pid: 2 ** 53}},
	],
	['an action', {op: 'act', session, action: {type: 'clear'}}, {op: 'act', session, action: {type: 'shell'}}],
	['a model', {...start, model: 'opus'}, {...start, model: '--dangerously-skip-permissions'}],
	['a way', start, {...start, way: 'sh'}],
	[
		'a worktree',
		{...start, extras: {...extras, worktree: 'fix-1'}},
		{...start, extras: {...extras, worktree: '../up'}},
	],
	['a worktree', {...start, extras}, {...start, extras: {...extras, worktree: '-b'}}],
	['a name', {...start, extras: {...extras, name: 'web'}}, {...start, extras: {...extras, name: 'a\nb'}}],
	['a limit', {op: 'search', words: '', limit: 1000}, {op: 'search', words: '', limit: 1001}],
	['a limit', {op: 'search', words: 'x', limit: 1}, {op: 'search', words: 'x', limit: 0}],
	[
		'a day',
		{op: 'history', by: 'day', since: '7d', until: '2026-11-20', timezone: null},
		{op: 'history', by: 'day', since: 'yesterday', until: null, timezone: null},
	],
	[
		'a folder',
		{
			op: 'history',
			by: 'day',
			since: null,
			until: null,
			timezone: null,
			within: Array(10).fill({by: 'model', key: 'm'}),
		},
		{
			op: 'history',
			by: 'day',
			since: null,
			until: null,
			timezone: null,
			within: Array(11).fill({by: 'model', key: 'm'}),
		},
	],
])('%s is taken, another is not', (_, taken, refused) => {
	expect([isAccepted(taken), isAccepted(refused)]).toEqual([true, false]);
});

describe('an answer', () => {
	const asked = {
		...{kind: 'question', tool: 'Ask', callIds: ['t1'], lines: ['Which?'], danger: null},
		answers: [{number: 1, label: 'A', kind: 'choice'}],
	};
	const answer = (fields: object) => isAccepted({op: 'answer', session, asked, answer: 'allow', reason: '', ...fields});

	test('is allow, deny, or the number of a choice', () => {
		expect(['allow', 'deny', 1, 100].map(one => answer({answer: one}))).toEqual([true, true, true, true]);
		for (const one of ['always', 0, 101, 1.5, null]) expect(answer({answer: one}), String(one)).toBe(false);
	});

	test('to a question that would be cut is refused: what is shown in part is not answered', () => {
		expect(answer({asked: {...asked, lines: ['x'.repeat(100_001)]}})).toBe(false);
		expect(answer({asked: {...asked, lines: Array(10_001).fill('')}})).toBe(false);
		expect(answer({asked: {...asked, kind: 'riddle'}})).toBe(false);
	});
});

test('what does something is done once at most; what only asks can be asked again', () => {
	const ops: Request['op'][] = ['act', 'answer', 'start', 'resume', 'look', 'places', 'search', 'history', 'outcome'];
	expect(ops.filter(op => isOnce({op}))).toEqual(['act', 'answer', 'start', 'resume']);
});

describe('a result', () => {
	test('of an older ccmon may lack new fields, and of a newer one unknown words', () => {
		expect(parseResult('places', {folders: ['/p'], ways: ['tmux'], home: null})).toMatchObject({extras: []});
		const outcome = {outcome: 'dreamt', reason: null, before: null, after: null, costUsd: null};
		expect(parseResult('act', outcome)?.outcome).toBe('sent');
		expect(parseResult('outcome', {state: 'dreamt', reply: null})?.state).toBe('lost');
	});

	test('that makes no sense is refused', () => {
		expect(parseResult('places', {folders: '/p', ways: [], home: null})).toBeNull();
		expect(parseResult('search', null)).toBeNull();
		const row = {sessionId: 's', configDir: '/c', title: null, lastPrompt: null, cwd: null, gitBranch: null};
		const found = {...row, lastAt: '2026-11-20T10:00:00Z', costUsd: -1, partial: false};
		expect(parseResult('search', {conversations: [found]})).toBeNull();
		expect(parseResult('search', {conversations: [{...found, costUsd: 0}]})?.conversations[0]?.costUsd).toBe(0);
	});

	test('is final or says that another follows; a refusal says why', () => {
		const isReply = (fields: object) => v.safeParse(replySchema, {type: 'reply', id: 'abcd-1234', ...fields}).success;
		expect(isReply({ok: true, result: {}, final: false})).toBe(true);
		expect(isReply({ok: true, result: {}})).toBe(false);
		expect(isReply({ok: false, reason: 'no such session'})).toBe(true);
		expect(isReply({ok: false})).toBe(false);
	});
});
