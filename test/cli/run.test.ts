/** `ccmon run` without a terminal: Claude Code runs directly, and ccmon ends as it ended. */
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {run} from '../../source/cli/run.ts';
import {type CommandHome, commandHome, runCommand} from '../support/command.ts';

let home: CommandHome;
beforeEach(() => {
	home = commandHome();
	vi.stubEnv('PATH', `${home.path}:${process.env.PATH}`);
});
afterEach(() => home.remove());

/** In the place of Claude Code. */
const installClaude = (script: string) => writeFileSync(home.at('claude'), `#!/bin/sh\n${script}\n`, {mode: 0o755});
const runClaude = (...args: string[]) => runCommand(() => run(args, {cwd: home.path, env: process.env}));

test('arguments are passed on as they are, and its exit code is ours', async () => {
	installClaude(`printf '<%s>' "$@" > '${home.at('seen')}'; exit 7`);
	expect(await runClaude('-p', 'a  "b"', '--help')).toEqual({stdout: '', stderr: '', code: 7});
	expect(readFileSync(home.at('seen'), 'utf8')).toBe('<-p><a  "b"><--help>');
});

describe('what cannot be started is said', () => {
	test('there is none on the PATH', async () => {
		vi.stubEnv('PATH', home.at('run'));
		const {stdout, stderr, code} = await runClaude();
		expect([stdout, code]).toEqual(['', 127]);
		expect(stderr).toMatch(/^ccmon: there is no claude on the PATH\. See https:\S+\n$/);
	});

	test.each([
		['that is not there', '/none/claude'],
		['that is a folder', '/tmp'],
	])('one %s', async (_, path) => {
		vi.stubEnv('CCMON_CLAUDE', path);
		const {stderr, code} = await runClaude();
		expect(stderr).toContain(`ccmon: ${path} cannot be run`);
		expect(code).toBeGreaterThan(125);
	});
});

test('what is in the way of its socket is said, and Claude Code runs all the same', async () => {
	writeFileSync(home.at('run', 'ccmon'), '');
	installClaude(`touch '${home.at('ran')}'`);
	const {stderr, code} = await runClaude();
	expect(stderr).toMatch(/^ccmon: \S+\/run\/ccmon is not a folder: .*\n$/);
	expect([code, existsSync(home.at('ran'))]).toEqual([0, true]);
});

test('it ends by the signal that ended Claude Code, for its caller to see', async () => {
	installClaude('kill -USR1 $$');
	const sent: unknown[] = [];
	vi.spyOn(process, 'kill').mockImplementation((...what) => {
		sent.push(what);
		return true;
	});
	try {
		expect((await runClaude()).code).toBe(128 + 10);
	} finally {
		vi.restoreAllMocks();
	}
	expect(sent).toContainEqual([process.pid, 'SIGUSR1']);
});
