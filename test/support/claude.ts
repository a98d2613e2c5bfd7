/** A home in which the real Claude Code starts straight into its prompt, and talks to the stub alone. */
import {readFileSync, writeFileSync} from 'node:fs';
import {mkdir} from 'node:fs/promises';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {baseEnvironment, temporaryFolder} from './environment.ts';
import {endProcessesOf, isRunning} from './process.ts';
import {type RegistryEntry, registryEntry} from './registry.ts';
import type {AnyPane, Pane, PaneOptions} from './tmux.ts';
import {waitFor} from './wait.ts';

const apiKey = 'sk-ant-test-0000';

export interface ClaudeHomeOptions {
	/** Base URL of the stub. */
	url: string;
	/** Keeps the config folder apart from the home, named by CLAUDE_CONFIG_DIR; else it is `~/.claude` and the variable unset. */
	separateConfig?: boolean;
	/** Added to the `settings.json` that it starts with. */
	settings?: Record<string, unknown>;
	/** Added to the environment, e.g. telemetry. */
	env?: Record<string, string>;
}

export interface ClaudeHome {
	home: string;
	/** The config folder, for `ccmon --config-dir`. */
	configDir: string;
	/** The whole environment for Claude Code. */
	env: Record<string, string>;
	/** Makes a project folder that Claude Code trusts, and gives its path. */
	project(name: string): Promise<string>;
	/** Ends what still runs in it, daemon included, and removes it. */
	remove(): Promise<void>;
}

export async function createClaudeHome({
	url,
	separateConfig = false,
	settings = {},
	env = {},
}: ClaudeHomeOptions): Promise<ClaudeHome> {
	const folder = temporaryFolder('ccmon-claude');
	const home = folder.at('home');
	const configDir = separateConfig ? folder.at('config') : path.join(home, '.claude');
	const work = folder.at('work');
	await mkdir(home, {recursive: true});
	await mkdir(configDir, {recursive: true});
	const state = path.join(separateConfig ? configDir : home, '.claude.json');
	writeFileSync(
		state,
		JSON.stringify({
			hasCompletedOnboarding: true,
			theme: 'dark',
			// Offers and notices of auto mode, which would stand before the first prompt.
			hasSeenAutoDefaultNudge: true,
			hasSeenAutoDefaultNotice: true,
			hasSeenAutoModeEntryWarning: true,
			autoModeClassifierBillingNoticeAcknowledgedAt: Date.now(),
			customApiKeyResponses: {approved: [apiKey.slice(-20)], rejected: []},
			// Trust goes for everything below: projects made while a session runs cannot be written into its file.
			projects: {[work]: {hasTrustDialogAccepted: true, hasCompletedProjectOnboarding: true}},
		}),
	);
	// Not auto mode, its default: that asks the API about each tool call.
	const defaults = {permissions: {defaultMode: 'default'}};
	writeFileSync(path.join(configDir, 'settings.json'), JSON.stringify({...defaults, ...settings}));
	return {
		home,
		configDir,
		env: {
			...baseEnvironment(),
			HOME: home,
			...(separateConfig ? {CLAUDE_CONFIG_DIR: configDir} : {}),
			ANTHROPIC_API_KEY: apiKey,
			ANTHROPIC_BASE_URL: url,
			DISABLE_AUTOUPDATER: '1',
			// Whatever else it would like to reach, nothing answers.
			HTTPS_PROXY: 'http://127.0.0.1:1',
			NO_PROXY: '127.0.0.1',
			...env,
		},
		async project(name) {
			const project = path.join(work, name);
			await mkdir(project, {recursive: true});
			return project;
		},
		async remove() {
			await endProcessesOf(home);
			folder.remove();
		},
	};
}

export interface ClaudeSession<Where extends AnyPane = Pane> {
	pane: Where;
	/** Process id of Claude Code itself. */
	pid: number;
	/** What it says about itself in the registry now. */
	registry(): RegistryEntry;
	/** Waits until the registry shows this status. */
	waitForStatus(status: 'idle' | 'busy' | 'waiting'): Promise<RegistryEntry>;
	/** Types a line and sends it. */
	submit(text: string): Promise<void>;
	/** Path of a conversation's transcript; of the current one when not said. */
	transcript(sessionId?: string): string;
}

/** Starts an interactive session in a pane of its own, of tmux or another terminal, and waits for its prompt. Make `cwd` with `home.project()`. */
export async function startClaude<Where extends AnyPane = Pane>(
	terminal: {open(options: PaneOptions): Promise<Where>},
	options: {
		binary: string;
		home: ClaudeHome;
		cwd: string;
		args?: readonly string[];
		/** A program and its arguments that start it as their child. */
		through?: readonly string[];
		env?: Readonly<Record<string, string>>;
		columns?: number;
		rows?: number;
	},
): Promise<ClaudeSession<Where>> {
	const {binary, home, cwd, args = [], through, env, ...size} = options;
	const command = [...(through ?? [binary]), ...args];
	const pane = await terminal.open({command, cwd, env: {...home.env, ...env}, ...size});
	const started = await pane.pid();
	const pid = through ? await waitFor(() => childOf(started), {what: 'the program to start Claude Code'}) : started;
	const registry = () => registryEntry(home, pid);
	const last = () => pane.screen();
	await waitFor(() => registry().status === 'idle', {what: 'Claude Code to register', timeout: 60_000, last});
	await pane.waitFor(/^❯/m, {what: 'the prompt of Claude Code', timeout: 60_000});
	return {
		pane,
		pid,
		registry,
		waitForStatus: status =>
			waitFor(
				() => {
					const entry = registry();
					return entry.status === status && entry;
				},
				{what: `the session to be ${status}`, timeout: 60_000, last},
			),
		submit: text => submitTo(pane, text, () => !isRunning(pid)),
		transcript: (sessionId = registry().sessionId) =>
			path.join(home.configDir, 'projects', cwd.replace(/[^A-Za-z0-9]/g, '-'), `${sessionId}.jsonl`),
	};
}

/** Types a line into the prompt box of Claude Code and sends it. `hasEnded`: nothing is left of a session that the text has ended. */
export async function submitTo(
	pane: Pick<AnyPane, 'type' | 'press' | 'rows' | 'screen'>,
	text: string,
	hasEnded: () => boolean | Promise<boolean> = () => false,
): Promise<void> {
	await pane.type(text);
	const last = () => pane.screen();
	const end = text.slice(-12).replace(/\s/g, '');
	const typed = async () =>
		promptBox(await pane.rows())
			.replace(/\s/g, '')
			.includes(end);
	const taken = async () => (await hasEnded()) || !(await typed());
	const gone = () => waitFor(taken, {what: `"${end}" to be submitted`, timeout: 3000, last});
	// An Enter that comes with the text is taken for a pasted line break: it has to see the text first.
	await waitFor(typed, {what: `"${end}" typed`, last});
	await sleep(300);
	await pane.press('Enter');
	// On a busy machine it may be lost all the same.
	await gone().catch(async () => {
		await pane.press('Enter');
		await gone();
	});
}

/** What is in the prompt box: between the last two rules on the screen. */
function promptBox(rows: readonly string[]): string {
	const isRule = (row: string) => /^─{10}/.test(row);
	const end = rows.findLastIndex(isRule);
	const start = rows.slice(0, Math.max(end, 0)).findLastIndex(isRule);
	return start < 0 ? '' : rows.slice(start + 1, end).join('\n');
}

/** The one child of a process, on Linux. */
function childOf(pid: number): number | null {
	return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]) || null;
}
