import {type ChildProcess, spawn} from 'node:child_process';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createHeadlessElsewhereTerminal} from '../../../source/control/terminals/headless-elsewhere.ts';
import {type Served, type ServedMessages, serveMessages} from '../../../source/control/terminals/socket/serve.ts';
import {isStopped} from '../../../source/platform/foreground.ts';
import {runtimeFolder} from '../../../source/platform/paths.ts';
import {readProcStart} from '../../../source/platform/process.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {fakeSession} from '../../support/fake-fleet.ts';
import {childrenOf} from '../../support/process.ts';
import {waitFor} from '../../support/wait.ts';

let folder: TemporaryFolder;
/** In place of a ccmon, with a child in place of a session. */
let runner: ChildProcess;
let pid: number;
let served: Served | undefined;
let env: NodeJS.ProcessEnv;
let told: string[];

beforeEach(async () => {
	folder = temporaryFolder();
	env = {XDG_RUNTIME_DIR: folder.path};
	told = [];
	runner = spawn('sh', ['-c', 'sleep 100 & wait'], {env: {...process.env, ...env}, stdio: 'ignore'});
	pid = (await waitFor(() => childrenOf(runner.pid!)[0], {what: 'the child'}))!;
});
afterEach(() => {
	served?.close();
	served = undefined;
	process.kill(pid, 'SIGKILL');
	runner.kill('SIGKILL');
	folder.remove();
});

async function serve(changes: Partial<ServedMessages> = {}): Promise<void> {
	served = serveMessages(runtimeFolder(env), {
		...{pid, procStart: readProcStart(pid)},
		message: text => told.push(text) > 0,
		interrupt: () => told.push('interrupt') > 0,
		end: () => told.push('end') > 0,
		...changes,
	});
	expect(await served.ready).toBeNull();
}
const target = (fields: Partial<ReturnType<typeof fakeSession>> = {}) =>
	fakeSession({kind: 'headless', pid, procStart: readProcStart(pid), ...fields});
const reach = (fields = {}) => createHeadlessElsewhereTerminal(env).reach(target(fields));

async function channel() {
	const found = await reach();
	if (!found?.ok || found.way.type !== 'messages') throw new Error(JSON.stringify(found));
	return found.way.channel;
}

test('a session of another ccmon gets messages through the socket that this offers', async () => {
	await serve();
	expect(await reach()).toMatchObject({ok: true, address: 'headless'});
	const {send, interrupt, end} = await channel();
	await send('run the tests\nand report');
	await interrupt();
	await end();
	expect(told).toEqual(['run the tests\nand report', 'interrupt', 'end']);
});

test('one that is just ending, or whose ccmon has gone, takes nothing more', async () => {
	await serve({message: () => false});
	const {send, interrupt} = await channel();
	await expect(send('late')).rejects.toThrow('the session has ended');
	served!.close();
	await expect(interrupt()).rejects.toThrow('the ccmon that runs it does not answer');
	expect(told).toEqual([]);
});

test('a socket that leads to another process is no way', async () => {
	await serve({procStart: '1'});
	expect(await reach()).toBeNull();
	// What the other end says has to be so.
	expect(await reach({procStart: '1'})).toBeNull();
});

test('a socket whose session was another process all along is not written to', async () => {
	await serve();
	const {send} = await channel();
	served!.close();
	await serve({procStart: '1'});
	await expect(send('hello')).rejects.toThrow('leads to another session');
	expect(told).toEqual([]);
});

test('sessions of another kind are left to the next', async () => {
	await serve();
	expect(await reach({kind: 'interactive'})).toBeNull();
	expect(await reach({pid: null})).toBeNull();
	expect(await reach({pid: process.pid})).toBeNull();
});

test('a ccmon that is stopped says to bring it back', async () => {
	await serve();
	runner.kill('SIGSTOP');
	await waitFor(() => isStopped(runner.pid!), {what: 'the program to be stopped'});
	expect(await reach()).toEqual({
		ok: false,
		reason: 'the ccmon that runs it is stopped: run fg there to bring it back',
	});
});
