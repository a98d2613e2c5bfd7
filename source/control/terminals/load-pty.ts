/** The package for pseudo terminals is native and optional: it is loaded when one is needed, and may not be there. */
import type {IPty} from '@lydell/node-pty';

export interface PseudoTerminal {
	readonly pid: number;
	/** Raw bytes: decoding and encoding would change invalid UTF-8. */
	onData(listener: (data: Buffer) => void): void;
	onExit(listener: (end: {code: number; signal: number}) => void): void;
	write(data: Buffer | string): void;
	resize(columns: number, rows: number): void;
	pause(): void;
	resume(): void;
	kill(signal: NodeJS.Signals): void;
}

export interface PseudoTerminalOptions {
	columns: number;
	rows: number;
	cwd: string;
	env: NodeJS.ProcessEnv;
}

export type OpenPty = (file: string, args: readonly string[], options: PseudoTerminalOptions) => PseudoTerminal;

/** Null: the package is not installed, or not for this system. */
export async function loadPty(): Promise<OpenPty | null> {
	try {
		const {spawn} = await import('@lydell/node-pty');
		return (file, args, {columns, rows, cwd, env}) => {
			const name = env.TERM ?? 'xterm-256color';
			// A copy: from `process.env` itself the package removes TMUX and others. Undefined would become a string.
			const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
			const options = {name, cols: columns, rows, cwd, env: set, encoding: null};
			return wrap(spawn(file, [...args], options));
		};
	} catch {
		return null;
	}
}

/** Its types only know strings; without an encoding it uses bytes. */
function wrap(pty: IPty): PseudoTerminal {
	return {
		pid: pty.pid,
		onData: listener => void pty.onData(data => listener(data as unknown as Buffer)),
		onExit: listener => void pty.onExit(({exitCode, signal}) => listener({code: exitCode, signal: signal ?? 0})),
		write: data => pty.write(data as string),
		resize: (columns, rows) => pty.resize(columns, rows),
		pause: () => pty.pause(),
		resume: () => pty.resume(),
		kill: signal => pty.kill(signal),
	};
}
