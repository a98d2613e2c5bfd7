/**
 * Headless sessions of the real Claude Code that ccmon itself runs: their tokens while they come, messages with their
 * evidence, and figures that equal what the stub served.
 */

import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type Act, openAct} from '../../source/cli/act.ts';
import {type FleetSources, openFleet} from '../../source/cli/fleet.ts';
import {localDay} from '../../source/cli/settings.ts';
import {openSpawn, type Spawn} from '../../source/cli/spawn.ts';
import {perform} from '../../source/control/actions/perform.ts';
import type {SessionAction} from '../../source/core/action-log.ts';
import {createLedger} from '../../source/core/ledger.ts';
import type {Session} from '../../source/core/session.ts';
import {createMonitor, type Monitor} from '../../source/store.ts';
import {type Stub, startStub} from '../support/anthropic-stub.ts';
import {type CcmonOutput, runCcmon} from '../support/ccmon.ts';
import {type ClaudeHome, createClaudeHome} from '../support/claude.ts';
import {findClaude} from '../support/claude-binary.ts';
import {steer} from '../support/directives.ts';
import {ledgerTotals} from '../support/ledger.ts';
import {isRunning} from '../support/process.ts';
import {waitFor} from '../support/wait.ts';
import {withoutIndex} from '../support/without-index.ts';

const binary = await findClaude();

/** Fills 40 % of a window of a million tokens, and takes some seconds to be written. */
const slowAnswer = {
	words: 600,
	speed: 400,
	usage: {input_tokens: 10, cache_creation_input_tokens: 0, cache_read_input_tokens: 399_990},
};

