/** A bare terminal: a pseudo terminal outside tmux, with keys in and a screen out. */
import {loadPty} from '../../source/control/terminals/load-pty.ts';
import {type AnsiScreen, createScreenModel} from '../../source/control/terminals/screen-model.ts';
import {type Pane, waitForScreen} from './tmux.ts';

export interface BareTerminal {
	/** Of the program that it was opened with. */
	readonly pid: number;
	/** Bytes as a keyboard sends them. */
	type(bytes: string): void;
	/** What it shows, as text without colours, without trailing blanks or trailing empty rows. */
	screen(): Promise<string>;
	/** The same with its colours. */
	coloured(): Promise<AnsiScreen>;
	waitFor: Pane['waitFor'];
	resize(columns: number, rows: number): void;
	/** Closes it, as a window is closed: its program gets SIGHUP. Settled when that has ended. */
	close(): Promise<void>;
}

export interface BareTerminalOptions {
	command: readonly string[];
	cwd: string;
	/** The whole environment. */
	env: Readonly<Record<string, string>>;
	columns?: number;
	rows?: number;
}

export async function openBareTerminal(options: BareTerminalOptions): Promise<BareTerminal> {
	const {command, cwd, env, columns = 100, rows = 30} = options;
	const openPty = await loadPty();
	if (!openPty) throw new Error('the package for pseudo terminals is missing');
	const model = await createScreenModel(columns, rows);
	const [file = '', ...args] = command;
	const pty = openPty(file, args, {columns, rows, cwd, env: {...env, TERM: 'xterm-256color'}});
	let ended = false;
	const gone = new Promise<void>(resolve => {
		pty.onExit(() => {
			ended = true;
			resolve();
		});
	});
	pty.onData(model.write);
	model.onReply(reply => !ended && pty.write(reply));
	const screen = async () => {
		const {rows: lines} = await model.read();
		return lines
			.map(line => line.replace(/\x1b\[[\d;]*m/g, '').trimEnd())
			.join('\n')
			.trimEnd();
	};
	return {
		pid: pty.pid,
		type: bytes => pty.write(bytes),
		screen,
		coloured: model.read,
		waitFor: waitForScreen(screen),
		resize(newColumns, newRows) {
			pty.resize(newColumns, newRows);
			model.resize(newColumns, newRows);
		},
		async close() {
			if (!ended) pty.kill('SIGHUP');
			await gone;
			model.close();
		},
	};
}
