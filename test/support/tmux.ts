/**
 * A tmux server of the test's own: real terminals of a set size, with keys in and screens out.
 * Nothing of the person's tmux, configuration or environment is used.
 */
import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {baseEnvironment} from './environment.ts';
import {isRunning, signalTo} from './process.ts';
import {type WaitOptions, waitFor} from './wait.ts';

const run = promisify(execFile);

export interface PaneOptions {
	/** Program and arguments; no shell reads them. */
	command: readonly string[];
	/** The folder it starts in. */
	cwd?: string;
	/** Beside a bare PATH, LANG and TERM. */
	env?: Readonly<Record<string, string>>;
	columns?: number;
	rows?: number;
}

/** A text that the screen contains, or a pattern that it matches. */
export type ScreenCondition = string | RegExp | ((screen: string) => boolean);

export interface Pane {
	/** As in TMUX_PANE: `%3`. */
	readonly id: string;
	/** Types text as it is, without Enter. */
	type(text: string): Promise<void>;
	/** Types a line, and presses Enter once it is on the screen: in one read with it, Enter would be part of a paste. */
	enter(line: string): Promise<void>;
	/** Presses keys by tmux's names: `Enter`, `Escape`, `C-c`, `Up`, `q`. */
	press(...keys: string[]): Promise<void>;
	/** What the pane shows, one string per row, without trailing blanks or trailing empty rows. */
	rows(): Promise<string[]>;
	/** The same as one text. */
	screen(): Promise<string>;
	/** The same with the escape sequences of its colours. */
	colours(): Promise<string>;
	/** Any of tmux's format variables, e.g. `#{alternate_on}` or `#{pane_current_command}`. */
	ask(format: string): Promise<string>;
	/** Waits until the screen satisfies the condition (contains the text, matches the pattern; all of several at once) and gives the screen. */
	waitFor(
		condition: ScreenCondition | readonly (string | RegExp)[],
		options?: Partial<Omit<WaitOptions, 'last'>>,
	): Promise<string>;
	resize(columns: number, rows: number): Promise<void>;
	/** Process id of the program that the pane was started with. */
	pid(): Promise<number>;
	/** Closes the pane; its program gets SIGHUP. */
	close(): Promise<void>;
	/** A new pane in the same window, to the right of this one or below it. */
	split(options: PaneOptions & {below?: boolean}): Promise<Pane>;
}

/** What a pane has in every terminal; tmux's has more. */
export type AnyPane = Omit<Pane, 'enter' | 'colours' | 'ask' | 'split'>;

export interface Tmux {
	/** The name to give to `tmux -L`. */
	readonly socket: string;
	/** Opens a window of its own and size. */
	open(options: PaneOptions): Promise<Pane>;
	/** One that another program has opened. */
	pane(id: string): Pane;
	/** Any other tmux command. */
	command(...args: string[]): Promise<string>;
	/** Ends the server and everything in it. */
	close(): Promise<void>;
}

let servers = 0;

