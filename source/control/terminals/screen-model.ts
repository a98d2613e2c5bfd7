/** A terminal emulator without a window: fed with a program's output, it knows what the screen shows. */
import type {IBufferCell, IBufferLine, Terminal} from '@xterm/headless';
import {parseAnsiScreen} from '../../claude/screen/ansi.ts';
import {readPromptBox} from '../../claude/screen/prompt-box.ts';
import type {ScreenReading} from '../../claude/screen/reading.ts';

/** A screen as text with SGR sequences and nothing else, as `tmux capture-pane -e` writes it: `ansi.ts` reads it. */
export interface AnsiScreen {
	columns: number;
	/** All of the screen, top to bottom; each row ends without attributes and without blanks. */
	rows: readonly string[];
}

/** What it says about where keys go. */
export const readingOf = ({columns, rows}: AnsiScreen): ScreenReading =>
	readPromptBox(parseAnsiScreen(rows.join('\n'), columns));

export interface ScreenModel {
	write(data: Uint8Array): void;
	resize(columns: number, rows: number): void;
	/** The screen after all that was written so far. */
	read(): Promise<AnsiScreen>;
	/** The program asked for pastes to be marked as such (`CSI ? 2004 h`). */
	takesPastes(): boolean;
	/** Replies that a terminal sends to the program, e.g. to "what are you?". Ignored if there is a real terminal. */
	onReply(reply: (data: string) => void): void;
	close(): void;
}

export async function createScreenModel(columns: number, rows: number): Promise<ScreenModel> {
	const {default: xterm} = await import('@xterm/headless');
	const terminal: Terminal = new xterm.Terminal({
		cols: columns,
		rows,
		scrollback: 0,
		allowProposedApi: true,
		logLevel: 'off',
	});
	return {
		write: data => terminal.write(data),
		resize: (newColumns, newRows) => terminal.resize(newColumns, newRows),
		// It parses asynchronously; the callback runs when everything before it has been parsed.
		read: () => new Promise(resolve => terminal.write('', () => resolve(readScreen(terminal)))),
		takesPastes: () => terminal.modes.bracketedPasteMode,
		onReply: reply => void terminal.onData(reply),
		close: () => terminal.dispose(),
	};
}

function readScreen(terminal: Terminal): AnsiScreen {
	const buffer = terminal.buffer.active;
	const cell = buffer.getNullCell();
	const rows = Array.from({length: terminal.rows}, (_, row) => readRow(buffer.getLine(buffer.baseY + row), cell));
	return {columns: terminal.cols, rows};
}

function readRow(line: IBufferLine | undefined, cell: IBufferCell): string {
	let text = '';
	let look = '';
	for (let column = 0; line && column < line.length; column++) {
		line.getCell(column, cell);
		// The second half of a wide character.
		if (cell.getWidth() === 0) continue;
		const own = lookOf(cell);
		if (own !== look) text += `\x1b[0${own}m`;
		look = own;
		text += cell.getChars() || ' ';
	}
	return look === '' ? text.trimEnd() : `${text}\x1b[0m`;
}

/** SGR parameters (ECMA-48, 8.3.117), each with a semicolon before it. */
function lookOf(cell: IBufferCell): string {
	if (cell.isAttributeDefault()) return '';
	const flags: readonly (readonly [number, number])[] = [
		[1, cell.isBold()],
		[2, cell.isDim()],
		[3, cell.isItalic()],
		[4, cell.isUnderline()],
		[7, cell.isInverse()],
		[8, cell.isInvisible()],
		[9, cell.isStrikethrough()],
	];
	const set = flags.map(([code, on]) => (on ? `;${code}` : '')).join('');
	return (
		set +
		colour(38, cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor()) +
		colour(48, cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor())
	);
}

function colour(code: 38 | 48, isDefault: boolean, isRgb: boolean, value: number): string {
	if (isDefault) return '';
	return isRgb ? `;${code};2;${value >> 16};${(value >> 8) & 0xff};${value & 0xff}` : `;${code};5;${value}`;
}
