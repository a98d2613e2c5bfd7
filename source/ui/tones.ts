/**
 * The colours of each theme: of the 16 that every terminal lets its owner choose, so that all is legible on grounds of any
 * colour; only where a theme says which ground it is for, the selected row has a shade of its own.
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
	/** Around a whole line in colours of its own. */
	| 'row';

export type Theme = Config['theme'];

/** What switches a tone on and off (SGR); a tone that is missing looks like any text. */
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
	// A shade that suits one ground would hide the text on another.
	row: ['4', '24'],
};

export const tonesOf: Record<Theme, Tones> = {
	auto,
	dark: {...auto, row: ['48;5;237', '49']},
	// Cyan is too pale on white, and so is yellow.
	light: {...auto, accent: ['34', '39'], warn: ['1;33', '22;39'], row: ['48;5;253', '49']},
	// Nothing is dim, all that has a meaning is bold.
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
	// Blue, yellow and magenta: no meaning hangs on telling red from green.
	'colour-blind': {
		...auto,
		good: ['94', '39'],
		warn: ['33', '39'],
		bad: ['1;35', '22;39'],
		attention: ['1;7', '22;27'],
	},
};

/** What is left where colours are not wanted: https://no-color.org speaks of colours, not of bold and dim. */
export const colourless: Tones = {
	muted: ['2', '22'],
	strong: ['1', '22'],
	bad: ['1', '22'],
	attention: ['1', '22'],
	selected: ['1', '22'],
	cursor: ['7', '27'],
	row: ['4', '24'],
};
