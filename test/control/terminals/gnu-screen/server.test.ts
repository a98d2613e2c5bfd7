import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {
	askScreen,
	findScreenWindow,
	numberByTty,
	numberInView,
	type ScreenWindow,
	windowNumbers,
} from '../../../../source/control/terminals/gnu-screen/server.ts';
import {type TemporaryFolder, temporaryFolder} from '../../../support/environment.ts';
import {childrenOf} from '../../../support/process.ts';
import {recordedProgram} from '../../../support/recorded-programs.ts';
import {startTarget, type TargetProcess} from '../../../support/target-process.ts';
import {waitFor} from '../../../support/wait.ts';

let folder: TemporaryFolder;
let session: TargetProcess | undefined;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(async () => {
	await session?.close();
	session = undefined;
	folder.remove();
});

/** This process plays the server: it has opened the window. */
const STY = `${process.pid}.pts-0.host`;

describe('a window', () => {
	test('is found by the variables of the program that it was opened with', async () => {
		session = await startTarget({STY, WINDOW: '3', SCREENDIR: '/run/screens'}, [
			'sh',
			'-c',
			'WINDOW=9 sleep 100; true',
		]);
		const claude = await waitFor(() => childrenOf(session!.pid)[0], {what: 'the program in it'});
		const window = {session: STY, serverPid: process.pid, number: 3, tty: session.tty};
		const env = {PATH: '/bin', SCREENDIR: '/run/screens', STY: undefined};
		for (const pid of [session.pid, claude]) {
			expect(findScreenWindow(pid, {PATH: '/bin', STY: '1.other'})).toEqual({...window, env});
		}
	});

	test('of another terminal between, tmux for one, is not the session’s', async () => {
		session = await startTarget({STY, WINDOW: '3'}, ['sh', '-c', 'script -qfec "sleep 100" /dev/null; true']);
		const script = await waitFor(() => childrenOf(session!.pid)[0], {what: 'script'});
		const inner = await waitFor(() => childrenOf(script)[0], {what: 'the program in it'});
		expect(findScreenWindow(session.pid, {})).not.toBeNull();
		expect(findScreenWindow(inner, {})).toBeNull();
	});

	test.each<Record<string, string>>([
		{},
		{STY: 'no-number.host', WINDOW: '3'},
		// Of a server that is no ancestor of it.
		{STY: '1.pts-0.host', WINDOW: '3'},
		{STY},
		{STY, WINDOW: 'x'},
	])('is not where the variables are %o', async variables => {
		session = await startTarget(variables);
		expect(findScreenWindow(session.pid, {})).toBeNull();
	});
});

describe('the server', () => {
	const window = (tty = '/dev/null'): ScreenWindow => ({
		...{session: '7.pts-0.host', serverPid: 7, number: 3, tty},
		env: {PATH: `${folder.path}:${process.env.PATH}`},
	});
	const screen = (rules: Record<string, string>) =>
		recordedProgram(
			folder,
			'screen',
			Object.entries(rules).map(([when, print]) => ({when, print})),
		);

	test('lists its windows by number', async () => {
		screen({'-S 7.pts-0.host -Q windows %n,': '0,3, 12,'});
		expect(await windowNumbers(window())).toEqual([0, 3, 12]);
		screen({windows: 'No screen session found.'});
		expect(await windowNumbers(window())).toEqual([]);
		screen({windows: ''});
		expect(await windowNumbers(window())).toEqual([]);
	});

	test('says which window is in view, also where its title looks like a number', async () => {
		screen({'-Q number': '3 (12 (x))'});
		expect(await numberInView(window())).toBe(3);
		for (const answer of ['', 'no (3)', '-1 (x)', '3']) {
			screen({'-Q number': answer});
			expect(await numberInView(window())).toBeNull();
		}
	});

	test('asked by a terminal answers for that, and draws over its answer again', async () => {
		const program = screen({'-Q number': '5 (bash)', '-X redisplay': ''});
		expect(await numberByTty(window())).toBe(5);
		expect(program.arguments()).toBe('-S 7.pts-0.host -Q number\n-S 7.pts-0.host -X redisplay\n');
	});

	test('of a window that is gone, or without screen, is lost', async () => {
		screen({'': ''});
		await expect(numberByTty(window('/dev/pts/none'))).rejects.toThrow('its screen window is gone');
		const none = {...window(), env: {PATH: '/none'}};
		await expect(askScreen(none, '-Q', ['number'])).rejects.toThrow('there is no screen on the PATH');
		await expect(numberByTty(none)).rejects.toThrow('there is no screen on the PATH');
	});
});
