/** `ccmon send`, before anything is typed: which session is meant, where it runs, and what is wrong on the way there. */
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {actOnSessions} from '../../source/cli/acting.ts';
import {findSession} from '../../source/control/send.ts';
import {type CommandHome, commandHome, runCommand} from '../support/command.ts';
import {fakeSession} from '../support/fake-fleet.ts';
import {helloOf, startHostStandIn, stateOf} from '../support/host-stand-in.ts';
import {startLiveFleet} from '../support/live-fleet.ts';

let home: CommandHome;
beforeEach(() => {
	home = commandHome();
});
afterEach(() => home.remove());

const options = (session: string) => ({configDirs: [], session, json: false, version: '0.0.0'});

/** As when no session is called that. */
const notFound = (session: string) =>
	runCommand(() =>
		actOnSessions(options(session), async ({sessions}) => {
			findSession(session, sessions());
			return expect.unreachable();
		}),
	);

/** Runs a command that only says which sessions there are to act on. */
const act = (session: string, {json = false, configDirs = [] as string[]} = {}) =>
	runCommand(() =>
		actOnSessions({...options(session), configDirs, json}, async ({sessions, print}) => {
			print([...sessions()].map(({name}) => name).join(' '));
			return 0;
		}),
	);

/** The config of a host `box` that is reached by this program. */
const box = (command: readonly string[]) => home.writeConfig(`[hosts.box]\nexec = ${JSON.stringify(command)}\n`);

describe('of this machine', () => {
	test('all that run can be acted on', async () => {
		const fleet = await startLiveFleet({configDir: home.configDir, sessions: 2});
		try {
			const {stdout, ...rest} = await act('session-1');
			expect(stdout.trim().split(' ').sort()).toEqual(['session-1', 'session-2']);
			expect(rest).toEqual({stderr: '', code: 0});
		} finally {
			await fleet.close();
		}
	});

	test('those of another folder are not, when one is named', async () => {
		const missing = await act('api', {configDirs: [home.at('none')]});
		expect(missing).toMatchObject({stdout: '', code: 2, stderr: expect.stringContaining(home.at('none'))});
	});

	test('what is wrong with the config is said on standard error, since it may be why a session is not found', async () => {
		home.writeConfig('[hosts.box]\nssh = "-oProxyCommand=x"\n');
		const {stderr} = await notFound('box/api');
		expect(stderr).toMatch(/hosts\.box/);
		expect(stderr).toMatch(/The config has no host "box"/);
	});
});

describe('of another machine', () => {
	test('only that one is asked, and its sessions can be acted on', async () => {
		const host = await startHostStandIn();
		const own = await startLiveFleet({configDir: home.configDir, sessions: 1});
		try {
			box(host.command);
			const acting = act('box/api');
			const there = await host.connection();
			there.send(helloOf(), stateOf([fakeSession({name: 'api'})]));
			expect(await acting).toEqual({stdout: 'api\n', stderr: '', code: 0});
		} finally {
			await Promise.all([own.close(), host.close()]);
		}
	});

	test.each([
		[false, /^refused: box is not connected: \S.*\n$/],
		[
			true,
			/^\{"outcome":"refused","reason":"box is not connected: [^"]+","before":null,"after":null,"costUsd":null\}\n$/,
		],
	])('one that cannot be reached is refused with the reason; as JSON: %s', async (json, line) => {
		box(['/none/program']);
		expect(await act('box/api', {json})).toEqual({stdout: expect.stringMatching(line), stderr: '', code: 3});
	});

	test('a name that only resembles a host gets the advice, below what there is', async () => {
		box(['/none/program']);
		const {stderr} = await notFound('bocks/api');
		expect(stderr).toBe(
			'ccmon: No Claude Code session is running.\nThe config has no host "bocks". ccmon hosts add writes one into the config.\n',
		);
		expect((await notFound('bx/api')).stderr).toMatch(/Did you mean "box"\?/);
		// Without a host in it, it was meant for this machine.
		expect((await notFound('api')).stderr).toBe('ccmon: No Claude Code session is running.\n');
	});
});
