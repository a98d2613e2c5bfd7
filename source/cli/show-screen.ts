/** Shows the screen of a session that cannot be brought to the front, as it changes, until a key is pressed. */
import {clean, cleanRow} from '../claude/clean.ts';
import {truncate} from '../ui/text.ts';

export interface ScreenView {
	/** What is shown, for the last line. */
	title: string;
	/** The session's whole screen, or its last lines. Rejects when it is gone. */
	rows(): Promise<readonly string[]>;
	stdin: NodeJS.ReadStream;
	stdout: NodeJS.WriteStream;
	/** Ends it like a key. */
	signal: AbortSignal;
}

const lookMs = 400;

/** The caller must own the terminal meanwhile: all of it is drawn on, and restored afterwards. */
export async function showScreen({title, rows, stdin, stdout, signal}: ScreenView): Promise<void> {
	let shown: readonly string[] = [];
	let end = 'any key goes back to ccmon';
	const draw = () => {
		const {columns = 80, rows: height = 24} = stdout;
		// If it is higher than this terminal, show the bottom, where its prompt box is.
		const body = shown.slice(-(height - 1)).map(row => truncate(cleanRow(row), columns));
		const last = `\x1b[${height};1H\x1b[7m${truncate(` ${title} · ${end} `, columns)}`;
		stdout.write(`\x1b[H${body.map(row => `${row}\x1b[m\x1b[K\r\n`).join('')}\x1b[J${last}\x1b[m`);
	};
	const look = async () => {
		const seen = () => [...shown, end].join('\n');
		const before = seen();
		try {
			const all = await rows();
			shown = all.slice(0, all.findLastIndex(row => cleanRow(row).trim() !== '') + 1);
		} catch (error) {
			end = `${clean(error instanceof Error ? error.message : String(error))}: ${end}`;
			clearInterval(timer);
		}
		if (!signal.aborted && seen() !== before) draw();
	};
	const timer = setInterval(() => void look(), lookMs);
	stdout.write('\x1b[?1049h\x1b[?25l');
	stdout.on('resize', draw);
	// After a stop, the terminal is as the shell left it.
	const onContinue = () => {
		stdin.setRawMode(false);
		stdin.setRawMode(true);
		stdout.write('\x1b[?1049h\x1b[?25l');
		draw();
	};
	process.on('SIGCONT', onContinue);
	stdin.setRawMode(true);
	stdin.resume();
	try {
		draw();
		void look();
		await new Promise<void>(resolve => {
			stdin.once('data', () => resolve());
			signal.addEventListener('abort', () => resolve(), {once: true});
			if (signal.aborted) resolve();
		});
	} finally {
		clearInterval(timer);
		process.off('SIGCONT', onContinue);
		stdout.off('resize', draw);
		stdin.setRawMode(false);
		stdout.write('\x1b[?25h\x1b[?1049l');
	}
}
