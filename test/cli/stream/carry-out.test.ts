/** What the reader of `ccmon stream` asks is done to the session that it meant, or not at all. */
import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {createCarryOut} from '../../../source/cli/stream/carry-out.ts';
import {defaultConfig} from '../../../source/core/config/config.ts';
import type {Session} from '../../../source/core/session.ts';
import type {CarryOut} from '../../../source/stream/answer-requests.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {createFakeClaude, type FakeClaude} from '../../support/fake-claude.ts';
import {fakeSession, noon} from '../../support/fake-fleet.ts';

const past = '11111111-1111-4111-8111-111111111111';

let claude: FakeClaude;
let others: Session[];
let carryOut: CarryOut;
let folder: TemporaryFolder;
const spawn = {
	...{folders: () => ['/home/ada/api'], ways: () => [], resumeWays: () => [], home: '/home/ada'},
	...{prompts: () => [], rememberPrompt() {}},
	checkFolder: (given: string) =>
		given === '/nowhere'
			? {ok: false as const, reason: 'there is no such folder'}
			: {ok: true as const, path: `/real${given}`},
	start: vi.fn(async () => 'Started in tmux %7'),
	resume: vi.fn(async () => 'Resumed in tmux %8'),
};

beforeEach(() => {
	vi.clearAllMocks();
	folder = temporaryFolder('ccmon-carry-out');
	claude = createFakeClaude();
	others = [];
	carryOut = createCarryOut({
		sessions: () => [...others, claude.session],
		deps: claude.deps,
		spawn,
		settings: {
			...{config: defaultConfig, problems: [], configDirs: [folder.at('claude')], onlyNamedFolders: true},
			...{stateDir: folder.at('state'), clock: () => noon},
		},
		emit: problem => expect.unreachable(JSON.stringify(problem)),
		env: {PATH: folder.at('bin')},
	});
});

afterEach(() => folder.remove());

const pin = (rest: object = {}) => {
	const {pid, procStart, sessionId} = claude.session;
	return {pid: pid!, procStart, sessionId, ...rest};
};
const ask = (wish: object) =>
	carryOut({type: 'request', id: 'request-1', ...wish} as Parameters<CarryOut>[0], () => {});
const send = (session: object, action: object = {type: 'prompt', text: 'hello'}) => ask({op: 'act', session, action});

describe('an action', () => {
	test('is done to the process and the conversation that were meant', async () => {
		// A process of this number that has ended is another one.
		others = [fakeSession({...pin(), state: 'exited'})];
		void send(pin());
		await vi.waitFor(() => expect(claude.submitted).toEqual(['hello']));
	});

	test.each([
		['another process', {pid: 1}, 'it has ended'],
		['a later process of the same number', {procStart: '78'}, 'it has ended'],
		['another conversation in it', {sessionId: 'before'}, 'it is in another conversation now: look again'],
	])('is refused for %s', async (_, meant, reason) => {
		expect(await send(pin(meant))).toEqual({
			...{result: {outcome: 'refused', reason, before: null, after: null, costUsd: null}, final: true},
		});
		expect(claude.submitted).toEqual([]);
		expect(await ask({op: 'look', session: pin(meant)})).toEqual({result: {asked: null, reason}, final: true});
	});

	test('is refused once the session has ended', async () => {
		claude.change({state: 'exited'});
		expect((await send(pin())).result).toMatchObject({outcome: 'refused', reason: 'it has ended'});
	});

	test('that is typed as a prompt is the command that it names', async () => {
		void send(pin(), {type: 'prompt', text: '/compact keep the tests'});
		await vi.waitFor(() => expect(claude.submitted).toEqual(['/compact keep the tests']));
		expect(claude.deps.underway).toEqual(new Set([`${claude.session.key} compact`]));
	});

	test('that is queued has its outcome later', async () => {
		claude.change({state: 'busy'});
		claude.busy = true;
		const {result, final} = await send(pin());
		expect([result, final]).toMatchObject([{outcome: 'queued'}, false]);
	});
});

test('says so if a session asks nothing', async () => {
	const {result} = await ask({op: 'look', session: pin()});
	expect(result).toMatchObject({asked: null, reason: expect.any(String)});
});

describe('a session is started', () => {
	test('where it can be, in the ways that there are', async () => {
		const places = {folders: ['/home/ada/api'], home: '/home/ada', extras: expect.arrayContaining(['worktree'])};
		expect(await ask({op: 'places'})).toEqual({result: {...places, ways: ['background']}, final: true});
		mkdirSync(folder.at('bin'), {recursive: true});
		writeFileSync(folder.at('bin', 'tmux'), '#!/bin/sh\n', {mode: 0o755});
		expect((await ask({op: 'places'})).result).toEqual({...places, ways: ['tmux', 'background']});
	});

	test('in the folder that was found to be there', async () => {
		const wish = {op: 'start', cwd: '/api', way: 'tmux', prompt: 'hello', model: 'opus'};
		expect(await ask(wish)).toEqual({result: {said: 'Started in tmux %7'}, final: true});
		expect(spawn.start).toHaveBeenCalledWith({cwd: '/real/api', way: 'tmux', prompt: 'hello', model: 'opus'});
		const extras = {worktree: 'fix', permissions: null};
		await ask({...wish, extras});
		expect(spawn.start).toHaveBeenLastCalledWith(expect.objectContaining({extras}));
		await expect(ask({...wish, cwd: '/nowhere'})).rejects.toThrow('there is no such folder');
		expect(spawn.start).toHaveBeenCalledTimes(2);
	});
});

describe('a conversation is resumed', () => {
	const resume = (sessionId: string, fork = false) => ask({op: 'resume', sessionId, fork});

	const writePast = () => {
		const file = folder.at('claude', 'projects', '-home-dev-api', `${past}.jsonl`);
		mkdirSync(path.dirname(file), {recursive: true});
		const message = {role: 'user', content: 'Fix the header'};
		const line = {type: 'user', uuid: 'u1', timestamp: new Date(noon).toISOString(), message};
		const title = {type: 'custom-title', customTitle: 'header', sessionId: past};
		const lines = [{...line, sessionId: past, cwd: '/home/dev/api'}, title];
		writeFileSync(file, lines.map(one => `${JSON.stringify(one)}\n`).join(''));
	};

	test('if it is known there, in its own folder and under its name', async () => {
		await expect(resume(past)).rejects.toThrow('no such conversation is known there');
		writePast();
		expect(await resume(past)).toEqual({result: {said: 'Resumed in tmux %8'}, final: true});
		const name = 'header';
		const conversation = {name, cwd: '/home/dev/api', configDir: folder.at('claude'), sessionId: past, key: past};
		expect(spawn.resume).toHaveBeenCalledWith(expect.objectContaining(conversation), {way: 'tmux', fork: false});
		// Part of an id is none.
		await expect(resume(past.slice(0, 8))).rejects.toThrow('no such conversation is known there');
	});

	test('unless it runs: a copy of it may be', async () => {
		writePast();
		claude.change({sessionId: past});
		await expect(resume(past)).rejects.toThrow(`it is running, as pid ${claude.session.pid}`);
		expect(spawn.resume).not.toHaveBeenCalled();
		await resume(past, true);
		expect(spawn.resume).toHaveBeenCalledWith(expect.anything(), {way: 'tmux', fork: true});
		claude.change({state: 'exited'});
		await resume(past);
		expect(spawn.resume).toHaveBeenCalledTimes(2);
	});
});
