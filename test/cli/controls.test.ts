/** What the monitor's keys are joined to: this machine, others, or the demo, in which nothing is started. */
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type Controls, openControls} from '../../source/cli/controls.ts';
import {chosenHosts} from '../../source/cli/hosts/choose-hosts.ts';
import type {OpenHosts} from '../../source/cli/hosts/open-hosts.ts';
import {readSettings} from '../../source/cli/settings.ts';
import type {CommandContext} from '../../source/control/commands/command.ts';
import type {SpawnPlace} from '../../source/control/commands/spawn-command.ts';
import {createLedger} from '../../source/core/ledger.ts';
import type {Session} from '../../source/core/session.ts';
import {createMonitor, type Monitor} from '../../source/store.ts';
import {type CommandHome, commandHome, runCommand} from '../support/command.ts';
import {fakeSession} from '../support/fake-fleet.ts';

let home: CommandHome;
let monitor: Monitor;
let controls: Controls | null;
beforeEach(() => {
	home = commandHome();
	monitor = createMonitor(createLedger({dayOf: String}), Date.now);
	controls = null;
});
afterEach(async () => {
	await controls?.keys.close();
	await controls?.views.close();
	await controls?.spawn.close();
	monitor.close();
	home.remove();
});

/** `places`: on other machines that are connected; null: none of them is. */
function open({demo = false, local = true, places = null as readonly SpawnPlace[] | null} = {}) {
	const hosts = {
		...{connect: async () => null, links: () => null, elsewhere: {}, close: async () => {}},
		actions: () => places && {places: () => places, resumePorts: () => ({resumeWays: () => ['background']})},
	};
	controls = openControls({
		...{demo, monitor, settings: readSettings([]), chosen: chosenHosts(local, [])},
		hosts: hosts as unknown as OpenHosts,
		sources: {accept() {}, lookForTelemetry() {}},
		handOver: task => task(),
	});
	/** What is written to the terminal, and what is asked and said, when the command is run. */
	return async (id: string, ...targets: Session[]) => {
		const shown: string[] = [];
		const screen = {
			isAsking: () => false,
			say: (text: string) => shown.push(text),
			choose: (question: string, choices: readonly string[]) => shown.push(`${question}: ${choices.join(' | ')}`),
		};
		const command = controls!.keys.commands.find(one => one.id === id)!;
		const {stdout} = await runCommand(async () => {
			await command.run({targets, screen, act() {}} as unknown as CommandContext);
			return 0;
		});
		return {shown, stdout};
	};
}

const box: SpawnPlace = {name: 'box', ports: () => Promise.reject(new Error('box is busy'))};
const ended = fakeSession({name: 'web', state: 'exited', cwd: '/w'});

describe('a new session', () => {
	test('is asked for its folder, on the one machine that there is', async () => {
		const {shown} = await open()('session.new');
		expect(shown).toEqual([expect.stringMatching(/^Start a session in: /)]);
	});

	test('is asked for its machine where there are several', async () => {
		const {shown} = await open({places: [box]})('session.new');
		expect(shown).toEqual(['Start a session on: this machine | box']);
	});

	test('is not offered here if this machine is not shown', async () => {
		const {shown} = await open({local: false, places: [box]})('session.new');
		await Promise.resolve();
		expect(shown).toEqual(['Nothing started: box is busy']);
	});

	test('is not asked for while no machine is connected', async () => {
		const {shown} = await open({local: false})('session.new');
		expect(shown).toEqual(['Nothing started: no machine is connected that starts sessions']);
	});
});

describe('one that has ended', () => {
	test('is resumed here, or on its own machine', async () => {
		const run = open({places: [box]});
		expect((await run('session.open', ended)).shown[0]).toMatch(/^Resume web: in this terminal.* \| /);
		const far = fakeSession({...ended, host: {name: 'box', lostAt: null, prices: null}});
		expect((await run('session.open', far)).shown[0]).not.toMatch(/in this terminal/);
	});
});

test('the demo starts and resumes nothing', async () => {
	const run = open({demo: true});
	for (const id of ['session.new', 'session.open']) {
		expect((await run(id, ended)).shown).toEqual(['The demo starts no sessions']);
	}
});

test('an id goes to the clipboard of the terminal, and that is said', async () => {
	const {shown, stdout} = await open()('session.copyId', ended);
	expect(stdout).toBe(`\x1b]52;c;${Buffer.from(ended.sessionId).toString('base64')}\x07`);
	expect(shown).toEqual([expect.stringContaining(ended.sessionId)]);
});
