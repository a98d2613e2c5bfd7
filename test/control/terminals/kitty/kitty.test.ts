import {writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createKittyTerminal} from '../../../../source/control/terminals/kitty/kitty.ts';
import {createReach} from '../../../../source/control/terminals/reach.ts';
import {type TemporaryFolder, temporaryFolder} from '../../../support/environment.ts';
import {recordedKitty} from '../../../support/recorded-programs.ts';
import {capturedScreen, openKeyboard, startTarget, type TargetProcess} from '../../../support/target-process.ts';
import {waitFor} from '../../../support/wait.ts';

let folder: TemporaryFolder;
const started: TargetProcess[] = [];
let kitty: Awaited<ReturnType<typeof recordedKitty>> | undefined;

beforeEach(() => {
	folder = temporaryFolder();
});

afterEach(async () => {
	kitty?.close();
	for (const one of started.splice(0)) await one.close();
	folder.remove();
});

async function start(listenOn?: string): Promise<TargetProcess> {
	const one = await startTarget({KITTY_WINDOW_ID: '9', ...(listenOn !== undefined && {KITTY_LISTEN_ON: listenOn})});
	started.push(one);
	return one;
}

test('a session is found by its terminal, read, typed into, brought to the front', async () => {
	const socket = folder.at('kitty');
	const {target} = await start(`unix:${socket}`);
	const windows = [
		{id: 1, pid: process.pid, columns: 80, lines: 24, title: 'other'},
		{id: 3, pid: target.pid, columns: 100, lines: 30},
	];
	const screen = `${capturedScreen('draft-one').replaceAll('\n', '\r\n')}\r`;
	kitty = await recordedKitty(socket, command =>
		command === 'ls' ? JSON.stringify([{id: 1, tabs: [{id: 1, windows}]}]) : command === 'get-text' ? screen : '',
	);
	const reach = await createKittyTerminal(Date.now).reach(target);
	expect(reach).toMatchObject({ok: true, address: 'kitty:3'});
	const keyboard = await openKeyboard(reach);
	expect(await keyboard.read()).toMatchObject({kind: 'prompt', text: 'x'});
	expect(await keyboard.size()).toMatchObject({columns: 100});
	expect(await keyboard.typeText('one\ntwo', 'lines')).toBe(true);
	expect(await keyboard.press('backspace', 2)).toBe(true);
	const sent = () => kitty!.asked.filter(({cmd}) => cmd === 'send-text').map(({payload}) => payload);
	await waitFor(() => sent().length === 2, {what: 'the keys to arrive'});
	const data = (text: string) => `base64:${Buffer.from(text).toString('base64')}`;
	expect(sent()).toEqual([
		{match: 'id:3', data: data('\x1b[200~one\x1b[201~\x1b[13;2u\x1b[200~two\x1b[201~')},
		{match: 'id:3', data: data('\x7f\x7f')},
	]);
	if (!reach?.ok || reach.way.type !== 'keyboard') return;
	expect(await reach.way.focus()).toEqual({type: 'focused'});
	expect(kitty.asked.at(-1)).toEqual({cmd: 'focus-window', payload: {match: 'id:3'}});
	// Another program has the window now.
	windows.splice(1, 1, {id: 3, pid: process.pid, columns: 100, lines: 30});
	await expect(keyboard.read()).rejects.toThrow('its kitty window is gone');
});

test('without remote control, or with an invalid socket, it says what to put into the configuration', async () => {
	writeFileSync(folder.at('file'), '');
	for (const listenOn of [undefined, 'tcp:localhost:12345', `unix:${folder.at('none')}`, `unix:${folder.at('file')}`]) {
		const {target} = await start(listenOn);
		expect(await createKittyTerminal(Date.now).reach(target)).toEqual({
			ok: false,
			reason: expect.stringContaining('allow_remote_control socket-only'),
		});
	}
});

test('a session outside kitty, or in another terminal within it, is left to the next', async () => {
	const socket = folder.at('kitty');
	const {target} = await start(`unix:${socket}`);
	const outside = await startTarget({});
	started.push(outside);
	const windows = [outside, {pid: process.pid}].map(({pid}, id) => ({id, pid, columns: 80}));
	kitty = await recordedKitty(socket, () => JSON.stringify([{tabs: [{windows}]}]));
	const reach = (other: TargetProcess['target']) => createKittyTerminal(Date.now).reach(other);
	for (const other of [target, outside.target]) expect(await reach(other)).toBeNull();
	windows.push({id: 3, pid: target.pid!, columns: 80});
	expect(await reach(target)).toMatchObject({address: 'kitty:3'});
	for (const kind of ['bg', 'headless'] as const) expect(await reach({...target, kind})).toBeNull();
	expect(await reach({...target, pid: null})).toBeNull();
});

test.each(['not json', '[{"tabs": 7}]', null])('an answer like %j gives no way, and that is said', async answer => {
	const socket = folder.at('kitty');
	const {target} = await start(`unix:${socket}`);
	kitty = await recordedKitty(socket, () => answer);
	expect(await createReach([createKittyTerminal(Date.now)])(target)).toEqual({
		ok: false,
		reason: expect.stringContaining('kitty'),
	});
});
