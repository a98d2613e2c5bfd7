/** Resuming from the monitor: in the background or in its own terminal, and what is said of it afterwards. */
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {openResume, type ResumeOptions} from '../../source/cli/resume-ways.ts';
import type {Resumable} from '../../source/control/commands/resume-command.ts';
import type {LogEntry} from '../../source/core/action-log.ts';
import {type CommandHome, commandHome, runCommand} from '../support/command.ts';

let home: CommandHome;
let log: LogEntry[];
beforeEach(() => {
	home = commandHome();
	log = [];
	mkdirSync(home.at('my work'));
});
afterEach(() => home.remove());

/** In the place of Claude Code: writes down how it was called. */
function installClaude(script: string): void {
	const seen = `printf '<%s>' "$PWD" "\${CLAUDE_CONFIG_DIR:-}" "\${TMUX:-}" "$@" > '${home.at('seen')}'`;
	writeFileSync(home.at('claude'), `#!/bin/sh\n${seen}\n${script}\n`, {mode: 0o755});
}
const seen = () => [...readFileSync(home.at('seen'), 'utf8').matchAll(/<([^>]*)>/g)].map(([, word]) => word);

const open = (env: NodeJS.ProcessEnv = {}, options: Partial<ResumeOptions> = {}) =>
	openResume({
		stateDir: home.stateDir,
		env: {...process.env, PATH: `${home.path}:${process.env.PATH}`, ...env},
		clock: () => 1000,
		log: entry => log.push(entry),
		accept: event => expect.unreachable(JSON.stringify(event)),
		lookForTelemetry() {},
		handOver: task => task(),
		...options,
	});
const login = (): Resumable => ({
	...{sessionId: 'abcd', name: 'login', configDir: home.configDir, cwd: home.at('my work')},
});

/** At a terminal, since the monitor has one. */
async function resume(choice: {way: 'here' | 'background'; fork: boolean}, change: Partial<Resumable> = {}) {
	let said = '';
	await runCommand(
		async () => {
			said = await open()
				.resume({...login(), ...change}, choice)
				.catch((error: Error) => `not resumed: ${error.message}`);
			return 0;
		},
		{isTTY: {stdin: true, stdout: true}, stdin: null},
	);
	return said;
}

test('beside the terminal of the monitor, tmux is offered where it runs in it', () => {
	expect(open().resumeWays()).toEqual(['here', 'background']);
	expect(open({TMUX: '/tmp/tmux-0/default,1,0', TMUX_PANE: '%1'}).resumeWays()).toContain('split');
});

describe('in the background', () => {
	const way = 'background';

	test('the job is named, and it is written down where it was resumed', async () => {
		installClaude("echo 'backgrounded · 2f9c1a'");
		expect(await resume({way, fork: false})).toBe('Resumed in the background as job 2f9c1a');
		expect(seen()).toEqual([home.at('my work'), '', '', '--settings', expect.any(String), '--resume', 'abcd', '--bg']);
		expect(log).toMatchObject([
			{
				...{at: 1000, sessionName: 'login', action: 'start', outcome: 'started'},
				text: `Resumed in the background as job 2f9c1a in ${home.at('my work')}`,
			},
		]);
	});

	test('a copy is called one', async () => {
		installClaude('');
		expect(await resume({way, fork: true})).toBe('Forked in the background');
		expect(seen()).toContain('--fork-session');
	});

	test('a failure is said, and not written down as a start', async () => {
		installClaude("echo 'You are not logged in' >&2; exit 1");
		expect(await resume({way, fork: false})).toBe('not resumed: claude --bg: You are not logged in');
		expect(log).toEqual([]);
	});
});

describe('in this terminal', () => {
	const way = 'here';

	test('the monitor says when it has ended', async () => {
		installClaude('exit 0');
		expect(await resume({way, fork: false})).toBe('login was resumed here, and has ended');
		expect(seen()).toEqual([home.at('my work'), '', '', '--resume', 'abcd']);
	});

	test('how it failed is said: what it printed went with the screen', async () => {
		installClaude('echo "No conversation found" >&2; exit 1');
		expect(await resume({way, fork: false})).toBe('login was resumed here, and ended with 1');
	});

	test('that it could not be started is a failure', async () => {
		writeFileSync(home.at('claude'), '#!/none/sh\n', {mode: 0o755});
		expect(await resume({way, fork: false})).toBe('not resumed: claude cannot be run (ENOENT)');
		expect(log).toEqual([]);
	});
});

test.each([
	['its folder is gone', {cwd: '/proc/none'}, /not resumed: .*\/proc\/none/],
	['its folder is not known', {cwd: null}, /not resumed: \S/],
])('%s', async (_, change, said) => {
	installClaude('');
	expect(await resume({way: 'here', fork: false}, change)).toMatch(said);
	expect(seen).toThrow('ENOENT');
});
