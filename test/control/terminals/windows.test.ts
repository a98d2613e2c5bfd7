/** Windows of kitty, WezTerm and iTerm2, each replaced by something that answers as its documentation says. */
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {Keyboard, Reach} from '../../../source/control/keyboard.ts';
import {createITermTerminal} from '../../../source/control/terminals/iterm.ts';
import {createKittyTerminal} from '../../../source/control/terminals/kitty/kitty.ts';
import {createReach} from '../../../source/control/terminals/reach.ts';
import type {Terminal} from '../../../source/control/terminals/terminal.ts';
import {createWezTermTerminal} from '../../../source/control/terminals/wezterm.ts';
import {readProcessVariables, readProcStart, readTty} from '../../../source/platform/process.ts';
import {type BareTerminal, openBareTerminal} from '../../support/bare-terminal.ts';
import {baseEnvironment, type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {fakeSession} from '../../support/fake-fleet.ts';
import {recordedKitty, recordedProgram} from '../../support/recorded-programs.ts';
import {waitFor} from '../../support/wait.ts';

const capture = (name: string) =>
	readFileSync(path.join(import.meta.dirname, `../../fixtures/screens/${name}.100.ans`), 'utf8').trimEnd();

let folder: TemporaryFolder;
let terminal: BareTerminal | null = null;

beforeEach(() => {
	folder = temporaryFolder();
});

afterEach(async () => {
	await terminal?.close();
	terminal = null;
	folder.remove();
});

/** A process in a terminal of its own, in place of Claude Code. */
async function start(variables: Record<string, string>) {
	const env = {...baseEnvironment(), ...variables};
	terminal = await openBareTerminal({command: ['sleep', '100'], cwd: folder.path, env});
	const {pid} = terminal;
	// Until its program has taken over, a new process still has the environment of the one that made it.
	const has = () => readProcessVariables(pid, Object.keys(variables));
	await waitFor(() => isDeepStrictEqual({...has()}, variables), {what: 'its environment'});
	const tty = await waitFor(() => readTty(pid), {what: 'its terminal'});
	return {tty: tty!, target: fakeSession({kind: 'interactive', pid, procStart: readProcStart(pid)})};
}

async function open(reach: Reach | null): Promise<Keyboard> {
	if (!reach?.ok || reach.way.type !== 'keyboard') throw new Error(`not reached: ${JSON.stringify(reach)}`);
	return reach.way.open();
}

const typed = '\x1b[200~one\x1b[201~\x1b[13;2u\x1b[200~two\x1b[201~';

test('kitty: found by its terminal, read, typed into, brought to the front', async () => {
	const socket = folder.at('kitty');
	const {target, tty} = await start({KITTY_LISTEN_ON: `unix:${socket}`, KITTY_WINDOW_ID: '9'});
	const windows = [
		{id: 1, pid: process.pid, columns: 80, lines: 24, title: 'other'},
		{id: 3, pid: target.pid, columns: 100, lines: 30},
	];
	const screen = `${capture('draft-one').replaceAll('\n', '\r\n')}\r`;
	const kitty = await recordedKitty(socket, command =>
		command === 'ls' ? JSON.stringify([{id: 1, tabs: [{id: 1, windows}]}]) : command === 'get-text' ? screen : '',
	);
	const reach = await createKittyTerminal(Date.now).reach(target);
	expect(reach).toMatchObject({ok: true, address: 'kitty:3'});
	const keyboard = await open(reach);
	expect(await keyboard.read()).toMatchObject({kind: 'prompt', text: 'x'});
	expect(await keyboard.size()).toMatchObject({columns: 100});
	expect(await keyboard.typeText('one\ntwo', 'lines')).toBe(true);
	expect(await keyboard.typeText('one\u0007', 'lines')).toBe(false);
	expect(await keyboard.press('backspace', 2)).toBe(true);
	const sent = () => kitty.asked.filter(({cmd}) => cmd === 'send-text').map(({payload}) => payload);
	await waitFor(() => sent().length === 2, {what: 'the keys to arrive'});
	const data = (text: string) => `base64:${Buffer.from(text).toString('base64')}`;
	expect(sent()).toEqual([
		{match: 'id:3', data: data(typed)},
		{match: 'id:3', data: data('\x7f\x7f')},
	]);
	if (!reach?.ok || reach.way.type !== 'keyboard') return;
	expect(await reach.way.focus()).toEqual({type: 'focused'});
	expect(kitty.asked.at(-1)).toEqual({cmd: 'focus-window', payload: {match: 'id:3'}});
	// Another program has the window now.
	windows.splice(1, 1, {id: 3, pid: process.pid, columns: 100, lines: 30});
	await expect(keyboard.read()).rejects.toThrow('its kitty window is gone');
	kitty.close();
	expect(tty).toContain('/dev/');
});

test('kitty without remote control says what to put into its configuration; another terminal within it is not its', async () => {
	const {target} = await start({KITTY_WINDOW_ID: '9'});
	expect(await createKittyTerminal(Date.now).reach(target)).toEqual({
		ok: false,
		reason: expect.stringContaining('allow_remote_control socket-only'),
	});
	const socket = folder.at('kitty');
	const kitty = await recordedKitty(socket, () => JSON.stringify([{tabs: [{windows: []}]}]));
	await terminal!.close();
	const inner = await start({KITTY_LISTEN_ON: `unix:${socket}`, KITTY_WINDOW_ID: '9'});
	expect(await createKittyTerminal(Date.now).reach(inner.target)).toBeNull();
	kitty.close();
});

test.each(['not json', '[{"tabs": 7}]', null])('kitty that answers %j gives no way, and says so', async answer => {
	const socket = folder.at('kitty');
	const {target} = await start({KITTY_LISTEN_ON: `unix:${socket}`, KITTY_WINDOW_ID: '9'});
	const kitty = await recordedKitty(socket, () => answer);
	expect(await createReach([createKittyTerminal(Date.now)])(target)).toEqual({
		ok: false,
		reason: expect.stringContaining('kitty'),
	});
	kitty.close();
});

test('WezTerm: found by its terminal, read, typed into as it is, brought to the front', async () => {
	const {target, tty} = await start({WEZTERM_UNIX_SOCKET: '/run/user/1000/wezterm/gui-sock-7', WEZTERM_PANE: '0'});
	const panes = [
		{window_id: 0, tab_id: 0, pane_id: 0, workspace: 'default', size: {rows: 24, cols: 80}, tty_name: '/dev/pts/none'},
		{window_id: 0, tab_id: 1, pane_id: 5, workspace: 'default', size: {rows: 30, cols: 100}, tty_name: tty},
	];
	const wezterm = recordedProgram(folder, 'wezterm', [
		{when: 'cli --no-auto-start list --format json', print: JSON.stringify(panes)},
		{when: 'get-text --escapes --pane-id 5', print: `${capture('draft-one')}\n`},
		{when: 'send-text --no-paste --pane-id 5', print: ''},
		{when: 'activate-pane --pane-id 5', print: ''},
	]);
	const env = {PATH: `${folder.path}:${process.env.PATH}`};
	const reach = await createWezTermTerminal(env, Date.now).reach(target);
	expect(reach).toMatchObject({ok: true, address: 'wezterm:5'});
	const keyboard = await open(reach);
	expect(await keyboard.read()).toMatchObject({kind: 'prompt', text: 'x'});
	expect(await keyboard.typeText('one\ntwo', 'lines')).toBe(true);
	expect(await keyboard.press('enter')).toBe(true);
	expect(wezterm.input()).toContain(typed);
	// What is typed is in no process list.
	expect(wezterm.arguments()).not.toContain('one');
	if (reach?.ok && reach.way.type === 'keyboard') expect(await reach.way.focus()).toEqual({type: 'focused'});
});

test('iTerm2: found by its terminal; a text goes to AppleScript by its input, and what stands in the box counts as a draft', async () => {
	const {target, tty} = await start({ITERM_SESSION_ID: 'w0t0p0:1234'});
	const plain = capture('draft-one').replace(/\x1b\[[\d;]*m/g, '');
	const iterm = recordedProgram(folder, 'osascript', [
		{when: 'return ((columns of aSession)', print: `100\n${plain}\n`},
		{when: 'write text', print: 'written\n'},
		{when: 'select aSession', print: 'selected\n'},
	]);
	const env = {PATH: `${folder.path}:${process.env.PATH}`};
	const reach = await createITermTerminal(env).reach(target);
	expect(reach).toMatchObject({ok: true, address: `iterm:${tty.replace('/dev/', '')}`});
	const keyboard = await open(reach);
	expect(keyboard.showsColours).toBe(false);
	expect(await keyboard.read()).toMatchObject({kind: 'prompt', text: 'x'});
	expect(await keyboard.typeText('say "hi" \\ there', 'lines')).toBe(true);
	const text = '(character id 27) & "[200~say \\"hi\\" \\\\ there" & (character id 27) & "[201~"';
	expect(iterm.input()).toContain(`write text (${text}) newline NO`);
	expect(iterm.input()).toContain(`if tty of aSession is "${tty}" then`);
	expect(iterm.arguments()).not.toContain('hi');
});

test('a session in none of them is left to the next', async () => {
	const {target} = await start({});
	const terminals: Terminal[] = [
		createKittyTerminal(Date.now),
		createWezTermTerminal({}, Date.now),
		createITermTerminal({}),
	];
	for (const asked of terminals) expect(await asked.reach(target)).toBeNull();
});

test('iTerm2 that knows no such session is none of its way; one that refuses says why', async () => {
	const {target} = await start({ITERM_SESSION_ID: 'w0t0p0:1234'});
	const env = {PATH: `${folder.path}:${process.env.PATH}`};
	recordedProgram(folder, 'osascript', [{when: 'columns of aSession', print: ''}]);
	expect(await createITermTerminal(env).reach(target)).toBeNull();
	recordedProgram(folder, 'osascript', []);
	expect(await createReach([createITermTerminal(env)])(target)).toEqual({ok: false, reason: 'iTerm2: no such thing'});
});
