import {expect, onTestFinished, test, vi} from 'vitest';
import {createHostActions} from '../../../source/cli/hosts/host-actions.ts';
import type {SessionAction} from '../../../source/core/action-log.ts';
import type {Asked} from '../../../source/core/asked.ts';
import type {Books} from '../../../source/core/hosts/books.ts';
import {openHostLinks} from '../../../source/live/hosts/hosts.ts';
import {askedPermission} from '../../support/asked.ts';
import {fakeSession} from '../../support/fake-fleet.ts';
import {helloOf, startHostStandIn, stateOf} from '../../support/host-stand-in.ts';
import {waitFor} from '../../support/wait.ts';

const there = fakeSession({name: 'api', key: 'k', pid: 77, procStart: '99', sessionId: 'abc'});
const done = {outcome: 'done', reason: null, before: null, after: null, costUsd: 0.04} as const;

/** A machine that is connected, and its session as it is shown here. */
async function setUp(own?: Books) {
	const standIn = await startHostStandIn();
	const host = {
		name: 'box',
		reach: {type: 'exec', command: standIn.command},
		command: 'ccmon',
		configDirs: [],
	} as const;
	const links = openHostLinks({
		...{
			hosts: [host],
			onChange() {},
			clock: Date.now,
			version: '0.1.0',
			own: true,
			...(own && {ownBooks: () => own}),
			identityOf: () => null,
			random: () => 0,
		},
	});
	onTestFinished(async () => {
		await links.close();
		await standIn.close();
	});
	const peer = await standIn.connection();
	peer.send(helloOf(), stateOf([there]));
	const fleet = () => links.fleets(Date.now())[0]!;
	await waitFor(() => fleet().figure.state === 'connected', {what: 'the connection'});
	const [session] = fleet().sessions.values();
	const request = async () =>
		(await peer.next('request')) as Extract<Awaited<ReturnType<typeof peer.next<'request'>>>, object>;
	return {standIn, peer, request, session: session!, actions: createHostActions(links, Date.now)};
}

test('what is meant is named by process, start time and conversation, and its outcome is that of the ccmon there', async () => {
	const {peer, request, session, actions} = await setUp();
	const acted = actions.act({type: 'compact', instructions: 'keep the API'}, session, {});
	const asked = await request();
	expect(asked).toMatchObject({
		op: 'act',
		session: {pid: 77, procStart: '99', sessionId: 'abc'},
		action: {type: 'compact', instructions: 'keep the API'},
	});
	peer.send({type: 'reply', id: asked.id, ok: true, result: done, final: true});
	expect(await acted).toEqual({...done, before: {sessionId: 'abc', contextTokens: 84_000, totalUsd: 0.94}});
});

test('what is queued there is queued here, and its end comes later', async () => {
	const {peer, request, session, actions} = await setUp();
	const onSettled = vi.fn();
	const acted = actions.act({type: 'prompt', text: 'hello'}, session, {onSettled});
	const {id} = await request();
	peer.send({type: 'reply', id, ok: true, result: {...done, outcome: 'queued'}, final: false});
	expect((await acted).outcome).toBe('queued');
	peer.send({type: 'reply', id, ok: true, result: done, final: true});
	await waitFor(() => onSettled.mock.calls.length === 1, {what: 'the end'});
	expect(onSettled.mock.calls[0]?.[0]).toMatchObject({outcome: 'done'});
});

test('a refusal there is a refusal here; a lost connection is unconfirmed, and nothing is sent again', async () => {
	const {peer, standIn, request, session, actions} = await setUp();
	const refused = actions.act({type: 'clear'}, session, {});
	peer.send({type: 'reply', id: (await request()).id, ok: false, reason: 'it has ended'});
	expect(await refused).toMatchObject({outcome: 'refused', reason: 'it has ended'});

	const lost = actions.act({type: 'clear'}, session, {});
	const {id} = await request();
	peer.end();
	const again = await standIn.connection();
	again.send(helloOf(), stateOf([there]));
	const question = await again.next('request');
	expect(question).toMatchObject({op: 'outcome', of: id});
	again.send({type: 'reply', id: question.id, ok: true, result: {state: 'lost', reply: null}, final: true});
	expect(await lost).toMatchObject({outcome: 'sent', reason: expect.stringMatching(/^not confirmed/)});
	expect(again.received.filter(({type}) => type === 'request')).toHaveLength(1);
});

