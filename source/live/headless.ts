/**
 * A headless session run by ccmon: `claude -p` as a child process that takes messages and reports all it does until its input
 * is closed. Documented: https://code.claude.com/docs/en/headless
 */
import {randomUUID} from 'node:crypto';
import {execa, type Options} from 'execa';
import {cleanLabel} from '../claude/clean.ts';
import type {Emit} from '../claude/events.ts';
import {createHeadlessParser, type HeadlessParser} from '../claude/stream-json/parse.ts';
import {guarded} from '../core/guarded.ts';
import {readProcStart} from '../platform/process.ts';

export interface HeadlessOptions {
	/** The program, as a path. */
	claude: string;
	cwd: string;
	/** The config folder that `env` selects. */
	configDir: string;
	/** The first prompt; null: it waits for one. */
	prompt: string | null;
	/** Options beside those that make it headless. */
	args: readonly string[];
	/** The whole environment: nothing is added to it. */
	env: Readonly<Record<string, string | undefined>>;
	emit: Emit;
	/** Milliseconds since the epoch. */
	clock: () => number;
}

export interface HeadlessSession {
	readonly pid: number;
	/** Where it was started. A conversation in a new worktree of that repository is resumed from there, too. */
	readonly cwd: string;
	/** The current conversation; changes at /clear. */
	sessionId(): string;
	/** Sends a prompt or a slash command; a busy session takes it afterwards. */
	send(text: string): void;
	/** Stops the turn. */
	interrupt(): void;
	/** Stops the turn and ends the process; resolves when it is gone. */
	end(): Promise<void>;
	isBusy(): boolean;
	/** Resolves when the process is gone, even if it ended by itself. */
	readonly gone: Promise<void>;
	/** Whether there is a conversation that could be resumed. */
	hasBegun(): boolean;
}

/** How long a session is given to end, in ms, first after its input is closed and again after SIGTERM, before it is killed. */
const patienceMs = 4000;
const stderrLength = 2000;

/** Throws when the program cannot be started. */
export function startHeadless(options: HeadlessOptions): HeadlessSession {
	const {claude, cwd, configDir, prompt, args, env, emit, clock} = options;
	const sessionId = randomUUID();
	const child = execa(claude, [...headlessArguments(sessionId), ...args], {...childOptions, cwd, env});
	const {pid} = child;
	if (pid === undefined) throw new Error(`${claude} cannot be started in ${cwd}`);
	const startedAt = clock();
	const process = {
		configDir,
		pid,
		procStart: readProcStart(pid),
		sessionId,
		cwd,
		startedAt,
		...({kind: 'headless', status: 'idle', waitingFor: null, name: null, statusSince: startedAt} as const),
		version: null,
		tmux: null,
		jobId: null,
		runsElsewhere: false,
	};
	const parser = createHeadlessParser({process, emit, clock});
	emit({type: 'process.seen', process});

	let stderr = '';
	let isEnding = false;
	let hasBegun = false;
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		stderr = (stderr + text).slice(-stderrLength);
	});
	const write = (message: object) => void child.stdin.write(`${JSON.stringify(message)}\n`);

	async function follow(): Promise<void> {
		const take = guarded('reading a headless session', emit, parser.line);
		for await (const line of child.iterable({from: 'stdout'})) take(line);
	}
	const gone = follow()
		.catch(() => undefined)
		.then(() => child)
		.then(({exitCode, signal}) => {
			parser.end();
			const {sessionId: last} = parser.process();
			if (!isEnding)
				reportCrash(parser, exitCode === undefined ? (signal ?? 'a signal') : `code ${exitCode}`, stderr, emit);
			emit({type: 'process.gone', configDir, pid, sessionId: last, at: clock()});
		});

	const session: HeadlessSession = {
		pid,
		cwd,
		sessionId: () => parser.process().sessionId,
		send(text) {
			const uuid = randomUUID();
			hasBegun = true;
			// With an id of our own it reports when it takes the message and when it is done with it.
			write({type: 'user', uuid, message: {role: 'user', content: text}});
			parser.sent(uuid);
		},
		interrupt() {
			write({type: 'control_request', request_id: randomUUID(), request: {subtype: 'interrupt'}});
		},
		async end() {
			isEnding = true;
			if (session.isBusy()) session.interrupt();
			child.stdin.end();
			const timer = setTimeout(() => child.kill('SIGTERM'), patienceMs);
			try {
				await gone;
			} finally {
				clearTimeout(timer);
			}
		},
		isBusy: () => parser.process().status === 'busy',
		gone,
		hasBegun: () => hasBegun,
	};
	if (prompt !== null) session.send(prompt);
	return session;
}

const childOptions = {
	extendEnv: false,
	stdin: 'pipe',
	stdout: 'pipe',
	stderr: 'pipe',
	buffer: false,
	reject: false,
	// Ctrl-Z and a closed terminal concern ccmon alone; without ccmon the child sees its input end, finishes and exits.
	detached: true,
	cleanup: false,
	forceKillAfterDelay: patienceMs,
} as const satisfies Options;

/** Passed as `--session-id`: else the conversation would be unknown before the first answer. */
function headlessArguments(sessionId: string): string[] {
	return [
		'-p',
		...['--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose'],
		...['--include-partial-messages', '--replay-user-messages', '--session-id', sessionId],
	];
}

function reportCrash(parser: HeadlessParser, how: string, stderr: string, emit: Emit): void {
	const {cwd, sessionId} = parser.process();
	const why = cleanLabel(stderr.trim().split('\n').at(-1) ?? '');
	const message = `A headless session ended by itself with ${how}${why ? `: ${why}` : ''}. Resume it there: claude --resume ${sessionId}`;
	emit({type: 'problem', path: cwd, message, count: 1});
}
