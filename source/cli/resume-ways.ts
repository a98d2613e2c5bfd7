/** Where the monitor can resume a past conversation: in tmux, in the background, or in its own terminal. */
import type {Emit} from '../claude/events.ts';
import type {Resumable, ResumePorts, ResumeWay} from '../control/commands/resume-command.ts';
import {configVariables} from '../control/terminals/claude-program.ts';
import {findClaude} from '../control/terminals/run/find-claude.ts';
import {startInBackground} from '../control/terminals/spawn/background.ts';
import {checkFolder} from '../control/terminals/spawn/folder.ts';
import {ownPane, startInTmux} from '../control/terminals/spawn/tmux-window.ts';
import type {LogEntry} from '../core/action-log.ts';
import {type RanInTerminal, runInTerminal} from './run-in-terminal.ts';
import {sessionEnvironment} from './spawn-environment.ts';

export interface ResumeOptions {
	stateDir: string;
	env: NodeJS.ProcessEnv;
	clock: () => number;
	log(entry: LogEntry): void;
	/** Receives problems with its telemetry. */
	accept: Emit;
	/** Called when telemetry has been turned on for a session, to receive it. */
	lookForTelemetry(): void;
	/** Hands the terminal over while the task runs. */
	handOver(task: () => Promise<void>): Promise<void>;
}

export function openResume(options: ResumeOptions): ResumePorts {
	const {stateDir, env, clock} = options;

	async function resume(conversation: Resumable, {way, fork}: {way: ResumeWay; fork: boolean}): Promise<string> {
		const {sessionId, configDir, name} = conversation;
		// Claude Code finds a conversation only from the folder it took place in.
		const folder = checkFolder(conversation.cwd ?? '', env);
		if (!folder.ok) throw new Error(folder.reason);
		const cwd = folder.path;
		const claude = findClaude(env, cwd);
		if (!claude) throw new Error('there is no claude on the PATH');
		const args = ['--resume', sessionId, ...(fork ? ['--fork-session'] : [])];
		const {telemetryForSpawn} = await import('./spawn-telemetry.ts');
		const {variables, settings, problem} = await telemetryForSpawn({stateDir, configDir, cwd, env});
		if (problem) options.accept(problem);
		options.lookForTelemetry();
		const own = sessionEnvironment({...env, ...configVariables(configDir, env)});
		const done = fork ? 'Forked' : 'Resumed';
		if (way === 'background') {
			const job = await startInBackground({claude, cwd, options: args, prompt: null, settings, env: own});
			return `${done} in the background${job === null ? '' : ` as job ${job}`}`;
		}
		const whole = {...own, ...variables};
		if (way === 'here') {
			const {TERM, TMUX, TMUX_PANE} = env;
			const program = {file: claude, args, cwd, env: {...whole, TERM, TMUX, TMUX_PANE}, extendEnv: false};
			let ran: RanInTerminal = {problem: 'was not run', hasStarted: false};
			await options.handOver(async () => {
				ran = await runInTerminal(program);
			});
			if (!ran.hasStarted) throw new Error(`claude ${ran.problem}`);
			return `${name} was resumed here, and ${ran.problem ?? 'has ended'}`;
		}
		const start = {how: way, cwd, command: [claude, ...args], variables: whole, inBackground: false};
		return `${done} in tmux ${await startInTmux(start, env)}`;
	}

	return {
		resumeWays: () => (ownPane(env) ? ['split', 'window', 'background', 'here'] : ['here', 'background']),
		async resume(conversation, choice) {
			const text = await resume(conversation, choice);
			const {name: sessionName, cwd} = conversation;
			const entry = {at: clock(), sessionKey: '', sessionName, action: 'start', outcome: 'started'} as const;
			options.log({...entry, text: `${text} in ${cwd}`});
			return text;
		},
	};
}