test('quitting does not wait for the other machine', async () => {
	const {session, actions} = await setUp();
	const leaving = new AbortController();
	const acted = actions.act({type: 'clear'}, session, {signal: leaving.signal});
	leaving.abort();
	expect(await acted).toMatchObject({outcome: 'sent', reason: 'not waited for'});
});

const asked: Asked = {...askedPermission('rm -rf build', 'it deletes'), lines: ['rm -rf build', '  # twice']};

test('shows a question as it is there, and sends it back unchanged with its answer', async () => {
	const {peer, request, session, actions} = await setUp();
	const look = actions.look(session);
	peer.send({type: 'reply', id: (await request()).id, ok: true, result: {asked, reason: null}, final: true});
	const shown = await look;
	expect(shown).toEqual(asked);
	const answer: SessionAction = {type: 'answer', answer: 'allow', asked: shown as Asked, reason: ''};
	void actions.act(answer, session, {});
	expect(await request()).toMatchObject({op: 'answer', answer: 'allow', asked, session: {pid: 77}});
});

test.each(['\u001b[2Krm -rf build', 'echo safe\r rm -rf build', '\u202egnp.exe'])(
	'a question with characters that could hide a part of it is not answered: %j',
	async line => {
		const {peer, request, session, actions} = await setUp();
		const look = actions.look(session);
		peer.send({
			type: 'reply',
			id: (await request()).id,
			ok: true,
			result: {asked: {...asked, lines: [line]}, reason: null},
			final: true,
		});
		expect(await look).toMatch(/cannot be shown/);
	},
);

test('this machine, by another name, is no other place to start a session', async () => {
	const own: Books = {processes: 'here', folders: [{configDir: '/home/ada/.claude', id: 'f'}]};
	const {peer, actions} = await setUp(own);
	const places = () => actions.places({prompts: () => [], rememberPrompt() {}}).map(({name}) => name);
	expect(places()).toEqual(['box']);
	peer.send({type: 'changes', sessions: [], gone: [], books: own});
	await waitFor(() => places().length === 0, {what: 'it to be known'});
	peer.send({type: 'changes', sessions: [], gone: [], books: {...own, processes: 'in a container'}});
	await waitFor(() => places().length === 1, {what: 'it to be another machine'});
});

test('places, a start there, and a session to go to', async () => {
	const {peer, request, session, actions} = await setUp();
	const [place] = actions.places({prompts: () => [], rememberPrompt() {}});
	expect(place?.name).toBe('box');
	const opened = place!.ports();
	const places = {folders: ['/srv/api'], ways: ['tmux', 'background', 'teleport'], home: '/root'};
	peer.send({type: 'reply', id: (await request()).id, ok: true, result: places, final: true});
	const ports = await opened;
	expect([ports.folders(), ports.ways()]).toEqual([['/srv/api'], ['tmux', 'background']]);
	const started = ports.start({cwd: '/srv/api', way: 'tmux', prompt: 'go', model: null});
	const start = await request();
	expect(start).toMatchObject({op: 'start', cwd: '/srv/api', way: 'tmux', prompt: 'go', model: null});
	peer.send({type: 'reply', id: start.id, ok: true, result: {said: 'Started in tmux %3'}, final: true});
	expect(await started).toBe('box: Started in tmux %3');
	// An older ccmon there knows nothing else that could be chosen.
	expect([ports.extras?.('/srv/api', 'tmux'), 'extras' in start]).toEqual([[], false]);
	expect(actions.goThere(session).args.slice(-3)).toEqual(['ccmon', 'open', 'abc']);
});

test('a start there with a name, in a worktree, where that ccmon offers it', async () => {
	const {peer, request, actions} = await setUp();
	const opened = actions.places({prompts: () => [], rememberPrompt() {}})[0]!.ports();
	const places = {folders: [], ways: ['tmux'], home: null, extras: ['worktree', 'name', 'luck']};
	peer.send({type: 'reply', id: (await request()).id, ok: true, result: places, final: true});
	const ports = await opened;
	expect(ports.extras?.('/srv/api', 'tmux')).toEqual(['worktree', 'name']);
	const extras = {worktree: 'fix-login', name: 'Login', permissionMode: null};
	const started = ports.start({cwd: '/srv/api', way: 'tmux', prompt: null, model: null, extras});
	const start = await request();
	expect(start).toMatchObject({op: 'start', extras});
	peer.send({type: 'reply', id: start.id, ok: true, result: {said: 'Started in tmux %3'}, final: true});
	await started;
});
