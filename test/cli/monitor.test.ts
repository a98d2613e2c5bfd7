/** The monitor from its first frame to its end, in a terminal that the test plays. What is drawn is tested in test/ui and test/e2e. */
import {existsSync} from 'node:fs';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {MonitorOptions} from '../../source/cli/arguments.ts';
import {openMonitor} from '../../source/cli/monitor.ts';
import {type CommandHome, commandHome, runCommand} from '../support/command.ts';
import {startLiveFleet} from '../support/live-fleet.ts';
import {waitFor} from '../support/wait.ts';

let home: CommandHome;
beforeEach(() => {
	home = commandHome();
});
afterEach(() => home.remove());

const options: MonitorOptions = {
	...{configDirs: [], once: false, json: false, demo: false, ascii: false, fresh: false, hosts: null},
};

/** `act`: once the texts were drawn. */
function open(
	change: Partial<MonitorOptions>,
	texts: readonly string[],
	act: () => void,
	isTTY = {stdin: true, stdout: true},
) {
	let drawn = '';
	return runCommand(
		async () => {
			process.stdout.on('data', text => {
				drawn += text;
			});
			const closed = openMonitor({...options, ...change}, {version: '0.0.0', drawn() {}});
			if (texts.length > 0)
				await waitFor(() => texts.every(text => drawn.includes(text)), {what: texts.join(), last: () => drawn});
			act();
			return closed;
		},
		{isTTY, stdin: null},
	);
}
const press = (key: string) => () => void process.stdin.push(key);

describe('it', () => {
	test('shows what runs, is left by q, and the terminal is as it was', async () => {
		const fleet = await startLiveFleet({configDir: home.configDir, sessions: 1});
		try {
			const {stdout, stderr, code} = await open({}, ['session-1', 'quit'], press('q'));
			expect([stderr, code]).toEqual(['', 0]);
			expect(stdout.lastIndexOf('\x1b[?1049l')).toBeGreaterThan(stdout.lastIndexOf('session-1'));
			expect(stdout.lastIndexOf('\x1b[?25h')).toBeGreaterThan(stdout.lastIndexOf('\x1b[?25l'));
		} finally {
			await fleet.close();
		}
	});

	test('ends by a signal as by q, with the exit code that shells expect', async () => {
		const {stdout, code} = await open({demo: true}, ['quit'], () => void process.emit('SIGHUP'));
		expect(code).toBe(129);
		expect(stdout.lastIndexOf('\x1b[?1049l')).toBeGreaterThan(stdout.lastIndexOf('quit'));
	});

	test('shows a made-up fleet without a Claude Code, and leaves nothing of how it was used', async () => {
		const {code} = await open({demo: true, hosts: ['local']}, ['legacy-import', 'quit'], press('q'));
		expect([code, existsSync(path.join(home.stateDir, 'screen.json'))]).toEqual([0, false]);
	});

	test('opens with a problem of the config on the screen, not on the terminal below it', async () => {
		home.writeConfig('teemSize = 3\n');
		const {stderr, code} = await open({}, ['teemSize', 'quit'], press('q'));
		expect([stderr, code]).toEqual(['', 0]);
	});
});

describe('it does not open', () => {
	test.each([
		{stdin: false, stdout: true},
		{stdin: true, stdout: false},
	])('without a terminal, and says what goes instead: %o', async isTTY => {
		const {stdout, stderr, code} = await open({}, [], () => {}, isTTY);
		expect([stdout, code]).toEqual(['', 2]);
		expect(stderr).toMatch(/^ccmon needs a terminal to draw in\..*ccmon --once --json\.\n$/);
	});

	test('for a host that the config does not have', async () => {
		const {stdout, stderr, code} = await open({hosts: ['bx']}, [], () => {});
		expect([stdout, code]).toEqual(['', 2]);
		expect(stderr).toMatch(/^ccmon: The config has no host "bx"\./);
	});
});
