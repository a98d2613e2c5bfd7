/** The history view: what days, weeks, projects, models and sessions have cost. */
import {useMemo} from 'react';
import {clean} from '../../claude/clean.ts';
import {formatPercent, formatUsd} from '../../core/format.ts';
import {groupingsAt, type HistorySpan, historySpans, placesAbove, spanDays} from '../../core/history/choice.ts';
import type {HistoryState, HistoryView} from '../../core/history/layout.ts';
import {bar} from '../gauge.ts';
import {Lines} from '../lines.tsx';
import type {ViewProps} from '../options.ts';
import {useParts, useScreen} from '../screen-context.tsx';
import {useSource, type ViewSource, viewOf} from '../source-view.ts';
import {flowTexts, widthOf, wrapWords} from '../text.ts';
import type {Look} from '../theme.ts';
import {budgetLines} from '../usage/budgets.ts';
import {barChart, type ChartLine} from './bar-chart.ts';
import {heatMap, heatSign} from './heat-map.ts';
import {openedLine, summaryLines} from './summary.ts';
import {tableLines} from './table.ts';
import {troubleLines} from './troubles.ts';

export type HistorySource = ViewSource<HistoryState>;

const chartHeight = 8;

const spanLabels: Record<HistorySpan, string> = {
	today: 'today',
	week: '7 days',
	month: '30 days',
	quarter: '13 weeks',
	year: '52 weeks',
};

function HistoryScreen({source, columns, rows, cursor, options}: ViewProps & {source: HistorySource}) {
	const state = useSource(source);
	const {look, home} = options;
	const onPlan = useScreen(fleet => fleet.limits !== null);
	const budgets = useScreen(fleet => fleet.budgets);
	const {measured} = useParts();
	const head = useMemo(() => {
		const gauges = budgetLines(
			budgets.filter(({kind}) => kind !== 'session'),
			columns,
			look,
			home,
			columns < 80 ? '' : 'budget of ',
		);
		return state.path.length > 0
			? openedLines(state, columns, look)
			: historyLines(state, gauges, {columns, look, onPlan});
	}, [state, budgets, columns, look, home, onPlan]);
	const count = state.view?.top.length ?? 0;
	const above = placesAbove(state);
	const selected = Math.min(cursor, count + above - 1) - above;
	measured.cursorRows = count + above;
	measured.pageRows = Math.max(2, rows - 2);
	// Keep the selected row in view, with one more below it; without one, start at the top.
	const height = head.length + count + 1;
	const place = head.length + 1 + selected;
	const from = selected < 0 ? 0 : Math.max(0, Math.min(place + 2, height) - rows);
	const lines = head.slice(from, from + rows);
	if (state.view && from + rows > head.length) {
		const first = Math.max(0, from - head.length - 1);
		const to = from + rows - head.length - 1;
		const table = tableLines(state.view, {width: columns, look, selected, from: first, to});
		// Long tables keep their titles in view.
		lines.push(...(from > head.length && table.length > rows ? [table[0]!, ...table.slice(2)] : table));
	}
	return <Lines lines={lines} height={rows} />;
}

export const historyScreen = viewOf(HistoryScreen);

interface Looks {
	columns: number;
	look: Look;
	onPlan: boolean;
}

function historyLines(state: HistoryState, budgets: readonly string[], {columns, look, onPlan}: Looks): string[] {
	const {view, progress} = state;
	const reading = progress === null ? [] : [progressLine(progress, columns, look), ''];
	if (!view) {
		const unread = progress === null && state.readAt !== null ? ['The history could not be read.', ''] : reading;
		return [...choices(state, columns, look), '', ...unread, ...budgets];
	}
	return [
		...choices(state, columns, look),
		'',
		...reading,
		...summaryLines(view, columns, look, onPlan),
		...missingLines(state, columns, look),
		...(view.troubles ? troubleLines(view.troubles, columns, look) : []),
		...state.besides.flatMap(line => wrapWords(clean(line), columns)),
		...budgets,
		'',
		...(spanDays[view.span] <= 7 ? [] : [...heatMap(look, view.weeks, columns), legend(view, look), '']),
		...(view.span === 'today' ? [] : chart(view, columns, look)),
	];
}

/** The spans and groupings; the chosen ones are marked by more than a colour. */
function choices(state: HistoryState, columns: number, look: Look): string[] {
	const spans = historySpans.map(each => choice(spanLabels[each], each === state.span, look));
	const lines = flowTexts([spans.join(''), groupingChoices(state, look).join('')], columns, '   ').flatMap(
		(line, index) =>
			widthOf(line) <= columns ? [line] : flowTexts(index === 0 ? spans : groupingChoices(state, look), columns, ''),
	);
	const machines = state.places.length > 1 ? state.places : [];
	return [
		...lines,
		...flowTexts(
			machines.map(each => choice(clean(each), each === state.place, look)),
			columns,
			'',
		),
	];
}

const missingLines = ({missing}: HistoryState, columns: number, look: Look): string[] =>
	missing.flatMap(line => wrapWords(`without ${clean(line)}`, columns)).map(line => look.paint('warn', line));

const groupingChoices = (state: HistoryState, look: Look): string[] => [
	look.paint('muted', groupingsAt(state)[0] === state.grouping ? 'by ' : 'by'),
	...groupingsAt(state).map(each => choice(each, each === state.grouping, look)),
];

const choice = (label: string, isChosen: boolean, look: Look): string =>
	isChosen ? look.paint('selected', `[${label}]`) : look.paint('muted', ` ${label} `);

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
	const title = look.paint('muted', days === 1 ? 'dollars per day' : 'dollars per week');
	const drawn = barChart(look, bars, lines, {width: columns, height: chartHeight, scale: formatUsd});
	return drawn.length > 0 ? [title, ...drawn, ''] : [];
}

/** The opened row: what it is and what it cost. */
function openedLines(state: HistoryState, columns: number, look: Look): string[] {
	const {path, span, view} = state;
	const arrow = ` ${look.ascii ? '>' : '›'} `;
	const names = path.map(({by, key, name}) => (by === 'day' ? key : clean(name)));
	const place = [spanLabels[span], ...names].join(arrow);
	const lines = [...wrapWords(place, columns).map(line => look.paint('strong', line))];
	if (view) lines.push(openedLine(view, columns, look));
	lines.push(...missingLines(state, columns, look));
	if (view?.troubles) lines.push(...troubleLines(view.troubles, columns, look));
	return [...lines, ...flowTexts(groupingChoices(state, look), columns, ''), ''];
}
