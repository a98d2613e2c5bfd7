import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {chmod} from 'node:fs/promises';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {Keyboard} from '../../../source/control/keyboard.ts';
import {createAttachTerminal} from '../../../source/control/terminals/attach.ts';
import {readProcStart} from '../../../source/platform/process.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {fakeSession} from '../../support/fake-fleet.ts';
import {childrenOf} from '../../support/process.ts';
import {capturedScreen, openKeyboard} from '../../support/target-process.ts';
import {waitFor} from '../../support/wait.ts';

let folder: TemporaryFolder;
let env: NodeJS.ProcessEnv;
let keyboard: Keyboard | undefined;

beforeEach(() => {
	folder = temporaryFolder();
	env = {PATH: `${folder.path}:/usr/bin:/bin`, HOME: folder.path};
});
afterEach(async () => {
	keyboard?.close();
	keyboard = undefined;
	await waitFor(() => childrenOf(process.pid).length === 0, {what: 'the hidden terminals to go'});
	folder.remove();
});

/** In place of `claude`: does what the script says. */
async function claude(script: string): Promise<void> {
	// As wide as the hidden terminal.
	const screen = capturedScreen('draft-one').replace(/─{100}/g, '─'.repeat(120));
	writeFileSync(folder.at('screen'), screen.replaceAll('\n', '\r\n'));
	writeFileSync(folder.at('claude'), `#!/bin/sh\necho "$@" "$CLAUDE_CONFIG_DIR" > '${folder.at('args')}'\n${script}\n`);
	await chmod(folder.at('claude'), 0o755);
}
/** It shows a prompt box, takes pastes, and writes down which keys it gets. */
const showsPrompt = (
	pastes = '\\033[?2004h',
) => `stty raw -echo; printf '\\033[?1049h${pastes}'; cat '${folder.at('screen')}'
exec cat > '${folder.at('keys')}'`;
const keys = () => (existsSync(folder.at('keys')) ? readFileSync(folder.at('keys'), 'utf8') : '');

/** The session itself runs elsewhere: here it is this process. */
const session = fakeSession({
	...{kind: 'bg', jobId: 'a1b2c3', pid: process.pid, procStart: readProcStart(process.pid)},
	configDir: '/srv/claude',
});
const reach = (fields: Partial<typeof session> = {}) => createAttachTerminal(env).reach({...session, ...fields});

test('a background session is looked at and typed into through claude attach', async () => {
	await claude(showsPrompt());
	const found = await reach();
	expect(found).toMatchObject({ok: true, address: 'attach:a1b2c3'});
	keyboard = await openKeyboard(found);
	expect(await keyboard.read()).toMatchObject({kind: 'prompt', text: 'x'});
	expect(await keyboard.size()).toEqual({columns: 120, rows: 40});
	expect(await keyboard.typeText('one', 'lines')).toBe(true);
	expect(await keyboard.press('enter')).toBe(true);
	await waitFor(() => keys() === '\x1b[200~one\x1b[201~\r', {what: 'the keys', last: () => JSON.stringify(keys())});
	expect(readFileSync(folder.at('args'), 'utf8')).toBe('attach a1b2c3 /srv/claude\n');
	expect(keyboard.outlivesSession).toBe(false);
	// It leaves politely.
	keyboard.close();
	await waitFor(() => keys().endsWith('\x1a'), {what: 'ctrl+z'});
});

test('types nothing until the program accepts pastes', async () => {
	await claude(showsPrompt(''));
	keyboard = await openKeyboard(await reach());
	expect(await keyboard.typeText('one\ntwo', 'lines')).toBe(false);
	expect(keys()).toBe('');
});

test('attaches in the session’s config folder, without a variable for the default one', async () => {
	await claude('');
	const focus = async (fields: Partial<typeof session> = {}) => {
		const found = await reach(fields);
		return found?.ok && found.way.type === 'keyboard' ? found.way.focus() : found;
	};
	const run = {type: 'run', file: 'claude', args: ['attach', 'a1b2c3']};
	expect(await focus()).toEqual({...run, env: {CLAUDE_CONFIG_DIR: '/srv/claude'}});
	expect(await focus({configDir: `${folder.path}/.claude`})).toEqual({...run, env: {}});
	// One of ccmon's own would lead elsewhere.
	env.CLAUDE_CONFIG_DIR = '/srv/other';
	const home = `${folder.path}/.claude`;
	expect(await focus({configDir: home})).toEqual({...run, env: {CLAUDE_CONFIG_DIR: home}});
});

test.each(['-h', '--help', 'a b', '', 'a;id', '../x', 'a\n'])('a job called %j becomes no argument', async jobId => {
	expect(await reach({jobId})).toEqual({ok: false, reason: 'its job has a strange name: no keys can be sent'});
});

test('other sessions are left to the next; without the package that is said', async () => {
	expect(await reach({kind: 'interactive'})).toBeNull();
	expect(await reach({jobId: null})).toBeNull();
	expect(await createAttachTerminal(env, async () => null).reach(session)).toEqual({
		ok: false,
		reason: 'the package @lydell/node-pty is missing: install it to reach background sessions',
	});
});

test('a session whose process has ended is not typed into, whatever its screen still shows', async () => {
	await claude(showsPrompt());
	const child = spawn('sleep', ['100'], {stdio: 'ignore'});
	keyboard = await openKeyboard(await reach({pid: child.pid!, procStart: readProcStart(child.pid!)}));
	expect(await keyboard.read()).toMatchObject({kind: 'prompt'});
	child.kill('SIGKILL');
	await once(child, 'exit');
	expect(await keyboard.read()).toMatchObject({kind: 'elsewhere', reason: 'its process has ended'});
});

test('reports an ended claude attach, at the start and later', async () => {
	await claude('exit 1');
	await expect(openKeyboard(await reach())).rejects.toThrow('claude attach has ended: is the session still there?');
	await claude(`stty raw -echo; cat '${folder.at('screen')}'; head -c 1 >/dev/null`);
	keyboard = await openKeyboard(await reach());
	await keyboard.press('enter');
	const gone = () =>
		keyboard!.read().then(
			() => null,
			(error: Error) => error,
		);
	expect(await waitFor(gone, {what: 'the loss to be noticed'})).toMatchObject({name: 'TerminalLostError'});
});
