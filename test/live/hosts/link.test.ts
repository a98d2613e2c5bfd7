import {expect, onTestFinished, test} from 'vitest';
import type {HostConfig} from '../../../source/core/config/hosts.ts';
import {bounds, protocol} from '../../../source/core/hosts/protocol.ts';
import {sentSession} from '../../../source/core/hosts/sent.ts';
import type {Session} from '../../../source/core/session.ts';
import {createHostLink, type LinkOptions} from '../../../source/live/hosts/link.ts';
import {fakeSession} from '../../support/fake-fleet.ts';
import {type HostStandIn, helloOf, startHostStandIn, stateOf} from '../../support/host-stand-in.ts';
import {waitFor} from '../../support/wait.ts';

async function startLink(rest: Partial<LinkOptions> = {}) {
	const standIn = await startHostStandIn();
	const host: HostConfig = {
		name: 'box',
		reach: {type: 'exec', command: standIn.command},
		command: 'ccmon',
		configDirs: [],
	};
	const link = createHostLink({host, onChange() {}, clock: Date.now, version: '0.1.0', random: () => 0, ...rest});
	onTestFinished(async () => {
		await link.close();
		await standIn.close();
	});
	const figure = () => link.fleet(Date.now()).figure;
	const sessions = (): Session[] => [...link.fleet(Date.now()).sessions.values()];
	const until = (state: string) =>
		waitFor(() => figure().state === state, {what: state, last: () => JSON.stringify(figure())});
	return {link, standIn, figure, sessions, until};
}

/** A host that is connected, with these sessions. */
async function startConnected(given: readonly Session[], rest: Partial<LinkOptions> = {}) {
	const started = await startLink(rest);
	const peer = await connect(started.standIn, given);
	await started.until('connected');
	return {...started, peer};
}

async function connect(standIn: HostStandIn, given: readonly Session[]) {
	const peer = await standIn.connection();
	peer.send(helloOf(), stateOf(given));
	return peer;
}

const web = fakeSession({name: 'web', key: 'k-web'});
const api = fakeSession({name: 'api', key: 'k-api', state: 'busy', tokensPerMinute: 500});

test('what the host lists is shown as it says, with its name before it', async () => {
	const {link, sessions, figure} = await startConnected([web, api]);
	await link.tried;
	const shown = ({key, ...session}: Session): Session => ({
		...session,
		key: `box/${key}`,
		host: {name: 'box', lostAt: null, prices: null},
		control: 'ssh:tmux:%3',
	});
	expect(sessions()).toEqual([shown(web), shown(api)]);
	expect(figure()).toMatchObject({state: 'connected', error: null, version: '0.1.0'});
});

test('a change of one session leaves the others the same objects', async () => {
	const {peer, sessions} = await startConnected([web, api]);
	const before = sessions();
	peer.send({type: 'changes', sessions: [{key: 'k-web', state: 'busy'}], gone: []});
	await waitFor(() => sessions()[0]?.state === 'busy', {what: 'the change'});
	expect(sessions()[1]).toBe(before[1]);
	peer.send({type: 'changes', sessions: [], gone: ['k-web']});
	await waitFor(() => sessions().length === 1, {what: 'the end of it'});
});

test("a shell's greeting before the hello is no trouble, nor what it goes on to print", async () => {
	const {standIn, until, sessions} = await startLink();
	const peer = await standIn.connection();
	peer.raw('\u001b[32mWelcome to box!\u001b[0m\nLast login: today\nno line end');
	peer.send(helloOf());
	peer.raw('a job of the greeting goes on\n');
	peer.send(stateOf([web]));
	await until('connected');
	expect(sessions()).toHaveLength(1);
});

test('a host that is lost keeps its rows, of which it is not known what they do, and comes back by itself', async () => {
	const {peer, standIn, figure, sessions, until, link} = await startConnected([web, api]);
	peer.end();
	await until('unreachable');
	expect(sessions().map(({state, control, tokensPerMinute}) => ({state, control, tokensPerMinute}))).toEqual([
		{state: 'unknown', control: null, tokensPerMinute: 0},
		{state: 'unknown', control: null, tokensPerMinute: 0},
	]);
	expect(sessions()[0]?.host?.lostAt).toBeGreaterThan(Date.now() - 20_000);
	expect(sessions()[0]?.controlHint).toMatch(/^box is not connected/);
	expect(figure().error).toMatch(/connection/);
	await expect(link.ask({op: 'places'})).rejects.toThrow(/box is not connected/);
	await connect(standIn, [web]);
	await until('connected');
	expect(sessions().map(({name, state}) => ({name, state}))).toEqual([{name: 'web', state: 'idle'}]);
});

test.each([
	[{major: 2, minor: 0}, /update it here/],
	[{major: 0, minor: 7}, /update it there/],
])('with another major version it is said which side to update', async (theirs, said) => {
	const {standIn, until, figure} = await startLink();
	const peer = await standIn.connection();
	peer.send(helloOf({protocol: theirs, version: '9.9.9'}));
	await until('incompatible');
	expect(figure().error).toMatch(said);
	expect(figure().error).toContain('9.9.9');
});

test('a minor version more is understood', async () => {
	const {standIn, until} = await startLink();
	const peer = await standIn.connection();
	peer.send(helloOf({protocol: {...protocol, minor: 99}}));
	peer.raw(`${JSON.stringify({type: 'news', more: [1]})}\n`);
	peer.send(stateOf([web]));
	await until('connected');
});

