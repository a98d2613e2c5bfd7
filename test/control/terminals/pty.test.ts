/** Sessions whose way goes through a ccmon that is stopped: it would answer nobody. */
import {type ChildProcess, spawn} from 'node:child_process';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createHeadlessElsewhereTerminal} from '../../../source/control/terminals/headless-elsewhere.ts';
import {createPtyTerminal} from '../../../source/control/terminals/pty.ts';
import {type Served, serveMessages, serveTerminal} from '../../../source/control/terminals/socket/serve.ts';
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
let session: number;
let served: Served;
let env: NodeJS.ProcessEnv;

beforeEach(async () => {
	folder = temporaryFolder();
	env = {XDG_RUNTIME_DIR: folder.path};
	runner = spawn('sh', ['-c', 'sleep 100 & wait'], {env: {...process.env, ...env}, stdio: 'ignore'});
	session = (await waitFor(() => childrenOf(runner.pid!)[0], {what: 'the child'}))!;
});

afterEach(() => {
	served.close();
	process.kill(session, 'SIGKILL');
	runner.kill('SIGKILL');
	folder.remove();
});

/** The signal takes a moment. */
async function stop(): Promise<void> {
	runner.kill('SIGSTOP');
	await waitFor(() => isStopped(runner.pid!), {what: 'the program to be stopped'});
}

const target = (kind: 'interactive' | 'headless') =>
	fakeSession({kind, pid: session, procStart: readProcStart(session)});

test('ccmon run says to bring it back', async () => {
	const screen = async () => ({columns: 80, rows: []});
	const nothing = async () => false;
	const keys = {type: nothing, press: nothing, answer: nothing};
	served = serveTerminal(runtimeFolder(env), {pid: session, procStart: null, screen, ...keys});
	await served.ready;
	await stop();
	expect(await createPtyTerminal(env).reach(target('interactive'))).toEqual({
		ok: false,
		reason: 'its ccmon run is stopped: run fg there to bring it back',
	});
});

test('so does a ccmon that runs a session headless', async () => {
	const procStart = readProcStart(session);
	const nothing = () => true;
	served = serveMessages(runtimeFolder(env), {
		pid: session,
		procStart,
		message: nothing,
		interrupt: nothing,
		end: nothing,
	});
	await served.ready;
	const terminal = createHeadlessElsewhereTerminal(env);
	expect(await terminal.reach(target('headless'))).toMatchObject({ok: true, address: 'headless'});
	await stop();
	expect(await terminal.reach(target('headless'))).toEqual({
		ok: false,
		reason: 'the ccmon that runs it is stopped: run fg there to bring it back',
	});
});
