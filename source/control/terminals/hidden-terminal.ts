/** A hidden terminal: a program in a pseudo terminal, with a model of its screen. */
import type {OpenPty} from './load-pty.ts';
import {type AnsiScreen, createScreenModel} from './screen-model.ts';

export interface HiddenTerminal {
	screen(): Promise<AnsiScreen>;
	write(data: string): void;
	resize(columns: number, rows: number): void;
	/** The program asked for pastes to be marked as such. */
	takesPastes(): boolean;
	hasEnded(): boolean;
	/** Called with what the program writes, as text. */
	onText(listener: (text: string) => void): void;
	/** Runs `leave`, which should make the program end; if it has not ended after this many ms, it is killed. */
	close(leave: () => void, afterMs: number): void;
}

export interface HiddenProgram {
	file: string;
	args: readonly string[];
	/** The whole environment. */
	env: NodeJS.ProcessEnv;
	columns: number;
	rows: number;
}

/** Once the program has ended, looking and typing throw `lost()`. */
export async function openHiddenTerminal(
	openPty: OpenPty,
	{file, args, env, columns, rows}: HiddenProgram,
	lost: () => Error,
): Promise<HiddenTerminal> {
	const model = await createScreenModel(columns, rows);
	// It is not in the user's tmux or screen; and colours are needed to tell hints from drafts.
	const own = {
		...env,
		TERM: 'xterm-256color',
		TMUX: undefined,
		TMUX_PANE: undefined,
		STY: undefined,
		NO_COLOR: undefined,
	};
	const pty = openPty(file, args, {columns, rows, cwd: '/', env: own});
	let ended = false;
	pty.onData(model.write);
	model.onReply(reply => {
		if (!ended) pty.write(reply);
	});
	pty.onExit(() => {
		ended = true;
	});
	return {
		async screen() {
			if (ended) throw lost();
			return model.read();
		},
		write(data) {
			if (ended) throw lost();
			pty.write(data);
		},
		resize(newColumns, newRows) {
			pty.resize(newColumns, newRows);
			model.resize(newColumns, newRows);
		},
		takesPastes: model.takesPastes,
		hasEnded: () => ended,
		onText: listener => pty.onData(data => listener(data.toString('latin1'))),
		close(leave, afterMs) {
			if (ended) return;
			leave();
			const timer = setTimeout(() => !ended && pty.kill('SIGTERM'), afterMs);
			pty.onExit(() => {
				clearTimeout(timer);
				model.close();
			});
		},
	};
}
