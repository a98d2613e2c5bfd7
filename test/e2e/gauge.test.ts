/**
 * Where Claude Code compacts by itself, for every way to set its window: `ccmon --once --json` says it beforehand, the
 * session is driven there by usage that the stub makes up, and Claude Code decides.
 */
import {execFileSync} from 'node:child_process';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {startStub} from '../support/anthropic-stub.ts';
import {type CcmonSession, ccmonCommand, ccmonEnvironment, runProgram} from '../support/ccmon.ts';
import {createClaudeHome, startClaude} from '../support/claude.ts';
import {findClaude} from '../support/claude-binary.ts';
import {steer} from '../support/directives.ts';
import {temporaryFolder} from '../support/environment.ts';
import {startTmux, type Tmux} from '../support/tmux.ts';
import {takeTurn} from '../support/turn.ts';
import {waitFor} from '../support/wait.ts';

const binary = await findClaude();

interface Setting {
	name: string;
	model: string;
	env?: Record<string, string>;
	args?: string[];
	/** `settings.json` of the config folder. */
	user?: Record<string, unknown>;
	/** `.claude/settings.json` and `.claude/settings.local.json` of the project. */
	project?: Record<string, unknown>;
	local?: Record<string, unknown>;
	/** `.claude/settings.local.json` of the git repository whose folder it is started in. */
	repository?: Record<string, unknown>;
	/** The administrator's, in `/etc`. */
	managed?: Record<string, unknown>;
	threshold: number | null;
	basis: 'set' | 'expected' | null;
	/** Whether it compacts there without the flags that Anthropic's server gives to accounts. */
	compacts: boolean;
	/** "Autocompact buffer" of `/context`; null where it shows none. */
	buffer: string | null;
	/** What is expected once `settings.json` of the config folder sets no window any more. */
	laterThreshold?: number;
}

/** Its window has a million tokens without being asked for. */
const million = 'claude-opus-5-5';
/** 200,000 tokens. */
const small = 'claude-haiku-4-5';
const at117k = {model: million, threshold: 117_000, basis: 'set', compacts: true, buffer: '33k'} as const;
const window = (autoCompactWindow: number | 'auto') => ({autoCompactWindow});

const settings: Setting[] = [
	{...at117k, name: 'CLAUDE_CODE_AUTO_COMPACT_WINDOW', env: {CLAUDE_CODE_AUTO_COMPACT_WINDOW: '150000'}},
	{...at117k, name: '--autocompact', args: ['--autocompact', '150k']},
	{...at117k, name: 'settings', user: window(150_000), laterThreshold: 967_000},
	{
		...at117k,
		name: 'local before project before user',
		user: window(300_000),
		project: window(200_000),
		local: window(150_000),
	},
	{
		...at117k,
		name: 'local of the repository before local of a folder in it',
		repository: window(150_000),
		local: window(400_000),
		project: window(500_000),
	},
	{
		...at117k,
		name: 'the model’s own before all models’',
		user: {...window(300_000), modelSettings: {[million]: window(150_000)}},
	},
	{...at117k, name: 'managed before user', user: window(300_000), managed: window(150_000)},
	{
		...at117k,
		name: 'a percentage',
		user: window(150_000),
		env: {CLAUDE_AUTOCOMPACT_PCT_OVERRIDE: '50'},
		// Half of what is left after 20,000 for the summary; `/context` goes on showing the window's own.
		threshold: 65_000,
	},
	{
		...at117k,
		name: 'a smaller window than there may be',
		env: {CLAUDE_CODE_AUTO_COMPACT_WINDOW: '80000'},
		threshold: 67_000,
	},
	{...at117k, name: 'a larger window than the model’s', model: small, user: window(500_000), threshold: 167_000},
	{...at117k, name: 'auto, with a million by default', threshold: 967_000, basis: 'expected'},
	{
		...at117k,
		name: 'the model’s own auto before all models’ number',
		model: small,
		user: {...window(150_000), modelSettings: {[small]: window('auto')}},
		...{threshold: 167_000, basis: 'expected', compacts: false, buffer: null},
	},
	{
		...at117k,
		name: 'disabled',
		user: {...window(150_000), autoCompactEnabled: false},
		...{threshold: null, basis: null, compacts: false, buffer: null},
	},
];

