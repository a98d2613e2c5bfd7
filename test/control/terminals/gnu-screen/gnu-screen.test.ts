/** The way to a session in GNU screen, of a stand-in. With the real one: test/e2e/terminals.test.ts. */
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {Keyboard} from '../../../../source/control/keyboard.ts';
import {createGnuScreenTerminal} from '../../../../source/control/terminals/gnu-screen/gnu-screen.ts';
import {dialog as capturedDialog} from '../../../support/fake-dialogs.ts';
import {
	capturedScreen,
	openKeyboard,
	startTargetWithPrograms,
	type TargetWithPrograms,
} from '../../../support/target-process.ts';
import {waitFor} from '../../../support/wait.ts';
import {type ScreenStandIn, screenStandIn} from './screen-stand-in.ts';

/** This process plays the server: it has opened the window. */
const STY = `${process.pid}.pts-0.host`;

let session: TargetWithPrograms;
let screen: ScreenStandIn;
let keyboard: Keyboard | null;
beforeEach(async () => {
	session = await startTargetWithPrograms({STY, WINDOW: '3', SCREENDIR: '/run/screens'});
	screen = screenStandIn(session.folder);
	screen.answer('0,3,', '0 (bash)');
	screen.answerByTty('3 (claude)');
	keyboard = null;
});
afterEach(async () => {
	keyboard?.close();
	await session.close();
});

const terminal = (env: NodeJS.ProcessEnv = {}) => createGnuScreenTerminal({...session.env, ...env});
const reach = (env?: NodeJS.ProcessEnv) => terminal(env).reach(session.target);

async function open(drawn: string): Promise<Keyboard> {
	// As screen draws: from the top, row by row.
	screen.draw(`\x1b[H\x1b[2J${drawn.replaceAll('\n', '\r\n')}`);
	keyboard = await openKeyboard(await reach());
	return keyboard;
}

describe('a session', () => {
	test('is named by the server and the number of its window', async () => {
		expect(await reach()).toMatchObject({ok: true, address: `screen:${process.pid}:3`});
	});

	test('that is in no window of screen, or not interactive, is left to the next terminal', async () => {
		expect(await terminal().reach({...session.target, pid: process.pid})).toBeNull();
		expect(await terminal().reach({...session.target, kind: 'bg'})).toBeNull();
	});

	test('cannot be reached without the package for pseudo terminals, which is named', async () => {
		const found = await createGnuScreenTerminal(session.env, async () => null).reach(session.target);
		expect(found).toEqual({ok: false, reason: expect.stringContaining('install it to reach sessions in GNU screen')});
	});

	test('is brought to the front in ccmon’s own screen, and else attached to', async () => {
		const focus = async (env: NodeJS.ProcessEnv) => {
			const found = await reach(env);
			return found?.ok && found.way.type === 'keyboard' ? found.way.focus() : null;
		};
		expect(await focus({STY})).toEqual({type: 'focused'});
		expect(screen.asked()).toEqual(['-X select 3']);
		expect(await focus({})).toEqual({
			...{type: 'run', file: 'screen', args: ['-x', STY, '-p', '3']},
			// Inside another screen it would ask that one.
			env: {STY: '', SCREENDIR: '/run/screens'},
		});
	});
});

describe('its keyboard', () => {
	test('reads the box, and types into it', async () => {
		const open_ = await open(capturedScreen('draft-one'));
		expect(await open_.read()).toMatchObject({kind: 'prompt', text: 'x'});
		expect(await open_.size()).toEqual({columns: 100, rows: 30});
		expect(await open_.typeText('hello', 'lines')).toBe(true);
		expect(await open_.press('backspace', 2)).toBe(true);
		await waitFor(() => screen.typed('3').endsWith('\x7f\x7f'), {what: 'the keys', last: () => screen.typed('3')});
		expect(screen.typed('3')).toContain('hello');
	});

	test('answers the dialog that was shown, and no other', async () => {
		const open_ = await open(capturedScreen('dialog-bash'));
		expect(await open_.answer(1, capturedDialog('dialog-fetch'))).toBe(false);
		expect(screen.typed('3')).toBe('');
		expect(await open_.answer(1, capturedDialog('dialog-bash'))).toBe(true);
		await waitFor(() => screen.typed('3') === '1', {what: 'the digit'});
	});

	test.each([
		['copy mode', 'Copy mode - Column 1 Line 30(+100) (80,30)', 'is in copy mode: press esc there'],
		['a question of screen', '\x1b[30;1HReally quit and kill all your windows [y/n]', 'asks something there'],
	])('types nothing in %s', async (_, drawn, reason) => {
		const open_ = await open(`${capturedScreen('draft-one')}\n${drawn}`);
		expect(await open_.read()).toMatchObject({kind: 'elsewhere', reason: expect.stringContaining(reason)});
		expect(await open_.typeText('hello', 'lines')).toBe(false);
		expect(screen.typed('3')).toBe('');
	});

	test('types nothing into a window that has the number now, not even once it was the right one', async () => {
		screen.answerByTty('5 (claude)');
		const late = await open(capturedScreen('draft-one'));
		expect(await late.read()).toMatchObject({reason: expect.stringContaining('its number was changed')});
		expect(await late.press('enter')).toBe(false);
		screen.answerByTty('3 (claude)');
		expect(await late.press('enter')).toBe(true);
		await waitFor(() => screen.typed('3') !== '', {what: 'the key'});
		const before = screen.typed('3');
		screen.answerByTty('5 (claude)');
		expect(await late.press('enter')).toBe(false);
		expect(screen.typed('3')).toBe(before);
	});

	test('types nothing once the process has ended: a shell would get it', async () => {
		const open_ = await open(capturedScreen('draft-one'));
		process.kill(session.pid, 'SIGKILL');
		await waitFor(async () => (await open_.read()).kind === 'elsewhere', {what: 'the end of it'});
		expect(await open_.read()).toMatchObject({reason: 'its process has ended', away: true});
		expect(await open_.typeText('hello', 'lines')).toBe(false);
		expect(screen.typed('3')).toBe('');
	});
});
