/** Starts a program in a new tmux window, or in a pane beside ccmon's. */
import {quoted, runTmux} from '../tmux-server.ts';

export interface TmuxStart {
	how: 'window' | 'split';
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
	const own = ownPane(env);
	if (!own) throw new Error('ccmon does not run inside tmux');
	// A window is put beside a window, a pane beside a pane.
	const beside = ['display-message', '-p', '-t', own.pane, '#{session_id}:#{window_id}'];
	const target = start.how === 'split' ? own.pane : (await runTmux(own.socket, beside)).trim();
	// Handed over by its input: what stands on a command line, every user of the machine can read.
	const output = await runTmux(own.socket, ['source-file', '-'], `${tmuxCommand(start, target)}\n`);
	const pane = output.trim().split('\n').at(-1) ?? '';
	if (!/^%\d+$/.test(pane)) throw new Error(`tmux opened no pane: ${pane || 'it said nothing'}`);
	return pane;
}

/** As a line of tmux's own language. */
function tmuxCommand({how, cwd, command, variables, inBackground}: TmuxStart, target: string): string {
	return [
		...(how === 'split' ? ['split-window', '-h'] : ['new-window', '-a']),
		...(inBackground ? ['-d'] : []),
		...['-t', quoted(target), '-P', '-F', quoted('#{pane_id}')],
		// A folder is read as a format, in which # has a meaning.
		...['-c', quoted(cwd.replaceAll('#', '##'))],
		...Object.entries(variables)
			.filter(([, value]) => isOneLine(value))
			.flatMap(([name, value]) => ['-e', quoted(`${name}=${value}`)]),
		// A single word would be read by a shell; `env` makes two of it and passes it on.
		...['--', 'env', ...command.map(quoted)],
	].join(' ');
}

const isOneLine = (text: string) => !/[\u0000-\u001f\u007f]/.test(text);
