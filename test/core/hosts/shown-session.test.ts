/** A session of another machine as it is shown here. */
import * as v from 'valibot';
import {describe, expect, test} from 'vitest';
import {sentSession} from '../../../source/core/hosts/sent.ts';
import {type HostSession, sessionSchema} from '../../../source/core/hosts/session.ts';
import {type Receipt, shownSession} from '../../../source/core/hosts/shown-session.ts';
import type {Session} from '../../../source/core/session.ts';
import {fakeFleet, fakeSession, noon} from '../../support/fake-fleet.ts';

const connected: Receipt = {host: 'box', clockAheadMs: 0, lostAt: null, trouble: null};
const receive = (session: Session): HostSession =>
	v.parse(sessionSchema, JSON.parse(JSON.stringify(sentSession(session))));

/** With something in every field. */
const full = fakeSession({
	...{state: 'waiting', waitingFor: 'permission prompt', jobId: 'job1', tmux: 'main:@1.%3', control: 'tmux:%3'},
	...{startedAt: noon - 9000, lastActivityAt: noon - 1000, stateSince: noon - 500, controlHint: 'why not'},
	waiting: {
		...{kind: 'permission', since: noon - 400},
		call: {id: 'toolu_1', tool: 'Bash', summary: 'ls', detail: ['ls -l'], at: noon - 450},
	},
	now: {tool: 'Bash', summary: 'ls', since: noon - 400},
	turn: {startedAt: noon - 700, end: null, retry: null, todos: {done: 1, all: 2}, queuedPrompts: 0},
	lastError: {status: 529, reason: null, message: 'API Error', at: noon - 800},
	git: {
		...{branch: 'main', worktree: 'wt', linesAdded: 1, linesRemoved: 2},
		pullRequest: {number: 7, url: 'https://example.com/7', state: 'draft'},
	},
	lastPrompt: {at: noon - 600, text: 'fix it', count: 3},
	lastNotice: {at: noon - 550, id: 'n1', text: 'a notice'},
	context: {idleCompactionAt: noon + 1000},
	cost: {unpricedModels: ['claude-opus-9']},
	...{cache: {expiresAt: noon + 60_000, ttl: '1h'}, output: ['a line']},
	costByModel: [{model: 'm', name: 'M', usage: fakeSession().usage, requests: 1, costUsd: 1}],
	background: [
		{
			...{cause: 'title', requests: 1, tokens: 2, costUsd: 0.1, idleRequests: 0, idleUsd: 0, lastAt: noon - 100},
			model: 'm',
		},
	],
	subagents: [
		{
			...{agentId: 'a1', agentType: 'Explore', description: 'look', finished: null, requests: 1, costUsd: 0.1},
			...{usage: fakeSession().usage, lastAt: noon - 200},
		},
	],
	compactions: [
		{
			...{id: 'c1', at: noon - 300, trigger: 'auto', preTokens: 5, postTokens: 1, durationMs: 9, costUsd: 0.1},
			...{paysOffAfterMessages: 2, messagesSince: 1},
		},
	],
});

test.each([...fakeFleet(), full].map(session => [session.name, session] as const))(
	'of %s every figure is what it is there, under the name of the machine',
	(_, session) => {
		const {key, host, control, transcriptPath, lastError, ...figures} = session;
		const shown = shownSession(receive(session), connected);
		expect(shown).toMatchObject(figures);
		expect(shown).toMatchObject({key: `box/${key}`, host: {name: 'box', lostAt: null}, transcriptPath: null});
		expect(shown.control).toBe(control && `ssh:${control}`);
		expect(shown.lastError?.message).toBe(lastError?.message);
	},
);

/** All values in an object, by their paths. */
function* leaves(value: unknown, path = ''): Generator<[path: string, value: unknown]> {
	if (typeof value !== 'object' || value === null) yield [path, value];
	else for (const [name, part] of Object.entries(value)) yield* leaves(part, path === '' ? name : `${path}.${name}`);
}

test('every time is by the clock here, and nothing but times', () => {
	const before = new Map(leaves(shownSession(receive(full), connected)));
	const moved: string[] = [];
	for (const [path, value] of leaves(shownSession(receive(full), {...connected, clockAheadMs: 60_000}))) {
		if (value === before.get(path)) continue;
		expect(value, path).toBe(Number(before.get(path)) - 60_000);
		moved.push(path);
	}
	const times = [...leaves(full)].flatMap(([path, value]) => (Math.abs(Number(value) - noon) < 1e7 ? [path] : []));
	expect(moved.sort()).toEqual(times.sort());
	expect(times).toContain('context.idleCompactionAt');
});

test('cleans all texts but ids and paths, which name things there', () => {
	const spoil = (value: unknown): unknown => {
		if (typeof value === 'string') return `${value}\u001b[2J\u202e`;
		if (typeof value !== 'object' || value === null) return value;
		if (Array.isArray(value)) return value.map(spoil);
		return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, spoil(part)]));
	};
	const shown = shownSession(spoil(receive(full)) as HostSession, connected);
	const spoilt = [...leaves(shown)].filter(([, value]) => typeof value === 'string' && /[\u001b\u202e]/.test(value));
	// Words of a few, which the schema lets through alone, are not cleaned here.
	const words = /^(state|kind|provider|.*[bB]asis|.*trigger|cache\.ttl|host\.prices|turn\.end|waiting\.kind)$/;
	expect(
		spoilt
			.map(([path]) => path)
			.filter(path => !words.test(path))
			.sort(),
	).toEqual([
		...['compactions.0.id', 'configDir', 'cwd', 'jobId', 'key', 'lastNotice.id', 'procStart', 'sessionId'],
		...['subagents.0.agentId', 'tmux', 'waiting.call.id'],
	]);
});

describe('of a machine that is out of reach', () => {
	const lost: Receipt = {...connected, lostAt: noon, trouble: 'box cannot be reached'};

	test('its current state is unknown, and no key reaches it', () => {
		expect(shownSession(receive(full), lost)).toMatchObject({
			...{state: 'unknown', waiting: null, waitingFor: null, now: null, control: null},
			...{tokensPerMinute: 0, requestsPerMinute: 0, controlHint: 'box cannot be reached'},
			...{host: {lostAt: noon}, cost: {totalUsd: 0.94}, context: {tokens: 84_000}},
		});
	});

	test('a session that had ended has ended', () => {
		const over = receive(fakeSession({state: 'exited', control: null, tokensPerMinute: 7}));
		expect(shownSession(over, lost)).toMatchObject({state: 'exited', tokensPerMinute: 7, control: null});
	});
});