describe.skipIf(!binary)('the real Claude Code compacts where ccmon says', () => {
	let tmux: Tmux;

	beforeAll(async () => {
		tmux = await startTmux();
	});

	afterAll(async () => {
		await tmux?.close();
	});

	test.concurrent.for(settings)('$name', async setting => {
		const {model, threshold, basis, compacts} = setting;
		const stub = await startStub();
		const home = await createClaudeHome({url: stub.url, settings: setting.user ?? {}, env: setting.env ?? {}});
		const folder = temporaryFolder();
		try {
			const top = await home.project('web');
			const cwd = setting.repository ? await home.project('web/src') : top;
			if (setting.repository) {
				execFileSync('git', ['init', '-q', top]);
				// A trusted folder above a repository is not enough.
				const file = path.join(home.home, '.claude.json');
				const {projects, ...others} = JSON.parse(readFileSync(file, 'utf8'));
				writeSettings(file, {...others, projects: {...projects, [top]: {hasTrustDialogAccepted: true}}});
				writeSettings(path.join(top, '.claude/settings.local.json'), setting.repository);
			}
			writeSettings(path.join(cwd, '.claude/settings.json'), setting.project);
			writeSettings(path.join(cwd, '.claude/settings.local.json'), setting.local);
			const within = setting.managed ? [managedBy(setting.managed, folder.path)] : [];
			const [program, ...args] = [...within, binary!, '--model', model, ...(setting.args ?? [])];
			const claude = await startClaude(tmux, {binary: program!, args, home, cwd});
			const transcript = claude.transcript();
			const lines = () =>
				readFileSync(transcript, 'utf8')
					.split('\n')
					.filter(Boolean)
					.map(line => JSON.parse(line));
			const boundaries = () => lines().flatMap(line => (line.compactMetadata ? [line.compactMetadata] : []));
			/** Claude Code writes in batches: it may be idle before the line is in the file. */
			const boundary = (index: number) => waitFor(() => boundaries()[index], {what: 'a compaction in the transcript'});
			/** A turn after which the context has so many tokens. */
			const turnTo = async (tokens: number) => {
				const usage = {input_tokens: 5, cache_read_input_tokens: tokens - 5, cache_creation_input_tokens: 0};
				await takeTurn(claude, stub, steer(`to ${tokens}`, {usage: {...usage, output_tokens: 10}}));
			};
			/** What ccmon says once it has read that the context has so many tokens. */
			const contextAt = (tokens: number) =>
				waitFor(
					async () => {
						const ccmon = [...within, ...ccmonCommand, '--once', '--json', '--config-dir', home.configDir];
						const {stdout} = await runProgram(ccmon, {env: ccmonEnvironment(home.home)});
						const {sessions} = JSON.parse(stdout) as {sessions: CcmonSession[]};
						return sessions[0]?.context.tokens === tokens && sessions[0].context;
					},
					{what: `ccmon to see ${tokens} tokens`},
				);

			await turnTo(40_000);
			expect(await contextAt(40_000)).toMatchObject({thresholdTokens: threshold, thresholdBasis: basis});
			// Where there is no threshold: past that which the window would give.
			const there = threshold ?? 117_000;
			await turnTo(there - 500);
			await turnTo(there);
			expect(boundaries()).toEqual([]);
			await turnTo(there);
			if (compacts) {
				const {trigger, preTokens} = await boundary(0);
				expect(trigger).toBe('auto');
				// Its count has the answer and the new prompt in it.
				expect(preTokens).toBeGreaterThanOrEqual(there);
				expect(preTokens).toBeLessThan(there + 500);
			}
			if (basis === 'expected' && compacts) {
				// One compaction may have had any reason; two make a habit.
				await turnTo(50_000);
				const [first, second] = [await boundary(0), await boundary(1)];
				expect(second.trigger).toBe('auto');
				const context = await contextAt(50_000);
				expect(context.thresholdBasis).toBe('seen');
				expect([first.preTokens, second.preTokens]).toContain(context.thresholdTokens);
			}

			if (setting.laterThreshold) {
				// Two at the window that was set say nothing of the one that is not.
				await turnTo(50_000);
				await boundary(1);
				expect(await contextAt(50_000)).toMatchObject({thresholdTokens: threshold, thresholdBasis: 'set'});
				const file = path.join(home.configDir, 'settings.json');
				const {autoCompactWindow, ...others} = JSON.parse(readFileSync(file, 'utf8'));
				writeSettings(file, others);
				const later = {thresholdTokens: setting.laterThreshold, thresholdBasis: 'expected'};
				expect(await contextAt(50_000)).toMatchObject(later);
				writeSettings(file, {...others, autoCompactWindow});
			}

			await claude.submit('/context');
			const shown = await waitFor(
				() => lines().find(({message}) => String(message?.content).includes('## Context Usage')),
				{
					what: 'the answer to /context',
				},
			);
			const [, buffer = null] = /\| Autocompact buffer \| (\S+) \|/.exec(shown.message.content) ?? [];
			expect(buffer).toBe(setting.buffer);
			if (!compacts) expect(boundaries()).toEqual([]);
		} finally {
			await home.remove();
			await stub.close();
			folder.remove();
		}
	});
});

function writeSettings(file: string, content: object | undefined): void {
	if (!content) return;
	mkdirSync(path.dirname(file), {recursive: true});
	writeFileSync(file, JSON.stringify(content));
}

/** A program that starts another one in a mount namespace of its own, in which an administrator's settings lie in `/etc`. */
function managedBy(content: object, folder: string): string {
	writeSettings(path.join(folder, 'etc/claude-code/managed-settings.json'), content);
	const script = path.join(folder, 'managed');
	const mount = `mount -t overlay overlay -o lowerdir=${path.join(folder, 'etc')}:/etc /etc`;
	const flags = process.getuid?.() === 0 ? '--mount' : '--mount --map-root-user';
	writeFileSync(script, `#!/bin/sh\nexec unshare ${flags} sh -c '${mount} && exec "$@"' sh "$@"\n`, {mode: 0o755});
	return script;
}
