/**
 * The colours of each theme: from the terminal's 16 configurable ones, so that everything is legible on any
 * background; only themes for a known background give the selected row a shade of its own.
 */

import type {Config} from '../core/config/config.ts';

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
	| 'cursor'
	/** For a whole line that contains other colours. */
	| 'row';

export type Theme = Config['theme'];

/** The SGR codes that switch a tone on and off; a missing tone looks like plain text. */
export type Tones = Readonly<Partial<Record<Tone, readonly [open: string, close: string]>>>;

const auto: Tones = {
	muted: ['2', '22'],
	strong: ['1', '22'],
	accent: ['36', '39'],
	good: ['32', '39'],
	warn: ['33', '39'],
	bad: ['31', '39'],
	attention: ['1;35', '22;39'],
	selected: ['1', '22'],
	cursor: ['7', '27'],
	// A shade that suits one background would hide the text on another.
	row: ['4', '24'],
};

export const tonesOf: Record<Theme, Tones> = {
	auto,
	dark: {...auto, row: ['48;5;237', '49']},
	// Cyan and yellow are too pale on white.
	light: {...auto, accent: ['34', '39'], warn: ['1;33', '22;39'], row: ['48;5;253', '49']},
	// Nothing is dim, and everything with a meaning is bold.
	'high-contrast': {
		strong: ['1', '22'],
		accent: ['1;36', '22;39'],
		good: ['1;32', '22;39'],
		warn: ['1;33', '22;39'],
		bad: ['1;31', '22;39'],
		attention: ['1;4;35', '22;24;39'],
		selected: ['1', '22'],
		cursor: ['7', '27'],
		row: ['7', '27'],
	},
	// Blue, yellow and magenta: nothing depends on telling red from green.
	'colour-blind': {
		...auto,
		good: ['94', '39'],
		warn: ['33', '39'],
		bad: ['1;35', '22;39'],
		attention: ['1;7', '22;27'],
	},
};

/** Without colours: https://no-color.org is about colours, not about bold and dim. */
export const colourless: Tones = {
	muted: ['2', '22'],
	strong: ['1', '22'],
	bad: ['1', '22'],
	attention: ['1', '22'],
	selected: ['1', '22'],
	cursor: ['7', '27'],
	row: ['4', '24'],
};
