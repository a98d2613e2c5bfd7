/** The rows of the history as lines: the name, as many figures as fit, and a pointer at the selected one. */

import {clean} from '../../claude/clean.ts';
import {formatBytes, formatPercent, formatTokens, formatUsd} from '../../core/format.ts';
import type {HistoryGrouping} from '../../core/history/choice.ts';
import type {HistoryView, TopRow} from '../../core/history/layout.ts';
import {dollarsLabel} from '../figures.ts';
import {fitTo, truncate, widthOf} from '../text.ts';
import type {Look} from '../theme.ts';

interface Figure {
	title: string;
	text(row: TopRow): string;
}

const pointerCells = 2;
const gap = '  ';
/** Names are not cut shorter than this; figures are left out instead. */
const leastName = 14;
const mostName = 60;

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const dayName = (key: string) => `${weekdays[new Date(`${key}T00:00:00Z`).getUTCDay()]} ${key}`;
const twoDigits = (value: number) => String(value).padStart(2, '0');

/** In the person's time zone, like the days. */
function momentOf(at: number): string {
	const date = new Date(at);
	const day = `${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
	return `${day} ${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
}

/** The name of a row. */
export function nameOfRow(grouping: HistoryGrouping, {key, name, isPart, at}: TopRow): string {
	if (grouping === 'day') return dayName(key);
	if (grouping === 'prompt') return clean(at === null ? name : `${momentOf(at)} ${name}`);
	if (grouping === 'tool') return isPart ? `  ${clean(key.slice(key.indexOf('/') + 1))}` : clean(key);
	return clean(name);
}

function figuresOf(grouping: HistoryGrouping, look: Look): Figure[] {
	const cost = ({usd, partial}: TopRow) => dollarsLabel(look.glyphs, usd, {isLowerBound: partial, unpriced: true});
	const common = [
		{title: 'COST', text: cost},
		{title: 'SHARE', text: ({share}: TopRow) => formatPercent(share)},
	];
	const requests = {title: 'REQUESTS', text: ({requests}: TopRow) => formatTokens(requests)};
	if (grouping === 'tool') {
		return [
			...common,
			{title: 'RESULTS', text: ({tool}) => (tool ? formatBytes(tool.resultBytes) : '')},
			{title: 'CALLS', text: ({tool}) => (tool ? formatTokens(tool.calls) : '')},
			{title: 'IN SUBAGENTS', text: ({tool}) => (tool?.subagentCalls ? formatUsd(tool.subagentUsd) : '')},
			requests,
		];
	}
	const background = {title: 'BACKGROUND', text: ({backgroundUsd}: TopRow) => formatUsd(backgroundUsd)};
	if (grouping !== 'prompt') return [...common, background, requests];
	return [...common, {title: 'SUBAGENTS', text: ({subagentUsd}) => formatUsd(subagentUsd)}, background, requests];
}

/** The titles and the rows from `from` to before `to`. `selected`: a row's index; -1: none. */
export function tableLines(
	{grouping, top}: Pick<HistoryView, 'grouping' | 'top'>,
	{width, look, selected, from, to}: {width: number; look: Look; selected: number; from: number; to: number},
): string[] {
	const title = grouping.toUpperCase();
	const names = top.map(row => nameOfRow(grouping, row));
	const figures = figuresOf(grouping, look).map(figure => {
		const texts = top.map(figure.text);
		return {title: figure.title, texts, cells: Math.max(widthOf(figure.title), ...texts.map(text => text.length))};
	});
	const longest = Math.min(mostName, Math.max(title.length, ...names.map(widthOf)));
	const cellsOf = (kept: typeof figures) => kept.reduce((sum, {cells}) => sum + gap.length + cells, 0);
	let shown = figures;
	while (shown.length > 1 && pointerCells + Math.min(longest, leastName) + cellsOf(shown) > width)
		shown = shown.slice(0, -1);
	const nameCells = Math.max(4, Math.min(longest, width - pointerCells - cellsOf(shown)));
	const line = (name: string, texts: readonly string[]) =>
		fitTo(name, nameCells, 'left', look.glyphs.ellipsis) +
		texts.map((text, index) => gap + fitTo(text, shown[index]!.cells, 'right')).join('');
	const rows = names.slice(from, to).map((name, index) => {
		const at = from + index;
		const isSelected = at === selected;
		const text = line(
			name,
			shown.map(({texts}) => texts[at]!),
		);
		const pointer = isSelected ? look.paint('accent', look.glyphs.pointer) : ' ';
		return truncate(`${pointer} ${isSelected ? look.paint('selected', text) : text}`, width, look.glyphs.ellipsis);
	});
	const titles = line(
		title,
		shown.map(figure => figure.title),
	);
	return [look.paint('muted', truncate(' '.repeat(pointerCells) + titles, width, look.glyphs.ellipsis)), ...rows];
}
