import {expect, test} from 'vitest';
import {byKeyboard, forInteractive, TerminalLostError} from '../../../source/control/terminals/terminal.ts';
import {fakeSession} from '../../support/fake-fleet.ts';

test.each([
	['an interactive session of this machine', {}, ['4321']],
	['one in the background', {kind: 'bg'}, []],
	['one without a keyboard', {kind: 'headless'}, []],
	['one that runs elsewhere, and has no pid here', {pid: null}, []],
] as const)('%s', async (_, session, expected) => {
	const asked: string[] = [];
	const terminal = forInteractive(async pid => {
		asked.push(String(pid));
		return {ok: false, reason: 'asked'};
	});
	const reach = await terminal.reach(fakeSession(session));
	expect([asked, reach !== null]).toEqual([expected, expected.length > 0]);
});

test('a way that was lost while it was looked for ends the search, with its reason', async () => {
	const terminal = forInteractive(async () => {
		throw new TerminalLostError('its pane is gone');
	});
	await expect(terminal.reach(fakeSession())).rejects.toMatchObject({
		name: 'TerminalLostError',
		message: 'its pane is gone',
	});
});

test('a keyboard is opened only when it is used', async () => {
	let opened = 0;
	const reach = byKeyboard('tmux:%3', {
		open: async () => {
			opened++;
			throw new TerminalLostError('gone');
		},
		focus: async () => ({type: 'focused'}),
	});
	expect([reach, opened]).toMatchObject([{ok: true, address: 'tmux:%3', way: {type: 'keyboard'}}, 0]);
});
