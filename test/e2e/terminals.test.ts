/** The promise that keys are safe, in kitty (under Xvfb) and GNU screen, with the real Claude Code: every moment once. */
import {setTimeout as sleep} from 'node:timers/promises';
import {afterEach, describe, expect, test} from 'vitest';
import type {Keyboard} from '../../source/control/keyboard.ts';
import {createGnuScreenTerminal} from '../../source/control/terminals/gnu-screen/gnu-screen.ts';
import {readProcStart, readTty} from '../../source/platform/process.ts';
import {terminalSize} from '../../source/platform/terminal-device.ts';
import {runAnswers} from '../support/answer-run.ts';
import {findClaude} from '../support/claude-binary.ts';
import {baseEnvironment} from '../support/environment.ts';
import {fakeSession} from '../support/fake-fleet.ts';
import {type GnuScreen, hasScreen, startScreen} from '../support/gnu-screen.ts';
import {hasKitty} from '../support/kitty.ts';
import {childrenOf, isRunning} from '../support/process.ts';
import {type Pane, startTmux, type Tmux} from '../support/tmux.ts';
import {runTrials} from '../support/trial-run.ts';
import {scenesFor} from '../support/trial-scenes.ts';
import {waitFor} from '../support/wait.ts';

const binary = await findClaude();

const installed = {kitty: hasKitty, screen: hasScreen};

describe.skipIf(!binary).each(['kitty', 'screen'] as const)('in %s', way => {
	test.skipIf(!installed[way])(
		'at random moments ccmon answers no dialog, loses no draft, types nowhere else and claims nothing false',
		async () => {
			// Many more by `node test/support/trial-run.ts 100 1 kitty`.
			const scenes = scenesFor(way);
			const seed = Math.floor(Math.random() * 2 ** 31);
			const results = await runTrials(scenes.length, seed, binary!, {through: way, retries: 2});
			const bad = results.filter(({violations, broken}) => violations.length > 0 || broken !== null);
			expect(bad, `seed ${seed}`).toEqual([]);
			expect(results.filter(({outcome}) => outcome === 'done' || outcome === 'queued').length).toBeGreaterThan(1);
		},
		900_000,
	);

	test.skipIf(!installed[way])(
		'dialogs are answered, and no other than the one that was shown',
		async () => {
			// Many more by `node test/support/answer-run.ts 100 1 kitty`.
			const seed = Math.floor(Math.random() * 2 ** 31);
			const results = await runAnswers(6, seed, binary!, {through: way, retries: 2});
			const bad = results.filter(({violations, broken}) => violations.length > 0 || broken !== null);
			expect(bad, `seed ${seed}`).toEqual([]);
			expect(results.filter(({outcome}) => outcome === 'done').length).toBeGreaterThan(2);
		},
		900_000,
	);
});

describe.skipIf(!hasScreen)('a window of GNU screen', () => {
	let tmux: Tmux;
	let screen: GnuScreen;
	let pane: Pane;

	/** With a program that shows what it gets, in place of Claude Code. */
	async function open(settings: readonly string[] = []): Promise<Keyboard> {
		tmux = await startTmux();
		screen = startScreen(tmux, settings);
		pane = await screen.open({command: ['cat'], columns: 90, rows: 25});
		return reach();
	}

	async function reach(): Promise<Keyboard> {
		const pid = await pane.pid();
		const target = fakeSession({kind: 'interactive', pid, procStart: readProcStart(pid)});
		const found = await createGnuScreenTerminal(baseEnvironment()).reach(target);
		if (!found?.ok || found.way.type !== 'keyboard') throw new Error(`not reached: ${JSON.stringify(found)}`);
		return found.way.open();
	}

	/** Once its hidden terminals have gone: until then, what the session gets may be done to them. */
	async function close(keyboard: Keyboard): Promise<void> {
		keyboard.close();
		await waitFor(() => childrenOf(process.pid).length === 0, {what: 'the hidden terminals to go'});
	}

	afterEach(async () => {
		await screen.close();
		await tmux.close();
	});

	test('is typed into by its number, and not once that is changed: nor is the window that has it now', async () => {
		const keyboard = await open();
		expect(await keyboard.size()).toEqual({columns: 90, rows: 25});
		expect(await keyboard.typeText('hello', 'lines')).toBe(true);
		await pane.waitFor('hello');
		await close(keyboard);
		await screen.command(pane, 'number', '1');
		const late = await reach();
		expect(await late.read()).toMatchObject({
			kind: 'elsewhere',
			reason: expect.stringContaining('its number was changed'),
		});
		expect(await late.typeText('wrong', 'lines')).toBe(false);
		late.close();
		await sleep(300);
		expect(await pane.screen()).not.toContain('wrong');
		expect(screen.strayKeys()).toBe('');
	});

	test('that nobody looks at keeps its size and lives on, with a status line and autodetach off', async () => {
		const first = await open(['hardstatus alwayslastline "%n %t"', 'autodetach off']);
		await close(first);
		const tty = readTty(await pane.pid())!;
		await screen.command(pane, 'detach');
		const before = await terminalSize(tty);
		expect(before).toEqual({columns: 90, rows: 24});
		const keyboard = await reach();
		expect(await keyboard.typeText('hello', 'lines')).toBe(true);
		await waitFor(async () => (await terminalSize(tty)).rows === before.rows, {what: 'the size that it had'});
		keyboard.close();
		await sleep(2000);
		expect(isRunning(await pane.pid())).toBe(true);
		expect(await terminalSize(tty)).toEqual(before);
	});
});
