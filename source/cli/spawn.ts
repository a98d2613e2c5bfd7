/** Sessions that the monitor starts: in tmux, in the background, or headless as children of its own. */

import type {Emit} from '../claude/events.ts';
import type {PromptMemory} from '../control/commands/prompt-memory.ts';
import type {SpawnPorts, SpawnRequest, SpawnWay} from '../control/commands/spawn-command.ts';
import {configVariables} from '../control/terminals/claude-program.ts';
import {createHeadlessTerminal} from '../control/terminals/headless.ts';
import {findClaude} from '../control/terminals/run/find-claude.ts';
import type {Served} from '../control/terminals/socket/serve.ts';
import {startInBackground} from '../control/terminals/spawn/background.ts';
import {checkFolder} from '../control/terminals/spawn/folder.ts';
import {claudeOptions, extraNames} from '../control/terminals/spawn/options.ts';
import {isInRepository} from '../control/terminals/spawn/repository.ts';
import {ownPane, startInTmux} from '../control/terminals/spawn/tmux-window.ts';
import type {Terminal} from '../control/terminals/terminal.ts';
import type {LogEntry} from '../core/action-log.ts';
import {readProjectFolders} from '../live/claude-json/projects.ts';
import type {HeadlessSession} from '../live/headless.ts';
import {homeFolder, runtimeFolder} from '../platform/paths.ts';
import {readProcStart} from '../platform/process.ts';
import {shellQuoted} from '../platform/shell.ts';
import type {MonitorStore} from '../store.ts';
import {sessionEnvironment} from './spawn-environment.ts';
import {recentFolders} from './spawn-folders.ts';
import {worktreeProblem} from './spawn-worktree.ts';

export interface SpawnOptions {
	store: MonitorStore;
	/** Receives the headless sessions' events, and follows their transcripts, too. */
	accept: Emit;
	/** Called when telemetry has been turned on for a session, to receive it. */
	lookForTelemetry(): void;
	log(entry: LogEntry): void;
	configDirs: readonly string[];
	stateDir: string;
	clock: () => number;
	env: NodeJS.ProcessEnv;
	/** Missing: prompts are not remembered. */
	prompts?: PromptMemory;
}

export interface Spawn {
	ports: SpawnPorts;
	/** Reaches the headless sessions. */
	terminal: Terminal;
	/** What quitting would end, as a question; null: nothing. */
	quitQuestion(): string | null;
	/** How each headless session is resumed, as lines for the shell. */
	resumeLines(): string[];
	/** Ends the headless sessions. */
	close(): Promise<void>;
}

export function openSpawn(options: SpawnOptions): Spawn {
	const {store, accept, clock, env, stateDir} = options;
	const configDir = options.configDirs[0] ?? '';
	const headless = new Map<number, HeadlessSession>();
	const environment = () => sessionEnvironment({...env, ...configVariables(configDir, env)});

	async function runHeadless(claude: string, request: SpawnRequest, variables: Record<string, string>) {
		const {cwd, prompt, model, extras} = request;
		const args = claudeOptions(model, extras);
		const {startHeadless} = await import('../live/headless.ts');
		const whole = {...environment(), ...variables};
		const session = startHeadless({claude, cwd, configDir, prompt, args, env: whole, emit: accept, clock});
		headless.set(session.pid, session);
		const served = await offer(session);
		void session.gone.then(() => {
			headless.delete(session.pid);
			served.close();
		});
		return prompt === null ? 'Started headless: p prompts it' : 'Started headless';
	}

	/** Lets other ccmon processes, above all `ccmon send`, reach it as well. */
	async function offer(session: HeadlessSession): Promise<Served> {
		const {serveMessages} = await import('../control/terminals/socket/serve.ts');
		const {pid} = session;
		const ifRunning = (send: () => void): boolean => {
			const running = headless.has(pid);
			if (running) send();
			return running;
		};
		return serveMessages(runtimeFolder(env), {
			pid,
			procStart: readProcStart(pid),
			message: text => ifRunning(() => session.send(text)),
			interrupt: () => ifRunning(session.interrupt),
			end: () => ifRunning(() => void session.end()),
		});
	}

	async function start(request: SpawnRequest): Promise<string> {
		const {cwd, way, prompt, model, extras} = request;
		const args = claudeOptions(model, extras);
		const claude = findClaude(env, cwd);
		if (!claude) throw new Error('there is no claude on the PATH');
		const refusal = extras?.worktree ? worktreeProblem(cwd, configDir, homeFolder(env)) : null;
		if (refusal !== null) throw new Error(refusal);
		const {telemetryForSpawn} = await import('./spawn-telemetry.ts');
		const {variables, settings, problem} = await telemetryForSpawn({stateDir, configDir, cwd, env});
		if (problem) accept(problem);
		options.lookForTelemetry();
		if (way === 'headless') return runHeadless(claude, request, variables);
		const own = environment();
		if (way === 'background') {
			const job = await startInBackground({claude, cwd, options: args, prompt, settings, env: own});
			return job === null ? 'Started in the background' : `Started in the background as job ${job}`;
		}
		const command = [claude, ...args, ...(prompt ? ['--', prompt] : [])];
		const how = {how: way, cwd, command, variables: {...own, ...variables}, inBackground: prompt !== null};
		const pane = await startInTmux(how, env);
		return `Started in tmux ${pane}`;
	}

	const ports: Spawn['ports'] = {
		folders() {
			const projects = readProjectFolders(configDir, homeFolder(env));
			return recentFolders(store.getState().sessions.values(), [process.cwd(), ...projects]);
		},
		checkFolder: path => checkFolder(path, env),
		extras: cwd => extraNames.filter(name => name !== 'worktree' || isInRepository(cwd)),
		ways(): SpawnWay[] {
			return ownPane(env) ? ['split', 'window', 'background', 'headless'] : ['background', 'headless'];
		},
		async start(request) {
			const said = await start(request);
			const name = request.cwd.split('/').at(-1) || request.cwd;
			const entry = {at: clock(), sessionKey: '', sessionName: name, action: 'start', outcome: 'started'} as const;
			options.log({...entry, text: `${said} in ${request.cwd}`});
			return said;
		},
		...(options.prompts ?? {prompts: () => [], rememberPrompt() {}}),
		home: homeFolder(env),
	};

	return {
		ports,
		terminal: createHeadlessTerminal(pid => headless.get(pid)),
		quitQuestion() {
			const sessions = [...headless.values()];
			if (sessions.length === 0) return null;
			const busy = sessions.filter(session => session.isBusy()).length;
			const what = sessions.length === 1 ? 'a headless session' : `${sessions.length} headless sessions`;
			return `Quit and end ${what}${busy > 0 ? `, ${busy === sessions.length ? '' : `${busy} of them `}busy` : ''}? The way to resume is printed.`;
		},
		resumeLines: () =>
			[...headless.values()].filter(session => session.hasBegun()).map(session => resumeLine(session, configDir, env)),
		async close() {
			await Promise.all([...headless.values()].map(session => session.end()));
		},
	};
}

/** A line for the shell. Claude Code finds a conversation only from the folder it took place in. */
function resumeLine(session: HeadlessSession, configDir: string, env: NodeJS.ProcessEnv): string {
	const {CLAUDE_CONFIG_DIR: folder} = configVariables(configDir, env);
	const variable = folder ? `CLAUDE_CONFIG_DIR=${shellQuoted(folder)} ` : '';
	return `cd ${shellQuoted(session.cwd)} && ${variable}claude --resume ${session.sessionId()}`;
}
