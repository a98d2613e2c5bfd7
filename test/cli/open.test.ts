/** `ccmon open`: the ways to a session, and what is said when there is none. */
import {readFileSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import type {ActOptions} from '../../source/cli/act.ts';
import {open} from '../../source/cli/open.ts';
import type {Focus, Reach} from '../../source/control/keyboard.ts';
import {type CommandHome, type CommandTerminal, commandHome, runCommand} from '../support/command.ts';
import {fakeSession} from '../support/fake-fleet.ts';
import {helloOf, startHostStandIn, stateOf} from '../support/host-stand-in.ts';
import {type LiveFleet, startLiveFleet} from '../support/live-fleet.ts';
import {waitFor} from '../support/wait.ts';

/** How the session is reached; null: as it really is. */
const ways = vi.hoisted(() => ({found: null as Reach | null}));
vi.mock(import('../../source/cli/act.ts'), async importOriginal => {
	const {openAct} = await importOriginal();
	return {
		openAct(options: ActOptions) {
			const act = openAct(options);
			return {...act, reach: session => (ways.found ? Promise.resolve(ways.found) : act.reach(session))};
		},
	};
});

let home: CommandHome;
let fleet: LiveFleet;
beforeEach(async () => {
	home = commandHome();
	ways.found = null;
	fleet = await startLiveFleet({configDir: home.configDir, sessions: 1});
});
afterEach(async () => {
	await fleet.close();
	home.remove();
});

const terminal: CommandTerminal = {isTTY: {stdin: true, stdout: true}, stdin: null};
const openIt = (wanted = 'session-1', from = terminal) => runCommand(() => open([], [wanted], '0.1.0'), from);
const byKeyboard = (focus: Focus) => {
	ways.found = {
		...{ok: true, address: 'tmux:%1'},
		way: {type: 'keyboard', open: () => expect.unreachable('nothing is typed'), focus: async () => focus},
	};
};

test.each([{stdin: false}, {stdout: false}])('without a terminal there is nothing to show it in: %o', async isTTY => {
	const ran = await openIt('session-1', {isTTY: {stdin: true, stdout: true, ...isTTY}});
	expect(ran).toEqual({stdout: '', stderr: 'ccmon open needs a terminal to show the session in.\n', code: 2});
});

test('a name that no session has is answered with those that there are', async () => {
	const {stdout, stderr, code} = await openIt('api');
	expect([stdout, code]).toEqual(['', 2]);
	expect(stderr).toMatch(/^ccmon: No running session is called api\. There are:\n {2}\S{8} {2}\d+ {2}session-1\n$/);
});

test('mistakes in the config are said: another folder may have been meant', async () => {
	home.writeConfig('configDir = "~/other"\n');
	expect((await openIt('api')).stderr).toMatch(/configDir is not known.*\nccmon: No running session/);
});

describe('a session of another machine', () => {
	test('is shown by the ccmon there, in this terminal', async () => {
		const host = await startHostStandIn();
		try {
			const seen = `case "$*" in *' open '*) echo "$@" > '${home.at('seen')}'; exit;; esac`;
			const command = ['sh', '-c', `${seen}; exec "$0" "$1" "$2" "$3"`, ...host.command];
			home.writeConfig(`[hosts.box]\nexec = ${JSON.stringify(command)}\n`);
			const opened = openIt('box/api');
			const api = fakeSession({name: 'api'});
			(await host.connection()).send(helloOf(), stateOf([api]));
			expect(await opened).toEqual({stdout: '', stderr: '', code: 0});
			expect(readFileSync(home.at('seen'), 'utf8')).toContain(` ccmon open ${api.sessionId}`);
		} finally {
			await host.close();
		}
	});

	test('that is not connected is refused with the reason', async () => {
		home.writeConfig('[hosts.box]\nexec = ["/none/program"]\n');
		const {stdout, stderr, code} = await openIt('box/api');
		expect([stdout, code]).toEqual(['', 3]);
		expect(stderr).toMatch(/^ccmon: box is not connected: \S.*\n$/);
	});
});

describe('a session', () => {
	test('that no terminal known to ccmon holds is refused with the reason', async () => {
		const {stdout, stderr, code} = await openIt();
		expect([stdout, code]).toEqual(['', 3]);
		expect(stderr).toMatch(/^ccmon: \S.+\n$/);
	});

	test('that has a window which cannot be brought to the front is refused', async () => {
		byKeyboard({type: 'refused', reason: 'its window is on another screen'});
		expect(await openIt()).toEqual({stdout: '', stderr: 'ccmon: its window is on another screen\n', code: 3});
	});

	test('that is headless has no screen', async () => {
		const channel = {send: async () => {}, interrupt: async () => {}, end: async () => {}};
		ways.found = {ok: true, address: 'headless', way: {type: 'messages', channel}};
		expect(await openIt()).toMatchObject({stderr: expect.stringMatching(/^ccmon: it is headless/), code: 3});
	});

	test('that was brought to the front needs nothing else', async () => {
		byKeyboard({type: 'focused'});
		expect(await openIt()).toEqual({stdout: '', stderr: '', code: 0});
	});

	test.each([
		['sh', ['-c', 'exit 7'], 'sh ended with 7'],
		['/none/tmux', [], '/none/tmux cannot be run (ENOENT)'],
	])('that %s fails to show says so', async (file, args, reason) => {
		byKeyboard({type: 'run', file, args, env: {}});
		expect(await openIt()).toEqual({stdout: '', stderr: `ccmon: ${reason}\n`, code: 1});
	});

	test('whose screen is drawn here is gone from the terminal after a signal', async () => {
		let isDrawn = false;
		const rows = async () => {
			isDrawn = true;
			return ['> hello'];
		};
		byKeyboard({type: 'screen', rows});
		const opened = openIt();
		await waitFor(() => isDrawn, {what: 'its screen'});
		process.emit('SIGHUP');
		const {stdout, code} = await opened;
		expect(code).toBe(129);
		expect(stdout.endsWith('\x1b[?25h\x1b[?1049l')).toBe(true);
	});
});