test('a clock that is an hour ahead is measured, and times are shown by the one here', async () => {
	const {standIn, until, figure, sessions} = await startLink();
	const peer = await standIn.connection();
	const ahead = 3_600_000;
	const at = Date.now() - 5000;
	peer.send(helloOf({clock: Date.now() + ahead}));
	peer.send(stateOf([fakeSession({lastActivityAt: at + ahead, startedAt: at + ahead})]));
	await until('connected');
	const ping = await peer.next('ping');
	peer.send({type: 'pong', id: ping.id, clock: Date.now() + ahead});
	await waitFor(() => figure().delayMs !== null, {what: 'a measured delay'});
	// By half of what the answer took, at the most.
	expect(Math.abs(figure().clockAheadMs - ahead)).toBeLessThan(20_000);
	expect(Math.abs((sessions()[0]?.lastActivityAt ?? 0) - at)).toBeLessThan(20_000);
});

test('a host that says nothing is given up, with a sign of what to look at', async () => {
	const {until, figure} = await startLink({silenceMs: 300});
	await until('unreachable');
	expect(figure().error).toMatch(/does not answer/);
});

test('a ping is answered, and keeps a quiet host connected', async () => {
	const {peer, figure} = await startConnected([web], {silenceMs: 10_000});
	for (let id = 1; id <= 4; id++) {
		peer.send({type: 'ping', id, clock: Date.now()});
		expect(await peer.next('pong')).toMatchObject({id});
	}
	expect(figure().state).toBe('connected');
});

test('what a host says to end with is what is shown', async () => {
	const {peer, until, figure} = await startConnected([web]);
	peer.send({type: 'bye', reason: 'failed', message: 'the disk is full\u001b[2J'});
	peer.end();
	await until('unreachable');
	expect(figure().error).toBe('the disk is full');
});

test('what it says to end with is read, though more came before it than is read at a time', async () => {
	const {peer, until, figure} = await startConnected([web]);
	const gone = Array.from({length: 999}, (_, index) => `k-${index}`);
	for (let round = 0; round < 30; round++) peer.send({type: 'changes', sessions: [], gone});
	peer.send({type: 'bye', reason: 'failed', message: 'the disk is full'});
	peer.end();
	await until('unreachable');
	expect(figure().error).toBe('the disk is full');
});

test.each([
	['a line of more than 8 MB', () => Buffer.alloc(bounds.lineBytes + 2, 'x'), /8 MB/],
	['what is no message', () => '{"type":"changes"}\n', /not a ccmon message/],
	[
		'a change of what it never listed',
		() => `${JSON.stringify({type: 'changes', sessions: [{key: 'other', state: 'busy'}], gone: []})}\n`,
		/had not reported/,
	],
	[
		'more sessions than a machine has',
		() => {
			const many = Array.from({length: bounds.sessions}, (_, index) => ({...sentSession(web), key: `k${index}`}));
			return `${JSON.stringify({type: 'changes', sessions: many, gone: []})}\n`;
		},
		/more than 1000 sessions/,
	],
	[
		'sessions that hold more data than is plausible',
		() => {
			const big = {
				...sentSession(web),
				detail: {...sentSession(web).detail, output: Array(100).fill('x'.repeat(4000))},
			};
			// Each line is allowed, and each session.
			return Array.from({length: 30}, (_, index) => {
				const sessions = [{...big, key: `k${index}`}];
				return `${JSON.stringify({type: 'changes', sessions, gone: []})}\n`;
			}).join('');
		},
		/hold more data than is plausible/,
	],
])('a host that sends %s is given up', async (_, text, said) => {
	const {peer, until, figure} = await startConnected([web]);
	peer.raw(text());
	await until('unreachable');
	expect(figure().error).toMatch(said);
});

test('a greeting without an end is refused', async () => {
	const {standIn, until, figure} = await startLink();
	const peer = await standIn.connection();
	peer.raw('hello?\n'.repeat(10_000));
	await until('unreachable');
	expect(figure().error).toMatch(/no hello/);
});

test('today is what the host counted, until its day is over', async () => {
	const now = Date.UTC(2026, 10, 27, 22, 30);
	const {link, standIn, until} = await startLink({clock: () => now});
	const peer = await standIn.connection();
	peer.send(helloOf({timezone: 'Asia/Tokyo', clock: now}), stateOf([]));
	await until('connected');
	expect(link.fleet(now).figure).toMatchObject({totals: {todayUsd: 3.42}, sharesDays: false, timezone: 'Asia/Tokyo'});
	// In Tokyo it is half past seven; midnight comes at three in the afternoon, UTC.
	expect(link.fleet(Date.UTC(2026, 10, 28, 14, 59)).figure.totals).not.toBeNull();
	expect(link.fleet(Date.UTC(2026, 10, 28, 15, 1)).figure.totals).toBeNull();
});

test('on a line that breaks again and again it is soon back while somebody waits for what became of a request', async () => {
	let random = 0;
	const started = await startConnected([web], {random: () => random});
	const {link, standIn, until} = started;
	let {peer} = started;
	for (const _ of [1, 2, 3]) {
		peer.end();
		await until('unreachable');
		peer = await connect(standIn, [web]);
		await until('connected');
	}
	const session = {pid: 7, procStart: '1', sessionId: 's'};
	const acted = link.ask({op: 'act', session, action: {type: 'compact', instructions: null}});
	const {id} = await peer.next('request');
	random = 1;
	peer.end();
	await until('unreachable');
	const began = performance.now();
	peer = await connect(standIn, [web]);
	// After one second. Without the request it would be tried after 8 s.
	expect(performance.now() - began).toBeLessThan(7000);
	const question = await peer.next('request');
	expect(question).toMatchObject({op: 'outcome', of: id});
	const result = {outcome: 'done', reason: null, before: null, after: null, costUsd: null};
	const kept = {type: 'reply', id, ok: true, result, final: true};
	peer.send({type: 'reply', id: question.id, ok: true, result: {state: 'finished', reply: kept}, final: true});
	expect(await acted).toMatchObject({outcome: 'done'});
});
