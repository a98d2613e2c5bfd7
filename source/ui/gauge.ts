/** Bars drawn in eighths of a cell. */
import type {ContextFigures} from '../core/session.ts';
import type {Glyphs, Look} from './theme.ts';
import type {Tone} from './tones.ts';

/** How close a context is to its threshold, or to the end of the window if auto-compaction is off. */
export function contextTone(context: ContextFigures): Tone {
	const limit = context.thresholdTokens ?? context.windowTokens;
	if (context.tokens === null || limit === null || limit <= 0) return 'muted';
	const share = context.tokens / limit;
	if (share >= 0.9) return 'bad';
	return share >= 0.7 ? 'warn' : 'good';
}

/** How close a plan's limit is, in per cent: yellow from 70, red from 90, like contexts. */
export const limitTone = (percentage: number): Tone => (percentage >= 90 ? 'bad' : percentage >= 70 ? 'warn' : 'good');

/**
 * The cells of a bar: `fill` and `mark` are shares of its length, `mark` null if there is none.
 * The mark is always visible; a fill above zero shows at least the thinnest stroke.
 */
function barCells(fill: number, mark: number | null, width: number, glyphs: Glyphs['gauge']) {
	const clamped = Math.min(1, Math.max(0, fill));
	const steps = glyphs.eighths.length;
	let units = Math.round(clamped * width * steps);
	if (units === 0 && clamped > 0) units = 1;
	const whole = Math.floor(units / steps);
	const part = glyphs.eighths[units % steps] ?? '';
	const drawn = glyphs.full.repeat(whole) + part;
	const filledCells = whole + (part === '' ? 0 : 1);
	const markCell = mark === null ? null : Math.min(width - 1, Math.max(0, Math.floor(mark * width)));
	return {drawn, filledCells, markCell};
}

/** In a shorter bar a mark near the end would look like part of it. */
const leastWithEnds = 23;

/** A bar of exactly `width` cells. */
export function bar(
	look: Look,
	options: {fill: number | null; mark?: number | null; isDotted?: boolean; width: number; tone: Tone; ends?: boolean},
): string {
	const {paint} = look;
	const glyphs = look.glyphs.gauge;
	const hasEnds = options.ends ?? options.width >= leastWithEnds;
	const inner = Math.max(1, hasEnds ? options.width - 2 : options.width);
	const ends = (body: string) => (hasEnds ? paint('muted', glyphs.left) + body + paint('muted', glyphs.right) : body);
	// Unknown: no track either, so that it does not look like an empty context.
	if (options.fill === null) return ends(' '.repeat(inner));
	const {drawn, filledCells, markCell} = barCells(options.fill, options.mark ?? null, inner, glyphs);
	const mark = options.isDotted ? glyphs.dottedMark : glyphs.mark;
	const empty = (count: number) => paint('muted', glyphs.empty.repeat(Math.max(0, count)));
	if (markCell === null) return ends(paint(options.tone, drawn) + empty(inner - filledCells));
	const cells = [...drawn];
	if (markCell < filledCells) {
		return ends(
			paint(options.tone, cells.slice(0, markCell).join('')) +
				mark +
				paint(options.tone, cells.slice(markCell + 1).join('')) +
				empty(inner - filledCells),
		);
	}
	return ends(paint(options.tone, drawn) + empty(markCell - filledCells) + mark + empty(inner - markCell - 1));
}

/** A session's context: the used share of its window, with a mark at the threshold, dotted if that is only expected. */
export function contextBar(look: Look, context: ContextFigures, width: number): string {
	const mark =
		context.thresholdTokens !== null && context.windowTokens ? context.thresholdTokens / context.windowTokens : null;
	const isDotted = context.thresholdBasis === 'expected';
	return bar(look, {fill: context.fill, mark, isDotted, width, tone: contextTone(context)});
}

/** Values over time, newest last, in one line of at most `width` cells. */
export function sparkline(look: Look, values: readonly number[], width: number, top?: number | null): string {
	const shown = width <= 0 ? [] : values.slice(-width);
	const highest = Math.max(top ?? 0, ...shown, 1);
	const {spark} = look.glyphs;
	return shown
		.map(value => spark[Math.min(spark.length - 1, Math.floor((Math.max(0, value) / highest) * spark.length))])
		.join('');
}
