/** A bar chart in text: one column of cells per bar, with horizontal lines at reference values. */

import {fitTo, widthOf} from '../text.ts';
import type {Look} from '../theme.ts';
import type {Tone} from '../tones.ts';

export interface ChartLine {
	value: number;
	/** Its label on the left. */
	label: string;
	tone: Tone;
}

export interface ChartBar {
	value: number;
	/** Its label below, if there is room. */
	label: string;
	tone: Tone;
}

const eighths = ['', '▁', '▂', '▃', '▄', '▅', '▆', '▇'];
const widestBar = 5;

export interface ChartSize {
	/** In cells. */
	width: number;
	height: number;
	/** Labels the highest bar where no line is on the chart. */
	scale?: (value: number) => string;
}

/** Exactly `height` + 1 lines of at most `width` cells, the labels in the last; none without room. */
export function barChart(
	look: Look,
	bars: readonly ChartBar[],
	given: readonly ChartLine[],
	{width, height, scale}: ChartSize,
): string[] {
	const highest = Math.max(...bars.map(({value}) => value), 0);
	// A line far above all bars would flatten them: it is off the chart.
	const near = given.filter(({value}) => value <= highest * 2);
	const isBare = scale && near.length === 0 && highest > 0;
	const lines = isBare ? [{value: highest, label: scale(highest), tone: 'muted' as const}] : near;
	const labelWidth = Math.max(0, ...lines.map(({label}) => widthOf(label))) + 1;
	const room = Math.floor((width - labelWidth) / Math.max(1, bars.length));
	const barWidth = Math.min(widestBar, room);
	if (barWidth < 1 || height < 1) return [];
	const top = Math.max(highest, ...lines.map(({value}) => value), 1e-9);
	const rowOf = (value: number) => Math.min(height - 1, Math.floor((value / top) * height));
	const rows: string[] = [];
	for (let row = height - 1; row >= 0; row--) {
		const line = lines.find(({value}) => rowOf(value) === row);
		const label = look.paint(line?.tone ?? 'plain', fitTo(line?.label ?? '', labelWidth));
		rows.push(label + bars.map(bar => barCell(look, bar, (bar.value / top) * height - row, barWidth, line)).join(''));
	}
	return [...rows, ' '.repeat(labelWidth) + barLabels(bars, barWidth)];
}

/** `filled`: how many rows the bar reaches above the bottom of this one. */
function barCell(look: Look, bar: ChartBar, filled: number, width: number, line: ChartLine | undefined): string {
	const gap = width > 1 ? 1 : 0;
	const behind = line ? look.paint(line.tone, look.ascii ? '-' : '┄') : ' ';
	const drawn = filled >= 1 ? look.glyphs.gauge.full : filled <= 0 ? '' : partial(look, filled);
	const cell = drawn === '' ? behind.repeat(width - gap) : look.paint(bar.tone, drawn.repeat(width - gap));
	return cell + behind.repeat(gap);
}

function partial(look: Look, filled: number): string {
	if (look.ascii) return filled >= 0.5 ? look.glyphs.gauge.full : '';
	// Anything above zero shows at least the thinnest stroke.
	return eighths[Math.min(7, Math.max(1, Math.round(filled * 8)))]!;
}

/** As many labels as fit, from the right: people look for the newest bar. */
function barLabels(bars: readonly ChartBar[], width: number): string {
	let text = '';
	let free = bars.length * width;
	for (let index = bars.length - 1; index >= 0; index--) {
		const {label} = bars[index]!;
		const start = Math.min(index * width, bars.length * width - widthOf(label));
		if (start < 0 || start + widthOf(label) + 1 > free + (text === '' ? 1 : 0)) continue;
		text = label + ' '.repeat(Math.max(0, free - start - widthOf(label))) + text;
		free = start;
	}
	return ' '.repeat(free) + text;
}
