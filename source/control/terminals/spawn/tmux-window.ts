/** Starts a program in a new tmux window, in a pane beside ccmon's, or in a session of its own. */
import {dirname} from 'node:path';
import {ensureOwnerFolder} from '../../../platform/owner-file.ts';
import {defaultSocket, quoted, runTmux} from '../tmux-server.ts';

export interface TmuxStart {
	/** `tmux`: in a new session of the person's default server, which is started where it does not run. */
	how: 'window' | 'split' | 'tmux';
	cwd: string;
	/** Program and arguments. */
	command: readonly string[];
	/** Variables for the program, beside those that tmux gives it. */
	variables: Readonly<Record<string, string>>;
	/** Leaves the person where they are. */
	inBackground: boolean;
}

/** Where ccmon itself runs in tmux; null: it does not. */
export function ownPane(env: NodeJS.ProcessEnv): {socket: string; pane: string} | null {
	const socket = env.TMUX?.split(',')[0];
	return socket && env.TMUX_PANE && /^%\d+$/.test(env.TMUX_PANE) ? {socket, pane: env.TMUX_PANE} : null;
}

/** The new pane's id. Throws a sentence where tmux refuses, e.g. when there is no room. */
export async function startInTmux(start: TmuxStart, env: NodeJS.ProcessEnv): Promise<string> {
	const {socket, opening} = start.how === 'tmux' ? newSession(env) : await besideOwn(start.how, env);
	// On standard input: every user of the machine can read a command line.
	const input = `${[...opening, ...programOf(start)].join(' ')}\n`;
	const output = await runTmux(socket, ['start-server', ';', 'source-file', '-'], input);
	const pane = output.trim().split('\n').at(-1) ?? '';
	if (!/^%\d+$/.test(pane)) throw new Error(`tmux opened no pane: ${pane || 'it said nothing'}`);
	return pane;
}

interface Opening {
	socket: string;
	/** A command of tmux and its first arguments. */
	opening: readonly string[];
}

/** A window is put beside a window, a pane beside a pane. */
async function besideOwn(how: 'window' | 'split', env: NodeJS.ProcessEnv): Promise<Opening> {
	const own = ownPane(env);
	if (!own) throw new Error('ccmon does not run inside tmux');
	const {socket, pane} = own;
	if (how === 'split') return {socket, opening: ['split-window', '-h', '-t', quoted(pane)]};
	const beside = await runTmux(socket, ['display-message', '-p', '-t', pane, '#{session_id}:#{window_id}']);
	return {socket, opening: ['new-window', '-a', '-t', quoted(beside.trim())]};
}

/** Large enough to be typed into before anybody has attached to it. */
function newSession(env: NodeJS.ProcessEnv): Opening {
	const socket = defaultSocket(env);
	// Given a socket by its path, tmux does not make the folder that it makes for a name.
	ensureOwnerFolder(dirname(socket));
	return {socket, opening: ['new-session', '-x', '160', '-y', '48']};
}

/** The rest of the command, in tmux's own language. */
function programOf({how, cwd, command, variables, inBackground}: TmuxStart): string[] {
	return [
		...(inBackground || how === 'tmux' ? ['-d'] : []),
		...['-P', '-F', quoted('#{pane_id}')],
		// A folder is read as a format, in which # has a meaning.
		...['-c', quoted(cwd.replaceAll('#', '##'))],
		...Object.entries(variables)
			.filter(([, value]) => isOneLine(value))
			.flatMap(([name, value]) => ['-e', quoted(`${name}=${value}`)]),
		// A single word would be read by a shell; `env` makes two of it and passes it on.
		...['--', 'env', ...command.map(quoted)],
	];
}

const isOneLine = (text: string) => !/[\u0000-\u001f\u007f]/.test(text);
