/** Draws what a terminal shows as an SVG picture: text as text, so that it stays small and can be read out and searched. */
import stringWidth from 'string-width';
import type {AnsiScreen} from '../../source/control/terminals/screen-model.ts';
import {type BlockShape, blockShape} from './blocks.ts';

export interface Palette {
	ground: string;
	text: string;
	/** The colours 0 to 15 of a terminal. */
	colours: readonly string[];
}

export const palettes = {
	dark: {
		ground: '#16191d',
		text: '#d3d7dc',
		colours: [
			...['#16191d', '#e8696b', '#7fc08a', '#e6c46a', '#6aa5e8', '#c08be0', '#63bccb', '#d3d7dc'],
			...['#6b7480', '#ff8587', '#98d9a3', '#f6d98a', '#8cc0ff', '#d8a8f5', '#83d9e6', '#ffffff'],
		],
	},
	light: {
		ground: '#fbfbfa',
		text: '#24292f',
		colours: [
			...['#24292f', '#c0262d', '#1d7a35', '#8a6100', '#0a58b8', '#8a2fb5', '#0b7285', '#57606a'],
			...['#6e7781', '#d1383f', '#2a8f45', '#a37400', '#2170d6', '#a24bcb', '#1b8a9e', '#24292f'],
		],
	},
} as const satisfies Record<string, Palette>;

/** Pixels of a cell; the usual fonts are 0.602 of their size wide. */
const cellWidth = 8.43;
const cellHeight = 18;
const fontSize = 14;
const baseline = 13.5;
const padding = 12;
const dimmed = 0.6;

interface Style {
	bold: boolean;
	dim: boolean;
	underline: boolean;
	inverse: boolean;
	foreground: string | null;
	background: string | null;
}

interface Run {
	text: string;
	column: number;
	/** Cells. */
	width: number;
	style: Style;
}

const plain: Style = {bold: false, dim: false, underline: false, inverse: false, foreground: null, background: null};
const round = (pixels: number) => String(Math.round(pixels * 100) / 100);
const escapeMarkup = (text: string) =>
	text.replace(/[&<>]/g, sign => ({'&': '&amp;', '<': '&lt;', '>': '&gt;'})[sign]!);

/** `title`: what the picture shows, for those who cannot see it. Rows below the last one with text are left out. */
export function screenSvg({columns, rows}: AnsiScreen, palette: Palette, title: string): string {
	const shown = rows.slice(0, rows.findLastIndex(row => row !== '') + 1);
	const width = round(columns * cellWidth + 2 * padding);
	const height = shown.length * cellHeight + 2 * padding;
	const lines = shown.map((row, index) => drawRow(row, index, palette)).filter(line => line !== '');
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
		`<title>${escapeMarkup(title)}</title>`,
		`<style>text{font:${fontSize}px "DejaVu Sans Mono",Menlo,Consolas,monospace;fill:${palette.text}}` +
			'rect{shape-rendering:crispEdges}' +
			`.b{font-weight:bold}.d{opacity:${dimmed}}.u{text-decoration:underline}</style>`,
		`<rect width="${width}" height="${height}" rx="8" fill="${palette.ground}"/>`,
		`<g transform="translate(${padding} ${padding})">`,
		...lines,
		'</g>',
		'</svg>',
		'',
	].join('\n');
}

function drawRow(row: string, index: number, palette: Palette): string {
	const y = index * cellHeight;
	return runsOf(row, palette)
		.map(run => drawRun(run, y, palette))
		.join('');
}

function drawRun(run: Run, y: number, palette: Palette): string {
	const {column, width, style} = run;
	const {foreground, background, inverse} = style;
	const ink = inverse ? (background ?? palette.ground) : (foreground ?? palette.text);
	const ground = inverse ? (foreground ?? palette.text) : background;
	const behind = ground === null ? '' : box(column, 0, width, 1, y, `fill="${ground}"`);
	const shape = blockShape(run.text);
	return behind + (shape ? drawBlocks(run, shape, y, ink) : drawText(run, y, ink === palette.text ? '' : ink));
}

