import {afterEach, beforeEach, expect, test} from 'vitest';
import {createReach} from '../../../source/control/terminals/reach.ts';
import {createWezTermTerminal} from '../../../source/control/terminals/wezterm.ts';
import {recordedProgram} from '../../support/recorded-programs.ts';
import {
	capturedScreen,
	openKeyboard,
	startTargetWithPrograms,
	type TargetWithPrograms,
} from '../../support/target-process.ts';

let session: TargetWithPrograms;
beforeEach(async () => {
	session = await startTargetWithPrograms({
		WEZTERM_UNIX_SOCKET: '/run/user/1000/wezterm/gui-sock-7',
		WEZTERM_PANE: '0',
	});
});
afterEach(() => session.close());

const pane = (id: number, tty: string | null) => ({
	...{window_id: 0, tab_id: 0, pane_id: id, workspace: 'default'},
	...{size: {rows: 30, cols: 100}, tty_name: tty},
});
const list = 'cli --no-auto-start list --format json';
const wezterm = (panes: unknown) =>
	recordedProgram(session.folder, 'wezterm', [
		{when: list, print: typeof panes === 'string' ? panes : JSON.stringify(panes)},
		{when: 'get-text --escapes --pane-id 5', print: `${capturedScreen('draft-one')}\n`},
		{when: 'send-text --no-paste --pane-id 5', print: ''},
		{when: 'activate-pane --pane-id 5', print: ''},
	]);
const reach = () => createReach([createWezTermTerminal(session.env, Date.now)])(session.target);

test('a session is found by its terminal, read, typed into as it is, brought to the front', async () => {
	const program = wezterm([pane(0, '/dev/pts/none'), pane(7, null), pane(5, session.tty)]);
	const found = await reach();
	expect(found).toMatchObject({ok: true, address: 'wezterm:5'});
	const keyboard = await openKeyboard(found);
	expect(await keyboard.read()).toMatchObject({kind: 'prompt', text: 'x'});
	expect(await keyboard.size()).toMatchObject({columns: 100});
	expect(await keyboard.typeText('one\ntwo', 'lines')).toBe(true);
	expect(await keyboard.press('enter')).toBe(true);
	expect(program.input()).toContain('\x1b[200~one\x1b[201~\x1b[13;2u\x1b[200~two\x1b[201~');
	// What is typed is in no process list.
	expect(program.arguments()).not.toContain('one');
	if (found?.ok && found.way.type === 'keyboard') expect(await found.way.focus()).toEqual({type: 'focused'});
	expect(program.arguments()).toContain('activate-pane --pane-id 5');
});

test('a pane whose number went to another terminal is gone', async () => {
	wezterm([pane(5, session.tty)]);
	const keyboard = await openKeyboard(await reach());
	wezterm([pane(5, '/dev/pts/none')]);
	await expect(keyboard.read()).rejects.toThrow('its WezTerm pane is gone');
	wezterm([]);
	await expect(keyboard.size()).rejects.toThrow('its WezTerm pane is gone');
});

test.each(['', 'no json', '{}', '[{"pane_id": "5", "size": {"rows": 1, "cols": 1}}]'])(
	'an answer like %j gives no way, and that is said',
	async answer => {
		wezterm(answer);
		const reason = 'wezterm answered with something other than a list of panes';
		expect(await reach()).toEqual({ok: false, reason});
	},
);

test('a session in none of its panes is left to other terminals, and a missing wezterm is reported', async () => {
	wezterm([pane(5, '/dev/pts/none')]);
	expect(await createWezTermTerminal(session.env, Date.now).reach(session.target)).toBeNull();
	const bg = {...session.target, kind: 'bg' as const};
	expect(await createWezTermTerminal({PATH: '/none'}, Date.now).reach(bg)).toBeNull();
	await expect(createWezTermTerminal({PATH: '/none'}, Date.now).reach(session.target)).rejects.toThrow(
		/^wezterm: .*ENOENT/,
	);
});
