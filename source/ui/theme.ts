/**
 * What colours and signs mean here. Components name a meaning, never a colour, and only the 16 colours that every
 * terminal lets its owner choose are used, so that the screen is legible on dark and light grounds alike.
 * No meaning is carried by colour alone: each has a sign, a word or a figure beside it.
 */

/** Meanings that a piece of text can have. */
export type Tone =
	| 'plain'
	| 'muted'
	| 'strong'
	| 'accent'
	| 'good'
	| 'warn'
	| 'bad'
	| 'attention'
	| 'selected'
	| 'cursor';

/** Draws text in the colours of a tone. */
export type Paint = (tone: Tone, text: string) => string;

export interface Glyphs {
	pointer: string;
	mark: string;
	states: {busy: string; waiting: string; error: string; idle: string; shell: string; unknown: string; exited: string};
	gauge: {
		left: string;
		right: string;
		full: string;
		empty: string;
		mark: string;
		/** Of a threshold that is only expected. */
		dottedMark: string;
		eighths: readonly string[];
	};
	spark: readonly string[];
	rule: string;
	dot: string;
	ellipsis: string;
	arrow: string;
	done: string;
	failed: string;
	sending: string;
	unknown: string;
	atLeast: string;
	times: string;
	enter: string;
	policy: string;
}

const unicode: Glyphs = {
	pointer: '▸',
	mark: '✓',
	states: {busy: '●', waiting: '◆', error: '✗', idle: '○', shell: '▪', unknown: '·', exited: '–'},
	gauge: {
		left: '▕',
		right: '▏',
		full: '█',
		empty: '░',
		mark: '│',
		dottedMark: '┊',
		eighths: ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'],
	},
	spark: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
	rule: '─',
	dot: '·',
	ellipsis: '…',
	arrow: '→',
	done: '✓',
	failed: '✗',
	sending: '↻',
	unknown: '–',
	atLeast: '≥',
	times: '×',
	enter: '⏎',
	policy: '⇣',
};

const ascii: Glyphs = {
	pointer: '>',
	mark: '*',
	states: {busy: '@', waiting: '!', error: 'x', idle: 'o', shell: '$', unknown: '?', exited: '-'},
	gauge: {left: '[', right: ']', full: '#', empty: '.', mark: '|', dottedMark: ':', eighths: ['']},
	spark: ['_', '.', '-', '=', '+', '*', '#', '#'],
	rule: '-',
	dot: '-',
	ellipsis: '~',
	arrow: '->',
	done: 'ok',
	failed: 'x',
	sending: '..',
	unknown: '-',
	atLeast: '>',
	times: 'x',
	enter: 'enter',
	policy: 'v',
};

/** How everything looks in this terminal. */
export interface Look {
	paint: Paint;
	glyphs: Glyphs;
	ascii: boolean;
}

const asciiTwins: Readonly<Record<string, string>> = {
	'–': '-',
	'—': '-',
	'…': '~',
	'×': 'x',
	'→': '>',
	'≥': '>',
	'“': '"',
	'”': '"',
	'’': "'",
	'·': '-',
};

/** The line in the characters that this terminal has, of the same width: other rooms write dashes and dots as well. */
export const inCharset = (look: Look, line: string): string =>
	look.ascii ? line.replace(/[–—…×→≥“”’·]/g, character => asciiTwins[character]!) : line;

const codes: Record<Exclude<Tone, 'plain'>, [open: string, close: string]> = {
	muted: ['2', '22'],
	strong: ['1', '22'],
	accent: ['36', '39'],
	good: ['32', '39'],
	warn: ['33', '39'],
	bad: ['31', '39'],
	attention: ['1;35', '22;39'],
	selected: ['1', '22'],
	cursor: ['7', '27'],
};

// What is left of a tone where colours are not wanted: https://no-color.org speaks of colours, not of bold and dim.
const colourless: Partial<Record<Tone, [string, string]>> = {
	muted: ['2', '22'],
	strong: ['1', '22'],
	bad: ['1', '22'],
	attention: ['1', '22'],
	selected: ['1', '22'],
	cursor: ['7', '27'],
};

export interface LookOptions {
	/** `none` writes no escape sequences at all. */
	colour: 'full' | 'attributes' | 'none';
	ascii: boolean;
	/** The tones are legible on both grounds; knowing it, the accent can suit it better. */
	theme?: 'auto' | 'dark' | 'light';
}

// Cyan is too pale on white, blue too dark on black.
const onLight: Partial<Record<Tone, [string, string]>> = {...codes, accent: ['34', '39']};

export function createLook({colour, ascii: isAscii, theme = 'auto'}: LookOptions): Look {
	const table: Partial<Record<Tone, [string, string]>> =
		colour !== 'full' ? colourless : theme === 'light' ? onLight : codes;
	const paint: Paint = (tone, text) => {
		const code = table[tone];
		return code && text !== '' ? `\u001B[${code[0]}m${text}\u001B[${code[1]}m` : text;
	};
	return {paint: colour === 'none' ? (_, text) => text : paint, glyphs: isAscii ? ascii : unicode, ascii: isAscii};
}
