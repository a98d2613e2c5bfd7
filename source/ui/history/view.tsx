/** The history view: what days, weeks, projects, models and sessions have cost. */
import {type ComponentType, createElement, useMemo, useSyncExternalStore} from 'react';
import {clean} from '../../claude/clean.ts';
import {formatPercent, formatTokens, formatUsd} from '../../core/format.ts';
import {
	type HistorySpan,
	type HistoryState,
	type HistoryView,
	historyGroupings,
	historySpans,
	type TopRow,
} from '../../core/history-layout.ts';
import {bar} from '../gauge.ts';
import {Lines} from '../lines.tsx';
import type {ViewProps} from '../options.ts';
import {useScreen} from '../screen-context.tsx';
import {ScrollArea} from '../scroll-area.tsx';
import {type SmallColumn, SmallTable, tableHeight} from '../small-table.tsx';
import {rightColumn} from '../tables.ts';
import {flowTexts, wrapWords} from '../text.ts';
import type {Look} from '../theme.ts';
import {budgetLines} from '../usage/budgets.ts';
import {barChart, type ChartLine} from './bar-chart.ts';
import {heatMap, heatSign} from './heat-map.ts';
import {summaryLines} from './summary.ts';

/** Where the view has its figures from: a `zustand/vanilla` store fits. */
export interface HistorySource {
	getState(): HistoryState;
	subscribe(onChange: () => void): () => void;
}

const chartHeight = 8;
const mostTop = 12;

const spanLabels: Record<HistorySpan, string> = {
	week: '7 days',
	month: '30 days',
	quarter: '13 weeks',
	year: '52 weeks',
};

function HistoryScreen({source, columns, rows, scroll, options}: ViewProps & {source: HistorySource}) {
	const state = useSyncExternalStore(source.subscribe, source.getState, source.getState);
	const {look, home} = options;
	const onPlan = useScreen(fleet => fleet.limits !== null);
	const budgets = useScreen(fleet => fleet.budgets);
	const lines = useMemo(() => {
		const gauges = budgetLines(
			budgets.filter(({kind}) => kind !== 'session'),
			columns,
			look,
			home,
			columns < 80 ? '' : 'budget of ',
		);
		return historyLines(state, gauges, {columns, look, onPlan});
	}, [state, budgets, columns, look, home, onPlan]);
	const top = state.view?.top.slice(0, mostTop) ?? [];
	return (
		<ScrollArea height={rows} contentHeight={lines.length + tableHeight(top.length)} scroll={scroll}>
			<Lines lines={lines} />
			{state.view && <SmallTable rows={top} columns={topColumns(state.view, look)} width={columns} look={look} />}
		</ScrollArea>
	);
}

/** The view for the screen's `views`, with its figures from `source`. */
export const historyScreen =
	(source: HistorySource): ComponentType<ViewProps> =>
	props =>
		createElement(HistoryScreen, {...props, source});

interface Looks {
	columns: number;
	look: Look;
	onPlan: boolean;
}

function historyLines(state: HistoryState, budgets: readonly string[], {columns, look, onPlan}: Looks): string[] {
	const {view, progress} = state;
	const reading = progress === null ? [] : [progressLine(progress, columns, look), ''];
	if (!view) return [...choices(state, columns, look), '', ...reading, ...budgets];
	return [
		...choices(state, columns, look),
		'',
		...reading,
		...summaryLines(view, columns, look, onPlan),
		...state.besides.flatMap(line => wrapWords(clean(line), columns)),
		...budgets,
		'',
		...(view.span === 'week' ? [] : [...heatMap(look, view.weeks, columns), legend(view, look), '']),
		...chart(view, columns, look),
		'',
	];
}

/** The spans and groupings, with the chosen ones marked by more than a colour. */
function choices({span, grouping}: HistoryState, columns: number, look: Look): string[] {
	const choice = (label: string, isChosen: boolean) =>
		isChosen ? look.paint('selected', `[${label}]`) : look.paint('muted', ` ${label} `);
	return flowTexts(
		[
			historySpans.map(each => choice(spanLabels[each], each === span)).join(''),
			look.paint('muted', 'by') + historyGroupings.map(each => choice(each, each === grouping)).join(''),
		],
		columns,
		'   ',
	);
}

function progressLine(progress: number, columns: number, look: Look): string {
	const width = Math.max(8, Math.min(24, columns - 30));
	return `${look.paint('muted', 'reading transcripts')} ${bar(look, {fill: progress, width, tone: 'accent'})} ${formatPercent(progress)}`;
}

function legend({reference}: HistoryView, look: Look): string {
	const {averageDayUsd, p90DayUsd} = reference;
	const steps = [`to $${averageDayUsd / 2}`, `$${averageDayUsd}`, `$${p90DayUsd}`, 'more'];
	const signs = ([1, 2, 3, 4] as const).map(
		level => `${heatSign(look, level)} ${look.paint('muted', steps[level - 1]!)}`,
	);
	return `    ${signs.join('  ')}`;
}

function chart(view: HistoryView, columns: number, look: Look): string[] {
	const days = view.bars[0]?.days ?? 1;
	const {averageDayUsd, p90DayUsd} = view.reference;
	const bars = view.bars.map(({day, usd}) => ({
		value: usd,
		label: day.slice(5),
		tone:
			usd > p90DayUsd * days ? ('bad' as const) : usd > averageDayUsd * days ? ('warn' as const) : ('good' as const),
	}));
	const lines: ChartLine[] = [
		{value: p90DayUsd * days, label: `p90 $${p90DayUsd * days}`, tone: 'bad'},
		{value: averageDayUsd * days, label: `avg $${averageDayUsd * days}`, tone: 'muted'},
	];
	const highest = Math.max(...bars.map(({value}) => value), 0);
	// Small sums have no line across them: their highest is the scale.
	if (highest > 0 && lines.every(({value}) => value > highest * 2)) {
		lines.push({value: highest, label: formatUsd(highest), tone: 'muted'});
	}
	const title = look.paint('muted', days === 1 ? 'dollars per day' : 'dollars per week');
	return [title, ...barChart(look, bars, lines, {width: columns, height: chartHeight})];
}

const topColumns = ({grouping}: HistoryView, look: Look): readonly SmallColumn<TopRow>[] => [
	{title: grouping.toUpperCase(), align: 'left', max: 36, text: ({name}) => clean(name)},
	rightColumn(
		'COST',
		({usd, partial}) => (partial && usd !== null ? look.glyphs.atLeast : '') + formatUsd(usd, {unpriced: true}),
	),
	rightColumn('SHARE', ({share}) => formatPercent(share)),
	rightColumn('BACKGROUND', ({backgroundUsd}) => formatUsd(backgroundUsd)),
	rightColumn('REQUESTS', ({requests}) => formatTokens(requests)),
];