/** Left, top, width and height in cells. */
function box(left: number, top: number, width: number, height: number, y: number, attributes: string): string {
	const across = `x="${round(left * cellWidth)}" width="${round(width * cellWidth)}"`;
	return `<rect ${across} y="${round(y + top * cellHeight)}" height="${round(height * cellHeight)}" ${attributes}/>`;
}

function drawBlocks({column, width, style}: Run, shape: BlockShape, y: number, ink: string): string {
	const opacity = shape.opacity * (style.dim ? dimmed : 1);
	const attributes = `fill="${ink}"${opacity < 1 ? ` opacity="${round(opacity)}"` : ''}`;
	const [left, top, wide, high] = shape.box;
	if (wide === 1) return box(column, top, width, high, y, attributes);
	return Array.from({length: width}, (_, index) => box(column + index + left, top, wide, high, y, attributes)).join('');
}

function drawText({text, column, style}: Run, y: number, ink: string): string {
	const shown = text.trim();
	if (shown === '') return '';
	const {bold, dim, underline} = style;
	const classes = [bold && 'b', dim && 'd', underline && 'u'].filter(Boolean).join(' ');
	const look = (classes && ` class="${classes}"`) + (ink && ` style="fill:${ink}"`);
	const x = round((column + text.length - text.trimStart().length) * cellWidth);
	// A font whose characters are wider or narrower than expected must not move what follows.
	const length = round(stringWidth(shown) * cellWidth);
	return `<text x="${x}" y="${round(y + baseline)}" textLength="${length}"${look}>${escapeMarkup(shown)}</text>`;
}

/** Text of one style and one width each; what is drawn as a box stands alone, as often as it is repeated. */
function runsOf(row: string, palette: Palette): Run[] {
	const runs: Run[] = [];
	let style = plain;
	let column = 0;
	for (const part of row.split(/(\x1b\[[\d;]*m)/)) {
		if (part.startsWith('\x1b')) {
			style = styleOf(part.slice(2, -1).split(';').map(Number), palette);
			continue;
		}
		for (const {segment} of graphemes.segment(part)) {
			const width = stringWidth(segment);
			const last = runs.at(-1);
			if (last && last.style === style && sortOf(last.text) === sortOf(segment)) {
				last.text += segment;
				last.width += width;
			} else runs.push({text: segment, column, width, style});
			column += width;
		}
	}
	return runs;
}

const graphemes = new Intl.Segmenter('en');

/** What may stand in one run. */
function sortOf(text: string): string {
	const [first = ''] = text;
	const shape = blockShape(first);
	if (shape) return first;
	return /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/u.test(first)
		? 'wide'
		: 'text';
}

/** SGR parameters as the screen model writes them: all that is on, each time. */
function styleOf(codes: readonly number[], palette: Palette): Style {
	const style = {...plain};
	for (let index = 0; index < codes.length; index++) {
		const code = codes[index]!;
		if (code === 1) style.bold = true;
		else if (code === 2) style.dim = true;
		else if (code === 4) style.underline = true;
		else if (code === 7) style.inverse = true;
		else if (code === 38 || code === 48) {
			const isIndexed = codes[index + 1] === 5;
			const colour = isIndexed ? indexed(codes[index + 2]!, palette) : `rgb(${codes.slice(index + 2, index + 5)})`;
			style[code === 38 ? 'foreground' : 'background'] = colour;
			index += isIndexed ? 2 : 4;
		}
	}
	return style;
}

/** The 256 colours of a terminal: 16 of its own, a cube of 6 × 6 × 6, and 24 greys. */
function indexed(number: number, {colours}: Palette): string {
	if (number < 16) return colours[number]!;
	if (number >= 232) return `rgb(${Array(3).fill(8 + (number - 232) * 10)})`;
	const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
	const cube = number - 16;
	return `rgb(${[Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(level)})`;
}
