/** Starts a program in a new tmux window, in a pane beside ccmon's, or in a session of its own. */
import {dirname} from 'node:path';
import {ensureOwnerFolder} from '../../../platform/owner-file.ts';
import {defaultSocket, quoted, runTmux} from '../tmux-server.ts';

export interface TmuxStart {
	/** `tmux`: in a new session of the user's default server, which is started if it is not running. */
	how: 'window' | 'split' | 'tmux';
	cwd: string;
	/** Program and arguments. */
	command: readonly string[];
	/** Variables for the program, in addition to tmux's. */
	variables: Readonly<Record<string, string>>;
	/** Does not switch to the new window. */
	inBackground: boolean;
}

/** Where ccmon itself runs in tmux; null: it does not. */
export function ownPane(env: NodeJS.ProcessEnv): {socket: string; pane: string} | null {
	const socket = env.TMUX?.split(',')[0];
	return socket && env.TMUX_PANE && /^%\d+$/.test(env.TMUX_PANE) ? {socket, pane: env.TMUX_PANE} : null;
}

/** The new pane's id. Throws a sentence if tmux refuses, e.g. because there is no room. */
export async function startInTmux(start: TmuxStart, env: NodeJS.ProcessEnv): Promise<string> {
	const {socket, opening} = start.how === 'tmux' ? newSession(env) : await besideOwn(start.how, env);
	// On stdin: every user of the machine can read a command line.
	const input = `${[...opening, ...programOf(start)].join(' ')}\n`;
	const output = await runTmux(socket, ['start-server', ';', 'source-file', '-'], input);
	const pane = output.trim().split('\n').at(-1) ?? '';
	if (!/^%\d+$/.test(pane)) throw new Error(`tmux opened no pane: ${pane || 'it gave no reason'}`);
	return pane;
}

interface Opening {
	socket: string;
	/** A command of tmux and its first arguments. */
	opening: readonly string[];
}

/** Where the new window or pane goes. */
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
	// For a socket path tmux does not create the folder that it creates for a name.
	ensureOwnerFolder(dirname(socket));
	return {socket, opening: ['new-session', '-x', '160', '-y', '48']};
}

/** The rest of the command, in tmux's own language. */
function programOf({how, cwd, command, variables, inBackground}: TmuxStart): string[] {
	return [
		...(inBackground || how === 'tmux' ? ['-d'] : []),
		...['-P', '-F', quoted('#{pane_id}')],
		// tmux expands the folder as a format, in which # is special.
		...['-c', quoted(cwd.replaceAll('#', '##'))],
		...Object.entries(variables)
			.filter(([, value]) => isOneLine(value))
			.flatMap(([name, value]) => ['-e', quoted(`${name}=${value}`)]),
		// tmux would run a single word through a shell; with `env` before it there are two.
		...['--', 'env', ...command.map(quoted)],
	];
}

const isOneLine = (text: string) => !/[\u0000-\u001f\u007f]/.test(text);