export async function startTmux(): Promise<Tmux> {
	const socket = `ccmon-test-${process.pid}-${++servers}`;
	const command = async (...args: string[]) => {
		const {stdout} = await run('tmux', ['-u', '-L', socket, '-f', '/dev/null', ...args], {
			env: baseEnvironment(),
			maxBuffer: 2 ** 24,
		});
		return stdout;
	};
	// The server must be up before its options can be set; the keeper is in no test's way.
	await command('new-session', '-d', '-s', 'keeper', '-x', '80', '-y', '24', 'sleep 86400');
	// Quietly: a tmux before 3.3 has no such format.
	for (const [name, value] of [
		['default-terminal', 'tmux-256color'],
		['status', 'off'],
		['focus-events', 'on'],
		// A program that has ended leaves its last words on the screen.
		['remain-on-exit', 'on'],
		// tmux would scroll to say that it has ended, and a first row would be gone.
		['remain-on-exit-format', ''],
	] as const)
		await command('set-option', '-gq', name, value);
	await command('set-option', '-s', 'escape-time', '0');

	let windows = 0;
	return {
		socket,
		command,
		pane: id => pane(command, id),
		async open(options) {
			const {columns = 120, rows = 40} = options;
			const name = `w${++windows}`;
			const id = await command(
				...['new-session', '-d', '-P', '-F', '#{pane_id}', '-s', name, '-x', `${columns}`, '-y', `${rows}`],
				...paneArguments(options),
			);
			return pane(command, id.trim());
		},
		async close() {
			const pids = (await command('list-panes', '-a', '-F', '#{pane_pid}').catch(() => '')).split('\n').filter(Boolean);
			await command('kill-server').catch(() => undefined);
			// Programs clean up on SIGHUP, in folders that the test is about to remove.
			const gone = () => pids.every(pid => !isRunning(Number(pid)));
			await waitFor(gone, {what: 'the programs in tmux to end', timeout: 5000}).catch(() => {
				for (const pid of pids.map(Number)) signalTo(pid, 'SIGKILL');
			});
		},
	};
}

function paneArguments({command, cwd, env = {}}: PaneOptions): string[] {
	// TERM is tmux's to say.
	const variables = Object.entries(env).flatMap(([name, value]) => (name === 'TERM' ? [] : ['-e', `${name}=${value}`]));
	// A single word would be read by a shell; `env` makes two of it and passes it on.
	return [...variables, ...(cwd ? ['-c', cwd] : []), '--', 'env', ...command];
}

function pane(command: Tmux['command'], id: string): Pane {
	const capture = async (...flags: string[]) => (await command('capture-pane', '-p', ...flags, '-t', id)).trimEnd();
	const ask = async (format: string) => (await command('display-message', '-p', '-t', id, format)).trimEnd();
	const self: Pane = {
		id,
		ask,
		screen: () => capture(),
		colours: () => capture('-e'),
		rows: async () => (await capture()).split('\n'),
		async type(text) {
			await command('send-keys', '-t', id, '-l', '--', text);
		},
		async enter(line) {
			const end = line.replace(/\s/g, '').slice(-12);
			const shown = (screen: string) => screen.replace(/\s/g, '').split(end).length;
			// It may stand somewhere on the screen already.
			const before = shown(await capture());
			await self.type(line);
			await self.waitFor(screen => end === '' || shown(screen) > before, {what: `"${end}" on the screen`});
			await self.press('Enter');
		},
		async press(...keys) {
			await command('send-keys', '-t', id, ...keys);
		},
		waitFor: waitForScreen(() => capture()),
		async resize(columns, rows) {
			await command('resize-window', '-t', id, '-x', `${columns}`, '-y', `${rows}`);
		},
		pid: async () => Number(await ask('#{pane_pid}')),
		async close() {
			await command('kill-pane', '-t', id);
		},
		async split(options) {
			const {columns, rows, below = false} = options;
			const size = below ? rows : columns;
			const made = await command(
				...['split-window', '-d', '-P', '-F', '#{pane_id}', '-t', id, below ? '-v' : '-h'],
				...(size ? ['-l', `${size}`] : []),
				...paneArguments(options),
			);
			return pane(command, made.trim());
		},
	};
	return self;
}

function isOn(text: string, condition: ScreenCondition): boolean {
	if (typeof condition === 'function') return condition(text);
	return typeof condition === 'string' ? text.includes(condition) : condition.test(text);
}

/** `Pane.waitFor` of anything that has a screen. */
export function waitForScreen(screen: () => Promise<string>): Pane['waitFor'] {
	return async (condition, options = {}) => {
		const all = [condition].flat();
		const holds = (text: string) => all.every(one => isOn(text, one));
		const what = typeof condition === 'function' ? 'the screen to change' : `${all.join(' and ')} on the screen`;
		return waitFor(
			async () => {
				const text = await screen();
				return holds(text) && text;
			},
			{what, ...options, last: () => screen().catch(error => String(error))},
		) as Promise<string>;
	};
}