describe.skipIf(!binary)('a headless session that ccmon runs', () => {
	let stub: Stub;
	let home: ClaudeHome;
	let cwd: string;
	let monitor: Monitor;
	let fleet: FleetSources;
	let spawn: Spawn;
	let act: Act;

	beforeAll(async () => {
		stub = await startStub();
		home = await createClaudeHome({url: stub.url});
		cwd = await home.project('web');
		const stateDir = `${home.home}/state`;
		const env = {...home.env, CCMON_CLAUDE: binary!, XDG_RUNTIME_DIR: home.home};
		const clock = Date.now;
		monitor = createMonitor(createLedger({dayOf: localDay}), clock);
		const {emit, store, log} = monitor;
		fleet = await openFleet({
			configDirs: [home.configDir],
			onlyNamedFolders: false,
			stateDir,
			receive: true,
			emit,
			...withoutIndex,
			clock,
		});
		await fleet.ready;
		await fleet.readToday();
		monitor.show();
		const {accept, lookForTelemetry} = fleet;
		spawn = openSpawn({
			configDirs: [home.configDir],

			stateDir,
			clock,
			env,
			store,
			log,
			accept,
			lookForTelemetry,
		});
		act = openAct({monitor, stateDir, clock, env, terminals: [spawn.terminal]});
	});

	afterAll(async () => {
		await spawn?.close();
		await fleet?.close();
		monitor?.close();
		await home?.remove();
		await stub?.close();
	});

	const running = () => [...monitor.store.getState().sessions.values()].filter(({state}) => state !== 'exited');
	const session = (): Session => {
		const [only, ...others] = running();
		expect(others).toEqual([]);
		return only!;
	};
	const does = (action: SessionAction) => perform(action, session(), act.deps);
	const idle = () => waitFor(() => session().state === 'idle', {what: 'the session to be idle', timeout: 60_000});
	const served = (sessionId: string) => stub.ledger().filter(entry => entry.sessionId === sessionId);

	/** Waits until telemetry has reported all, and compares. */
	async function agrees(sessionId: string): Promise<Session> {
		const find = () => [...monitor.store.getState().sessions.values()].find(one => one.sessionId === sessionId);
		const truth = ledgerTotals(stub.ledger(), {sessionId});
		await waitFor(() => find()?.usage.outputTokens === truth.outputTokens && find()?.cost.basis === 'telemetry', {
			what: `the figures of ${sessionId}`,
			last: () => JSON.stringify([find()?.usage, find()?.cost, truth], null, 1),
			timeout: 60_000,
		});
		const {requests, ...tokens} = truth;
		expect(find()!.usage).toMatchObject(tokens);
		expect(find()!.requests).toBe(requests);
		return find()!;
	}

	test('its tokens and words are there before the answer is complete', async () => {
		await spawn.ports.start({cwd, way: 'headless', prompt: steer('hello', slowAnswer), model: null});
		await waitFor(() => running().length === 1 && session().usage.outputTokens > 200, {
			what: 'tokens of the answer',
			timeout: 60_000,
			last: () => JSON.stringify(running()),
		});
		expect(stub.ledger().filter(({purpose}) => purpose === 'main')).toEqual([]);
		expect(session()).toMatchObject({kind: 'headless', state: 'busy', cwd, context: {tokens: 400_000}});
		expect(session().output.join('\n')).toContain('lorem ipsum');
		const early = session().usage.outputTokens;
		await waitFor(() => session().usage.outputTokens > early, {what: 'more tokens'});
		await idle();
		const {sessionId} = session();
		expect(served(sessionId).length).toBeGreaterThan(0);
		await agrees(sessionId);
	});

	test('a prompt, one while it is busy, an interruption: each with its evidence', async () => {
		expect(await does({type: 'prompt', text: 'and another'})).toMatchObject({outcome: 'done'});
		await idle();
		void does({type: 'prompt', text: steer('a long one', {words: 400, speed: 600})});
		await waitFor(() => session().state === 'busy' && stub.pending() > 0, {what: 'the session to be busy'});
		const queued = await new Promise(resolve => {
			void perform({type: 'prompt', text: 'a queued one'}, session(), act.deps, resolve);
		});
		expect(queued).toMatchObject({outcome: 'done'});
		await idle();
		void does({type: 'prompt', text: steer('an endless one', {words: 4000, speed: 600})});
		await waitFor(() => session().state === 'busy' && stub.pending() > 0, {what: 'the session to be busy again'});
		const stopped = await perform({type: 'interrupt'}, session(), act.deps);
		expect(stopped).toMatchObject({outcome: 'done'});
		await waitFor(() => session().lastPrompt?.text?.includes('an endless one'), {what: 'its prompt on the screen'});
	});

	test('/compact and /clear with their evidence; the old conversation keeps its figures', async () => {
		const {sessionId, pid} = session();
		const compacted = await does({type: 'compact', instructions: 'keep the names'});
		expect(compacted).toMatchObject({outcome: 'done'});
		expect(compacted.after!.contextTokens).toBeLessThan(compacted.before.contextTokens!);
		await idle();
		expect(await does({type: 'clear'})).toMatchObject({outcome: 'done'});
		await waitFor(() => session().sessionId !== sessionId, {what: 'the new conversation'});
		await idle();
		expect(session().pid).toBe(pid);
		expect(await does({type: 'compact', instructions: null})).toMatchObject({
			outcome: 'failed',
			reason: 'Not enough messages to compact.',
		});
		await idle();
		expect(await does({type: 'prompt', text: 'again'})).toMatchObject({outcome: 'done'});
		await idle();
		await agrees(session().sessionId);
		expect(running()).toHaveLength(1);
	});

	test('ccmon send, another program, reaches it, with the same evidence', async () => {
		const {sessionId, pid} = session();
		const send = async (text: string) => {
			const args = ['send', String(pid), text, '--json', '--yes'];
			const ran = await runCcmon(args, {home: home.home, env: {...home.env, XDG_RUNTIME_DIR: home.home}});
			await idle();
			return {...JSON.parse(ran.stdout), code: ran.code};
		};
		expect(await send('from elsewhere')).toMatchObject({outcome: 'done', reason: null, code: 0});
		// The transcript may be read a moment after the session says that it is idle.
		await waitFor(() => session().lastPrompt?.text === 'from elsewhere', {what: 'the prompt on the screen'});
		expect(await send('/compact')).toMatchObject({outcome: 'done', code: 0});
		await waitFor(() => session().compactions.length === 1, {what: 'the compaction on the screen'});
		expect(await send('/clear')).toMatchObject({outcome: 'done', code: 0});
		await waitFor(() => session().sessionId !== sessionId, {what: 'the new conversation'});
		expect(session()).toMatchObject({pid, key: expect.any(String)});
		expect(running()).toHaveLength(1);
		// Under one name in both.
		const once = await runCcmon(['--once', '--json'], {home: home.home, env: home.env});
		const seen = (JSON.parse(once.stdout) as CcmonOutput).sessions.find(other => other.pid === pid);
		expect(seen?.name).toBe(session().name);
		expect(await does({type: 'prompt', text: 'and here again'})).toMatchObject({outcome: 'done'});
		await idle();
	});

	test('it can be ended, and says how it is resumed', async () => {
		const {sessionId, pid} = session();
		expect(spawn.resumeLines()).toEqual([`cd '${cwd}' && claude --resume ${sessionId}`]);
		expect(await does({type: 'end'})).toMatchObject({outcome: 'done'});
		expect(isRunning(pid!)).toBe(false);
		await waitFor(() => running().length === 0, {what: 'its row to go'});
		expect(spawn.quitQuestion()).toBeNull();
	});

	test('one that ends by itself is reported once', async () => {
		await spawn.ports.start({cwd, way: 'headless', prompt: null, model: null});
		await waitFor(() => running().length === 1, {what: 'the session'});
		process.kill(session().pid!, 'SIGKILL');
		await waitFor(() => running().length === 0, {what: 'the session to disappear'});
		const problems = () => monitor.store.getState().problems.filter(({message}) => message.includes('headless'));
		await waitFor(() => problems().length > 0, {what: 'the report'});
		expect(problems()).toMatchObject([{path: cwd, count: 1}]);
		expect(problems()[0]!.message).toContain('ended by itself with SIGKILL');
	});
});
