import {afterEach, beforeEach, expect, test} from 'vitest';
import {createPtyTerminal} from '../../../source/control/terminals/pty.ts';
import {type Served, type ServedTerminal, serveTerminal} from '../../../source/control/terminals/socket/serve.ts';
import {isStopped} from '../../../source/platform/foreground.ts';
import {runtimeFolder} from '../../../source/platform/paths.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {dialog} from '../../support/fake-dialogs.ts';
import {childrenOf} from '../../support/process.ts';
import {capturedScreen, openKeyboard, startTarget, type TargetProcess} from '../../support/target-process.ts';
import {waitFor} from '../../support/wait.ts';

let folder: TemporaryFolder;
let session: TargetProcess;
let served: Served | undefined;
let typed: string[];
let env: NodeJS.ProcessEnv;

beforeEach(() => {
	folder = temporaryFolder();
	env = {XDG_RUNTIME_DIR: folder.path};
	typed = [];
});
afterEach(async () => {
	served?.close();
	served = undefined;
	await session.close();
	folder.remove();
});

/** The socket of a `ccmon run` in whose pseudo terminal this process was started. */
async function serve(pid: number, procStart: string | null, changes: Partial<ServedTerminal> = {}): Promise<void> {
	served = serveTerminal(runtimeFolder(env), {
		...{pid, procStart},
		screen: async () => ({columns: 100, rows: capturedScreen('draft-one').split('\n')}),
		type: async (text, form) => typed.push(`${form}: ${text}`) > 0,
		press: async (key, times) => typed.push(`${key} × ${times}`) > 0,
		answer: async (digit, shown) => shown === JSON.stringify(dialog('dialog-bash')) && typed.push(`${digit}`) > 0,
		...changes,
	});
	expect(await served.ready).toBeNull();
}
const reach = () => createPtyTerminal(env).reach(session.target);

test('a session under ccmon run is read and typed into through its socket', async () => {
	session = await startTarget(env as Record<string, string>);
	await serve(session.pid, session.target.procStart);
	const found = await reach();
	expect(found).toMatchObject({ok: true, address: `pty:${session.pid}`});
	const keyboard = await openKeyboard(found);
	expect(await keyboard.read()).toMatchObject({kind: 'prompt', text: 'x'});
	expect(await keyboard.size()).toEqual({columns: 100, rows: capturedScreen('draft-one').split('\n').length});
	expect(await keyboard.typeText('one\ntwo', 'lines')).toBe(true);
	expect(await keyboard.press('enter')).toBe(true);
	expect(await keyboard.answer(1, dialog('dialog-fetch'))).toBe(false);
	expect(await keyboard.answer(4, dialog('dialog-bash'))).toBe(true);
	expect(typed).toEqual(['lines: one\ntwo', 'enter × 1', '4']);
	keyboard.close();
	await expect(keyboard.read()).rejects.toThrow('its ccmon run does not answer: it was closed');
});

test('it is found by the variables that it was started with, whatever ccmon’s own are', async () => {
	session = await startTarget(env as Record<string, string>);
	await serve(session.pid, session.target.procStart);
	expect(await createPtyTerminal({XDG_RUNTIME_DIR: '/elsewhere'}).reach(session.target)).toMatchObject({ok: true});
});

test('claude may be a script that starts the real program', async () => {
	session = await startTarget(env as Record<string, string>, ['sh', '-c', 'sleep 100; true']);
	const inner = await waitFor(() => childrenOf(session.pid)[0], {what: 'the real one'});
	await serve(session.pid, session.target.procStart);
	session.target = {...session.target, pid: inner, procStart: null};
	expect(await reach()).toMatchObject({ok: true, address: `pty:${inner}`});
});

test.each<[string, (own: TargetProcess) => [number, string | null]]>([
	['to another process', own => [own.pid, '1']],
	['nowhere', () => [2 ** 22 + 1, null]],
])('a socket that leads %s is no way', async (_, leads) => {
	session = await startTarget(env as Record<string, string>);
	await serve(...leads(session));
	expect(await reach()).toBeNull();
});

test('a session that sits in another terminal than the socket’s is not reached by it', async () => {
	session = await startTarget(env as Record<string, string>, ['sh', '-c', 'script -qfec "sleep 100" /dev/null; true']);
	await serve(session.pid, session.target.procStart);
	const script = await waitFor(() => childrenOf(session.pid)[0], {what: 'script'});
	const inner = await waitFor(() => childrenOf(script)[0], {what: 'the program in it'});
	session.target = {...session.target, pid: inner, procStart: null};
	expect(await reach()).toBeNull();
});

test('the screen is shown, where its ccmon run is in no tmux', async () => {
	session = await startTarget(env as Record<string, string>);
	await serve(session.pid, session.target.procStart);
	const found = await reach();
	if (!found?.ok || found.way.type !== 'keyboard') throw new Error('not reached');
	const focus = await found.way.focus();
	if (focus.type !== 'screen') throw new Error(focus.type);
	expect(await focus.rows()).toEqual(capturedScreen('draft-one').split('\n'));
});

test('a ccmon run that is stopped says to bring it back', async () => {
	session = await startTarget(env as Record<string, string>, ['sh', '-c', 'sleep 100; true']);
	const inner = await waitFor(() => childrenOf(session.pid)[0], {what: 'the child'});
	await serve(inner, null);
	process.kill(session.pid, 'SIGSTOP');
	await waitFor(() => isStopped(session.pid), {what: 'the program to be stopped'});
	expect(await createPtyTerminal(env).reach({...session.target, pid: inner, procStart: null})).toEqual({
		ok: false,
		reason: 'its ccmon run is stopped: run fg there to bring it back',
	});
	process.kill(session.pid, 'SIGCONT');
});

test('without a socket, or a terminal of its own, it is left to the next', async () => {
	session = await startTarget(env as Record<string, string>);
	expect(await reach()).toBeNull();
	await serve(session.pid, session.target.procStart);
	expect(await createPtyTerminal(env).reach({...session.target, kind: 'headless'})).toBeNull();
	expect(await createPtyTerminal(env).reach({...session.target, pid: null})).toBeNull();
});
