/** `ccmon --once`: what runs now, as text and as JSON, and what a script learns when something is missing. */
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {MonitorOptions} from '../../source/cli/arguments.ts';
import {printOnce} from '../../source/cli/once.ts';
import {type CommandHome, commandHome, runCommand} from '../support/command.ts';
import {fakeSession} from '../support/fake-fleet.ts';
import {helloOf, startHostStandIn, stateOf} from '../support/host-stand-in.ts';
import {type LiveFleet, startLiveFleet} from '../support/live-fleet.ts';

let home: CommandHome;
let fleet: LiveFleet | null;
beforeEach(() => {
	home = commandHome();
	fleet = null;
});
afterEach(async () => {
	await fleet?.close();
	home.remove();
});

const none: MonitorOptions = {
	...{configDirs: [], once: true, json: false, demo: false, ascii: false, fresh: false, hosts: null},
};
const once = (change: Partial<MonitorOptions> = {}) => runCommand(() => printOnce({...none, ...change}, '0.0.0'));
const onceJson = async (change: Partial<MonitorOptions> = {}) => {
	const {stdout, stderr, code} = await once({json: true, ...change});
	return {json: JSON.parse(stdout), stderr, code};
};

test('each session has what its transcript says, in both formats', async () => {
	fleet = await startLiveFleet({configDir: home.configDir, sessions: 2, history: 4});
	const {json, stderr, code} = await onceJson();
	expect([stderr, code]).toEqual(['', 0]);
	for (const session of fleet.sessions) {
		const shown = json.sessions.find(({pid}: {pid: number}) => pid === session.pid);
		const {inputTokens, outputTokens, cacheReadInputTokens} = session.totals();
		expect(shown).toMatchObject({
			...{name: session.name, sessionId: session.sessionId(), state: 'idle'},
			context: {tokens: session.contextTokens()},
			usage: {inputTokens, outputTokens, cacheReadInputTokens},
		});
	}
	const text = await once();
	expect(text).toMatchObject({stderr: '', code: 0});
	for (const {name} of fleet.sessions) expect(text.stdout).toContain(name);
	// In a pipe: no colours, and no wider than a terminal of old.
	expect(text.stdout).not.toContain('\x1b');
	expect(Math.max(...text.stdout.split('\n').map(line => line.length))).toBeLessThanOrEqual(80);
});

test('nothing that runs is an empty list, and no failure', async () => {
	const {json, code} = await onceJson();
	expect([json.sessions, json.problems, code]).toEqual([[], [], 0]);
	const text = await once();
	expect([text.stderr, text.code]).toEqual(['', 0]);
	expect(text.stdout).toMatch(/\S/);
});

test('a mistake in the config is a line on standard error, and part of the JSON', async () => {
	home.writeConfig('teemSize = 3\n');
	const {json, stderr, code} = await onceJson();
	expect([json.problems.length, code]).toEqual([1, 0]);
	expect(stderr).toBe(`${home.configFile}: ${json.problems[0].message}\n`);
	expect(stderr).toMatch(/teemSize is not known.*teamSize/);
});

describe('a wrong use', () => {
	test.each<[Partial<MonitorOptions>, RegExp]>([
		[{configDirs: ['/none/claude']}, /^ccmon: There is no folder \/none\/claude: name Claude Code's config folder/],
		[{hosts: ['bx']}, /^ccmon: The config has no host "bx"\. Did you mean "box"\?\n$/],
		[{demo: true, hosts: ['box']}, /^ccmon: The config has no host "box"\./],
	])('%o', async (change, message) => {
		home.writeConfig('[hosts.box]\nexec = ["/none/program"]\n');
		expect(await once(change)).toEqual({stdout: '', stderr: expect.stringMatching(message), code: 2});
	});
});

describe('other machines', () => {
	test('have their sessions among those of this one, or alone', async () => {
		fleet = await startLiveFleet({configDir: home.configDir, sessions: 1});
		const host = await startHostStandIn();
		try {
			home.writeConfig(`[hosts.box]\nexec = ${JSON.stringify(host.command)}\n`);
			const answering = async () => (await host.connection()).send(helloOf(), stateOf([fakeSession({name: 'api'})]));
			const names = async (hosts: readonly string[] | null) => {
				const [{json}] = await Promise.all([onceJson({hosts}), answering()]);
				return json.sessions.map(({host, name}: {host: string | null; name: string}) => [host, name]).sort();
			};
			expect(await names(null)).toEqual([
				[null, 'session-1'],
				['box', 'api'],
			]);
			expect(await names(['box'])).toEqual([['box', 'api']]);
			const {json} = await onceJson({hosts: ['local']});
			expect([json.sessions.length, json.hosts]).toEqual([1, []]);
		} finally {
			await host.close();
		}
	});

	test('that cannot be reached are listed with the reason, beside what runs here', async () => {
		fleet = await startLiveFleet({configDir: home.configDir, sessions: 1});
		home.writeConfig('[hosts.box]\nexec = ["/none/program"]\n');
		const {json, code} = await onceJson();
		expect([json.sessions.length, code]).toEqual([1, 0]);
		expect(json.hosts).toMatchObject([{name: 'box', state: 'unreachable', error: expect.stringMatching(/\S/)}]);
	});
});

test('the demo needs no Claude Code', async () => {
	const {json, stderr, code} = await onceJson({demo: true});
	expect([stderr, code]).toEqual(['', 0]);
	expect(json.sessions.length).toBeGreaterThan(3);
});
