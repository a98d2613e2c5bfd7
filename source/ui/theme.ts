/**
 * Colours and signs by meaning. Components name a meaning, never a colour (see `tones.ts`). No meaning is
 * carried by colour alone: there is always a sign, a word or a figure as well.
 */
import {colourless, type Theme, type Tone, tonesOf} from './tones.ts';

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
		/** For a threshold that is only expected. */
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

/** Replaces characters that this terminal lacks, keeping the width: texts from elsewhere contain dashes and dots, too. */
export const inCharset = (look: Look, line: string): string =>
	look.ascii ? line.replace(/[–—…×→≥“”’·]/g, character => asciiTwins[character]!) : line;

export interface LookOptions {
	/** `none` writes no escape sequences at all. */
	colour: 'full' | 'attributes' | 'none';
	ascii: boolean;
	theme?: Theme;
}

export function createLook({colour, ascii: isAscii, theme = 'auto'}: LookOptions): Look {
	const table = colour === 'full' ? tonesOf[theme] : colourless;
	const paint: Paint = (tone, text) => {
		const code = table[tone];
		return code && text !== '' ? `\u001B[${code[0]}m${text}\u001B[${code[1]}m` : text;
	};
	return {paint: colour === 'none' ? (_, text) => text : paint, glyphs: isAscii ? ascii : unicode, ascii: isAscii};
}
