/** `ccmon report`, `sessions` and `tpm` on a small history: config and environment reach them, and so do mistakes in either. */
import {describe, expect, test, vi} from 'vitest';
import type {SubcommandOptions} from '../../source/cli/arguments.ts';
import {report, sessions, tpm} from '../../source/cli/history.ts';
import {runCommand} from '../support/command.ts';
import {eachInFleet} from '../support/command-fleet.ts';

const at = eachInFleet({sessions: 2, history: 3});

const commands = {report, sessions, tpm};
const run = (name: keyof typeof commands, options: SubcommandOptions = {}, configDirs: readonly string[] = []) =>
	runCommand(() => commands[name](configDirs, options));
const outputTokens = () => at.fleet.sessions.reduce((sum, session) => sum + session.totals().outputTokens, 0);

describe('report', () => {
	test('has every token, as JSON, CSV and text', async () => {
		const json = await run('report', {by: 'session', json: true});
		expect([json.stderr, json.code]).toEqual(['', 0]);
		const {rows, totals} = JSON.parse(json.stdout);
		expect(rows).toHaveLength(2);
		expect(totals.outputTokens).toBe(outputTokens());
		const csv = await run('report', {by: 'session', csv: true});
		expect(csv.stdout.trimEnd().split('\n')).toHaveLength(3);
		expect((await run('report', {by: 'model'})).stdout).toContain('Opus 4.5');
	});

	test('checks the budgets of the config', async () => {
		expect(await run('report', {check: true})).toMatchObject({stdout: '', code: 2});
		at.home.writeConfig('[budgets]\ndayUsd = 0.000001\n');
		const exceeded = await run('report', {check: true});
		expect(exceeded).toMatchObject({code: 1, stderr: expect.stringMatching(/\S\n$/)});
		at.home.writeConfig('[budgets]\ndayUsd = 1000\n');
		expect(await run('report', {check: true})).toMatchObject({code: 0, stderr: ''});
	});

	test('asks a gateway only for the text, and says below it why that failed', async () => {
		at.home.writeConfig('[providers.litellm]\nurl = "http://127.0.0.1:1"\nkeyEnv = "LITELLM_KEY"\n');
		vi.stubEnv('LITELLM_KEY', 'sk-test');
		const text = await run('report');
		expect(text.stdout).toMatch(/LiteLLM/);
		expect(text.code).toBe(0);
		const {totals} = JSON.parse((await run('report', {json: true})).stdout);
		expect(totals.outputTokens).toBe(outputTokens());
	});
});

test('sessions finds conversations by the words of their prompts', async () => {
	const found = await run('sessions', {search: 'go on', json: true});
	expect([found.stderr, found.code]).toEqual(['', 0]);
	expect(JSON.parse(found.stdout).conversations).toHaveLength(2);
	expect(JSON.parse((await run('sessions', {search: 'xyzzy', json: true})).stdout).conversations).toEqual([]);
});

test('tpm recommends for the team of the config, or of the command line', async () => {
	at.home.writeConfig('teamSize = 10\n');
	const sizes = async (options: SubcommandOptions) => JSON.parse((await run('tpm', {json: true, ...options})).stdout);
	const [ten, forty] = [await sizes({}), await sizes({team: '40'})];
	expect(ten).not.toEqual(forty);
	expect(await run('tpm', {team: '-3'})).toMatchObject({stdout: '', code: 2});
});

describe.each(['report', 'sessions', 'tpm'] as const)('%s', name => {
	test('refuses a folder that is none of Claude Code’s, if it was named', async () => {
		const ran = await run(name, {}, ['~/.cluade']);
		expect(ran).toEqual({
			stdout: '',
			stderr: `ccmon: There is no folder ${at.home.at('.cluade')}: name Claude Code's config folder, such as ~/.claude.\n`,
			code: 2,
		});
	});

	test('goes on without one that the environment names, and says so', async () => {
		vi.stubEnv('CLAUDE_CONFIG_DIR', `${at.home.configDir},${at.home.at('gone')}`);
		const {stderr, code} = await run(name, {json: true});
		expect(code).toBe(0);
		expect(stderr).toBe(
			`There is no folder ${at.home.at('gone')}: name Claude Code's config folder, such as ~/.claude.\n`,
		);
	});

	test('says a mistake in the config apart from its JSON', async () => {
		at.home.writeConfig('teemSize = 3\n');
		const {stdout, stderr} = await run(name, {json: true});
		expect(stderr).toMatch(/config\.toml: .*teemSize/);
		expect(() => JSON.parse(stdout)).not.toThrow();
	});
});
