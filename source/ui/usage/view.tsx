/** The use of plan limits, budgets and rates, and by which sessions. */

import {Box} from 'ink';
import {type ReactElement, useMemo} from 'react';
import type {HistoryState} from '../../core/history/layout.ts';
import {sameWords} from '../../core/hosts/books.ts';
import {fullName, type HostFigure} from '../../core/hosts/host.ts';
import type {AccountForecast} from '../../core/plan-limits.ts';
import {unpricedAdvice} from '../../core/price-notes.ts';
import type {MonitorState} from '../../store.ts';
import {folderLabel} from '../figures.ts';
import {bar} from '../gauge.ts';
import {Lines} from '../lines.tsx';
import type {ViewProps} from '../options.ts';
import {useScreen} from '../screen-context.tsx';
import {ScrollArea} from '../scroll-area.tsx';
import {useSource, type ViewSource, viewOf} from '../source-view.ts';
import {type SmallColumn, tableHeight} from '../table-layout.ts';
import {wrapWords} from '../text.ts';
import {budgetLines} from './budgets.ts';
import {FigureTable} from './figure-table.tsx';
import {consumerColumns, consumerRows, limitLines, type SpentSince} from './limits.ts';
import {machineColumns, machineRows} from './machines.ts';
import {rateColumns, rateRows, recommendationText} from './rates.ts';

/** What used a limit is known from the history, which is opened with this view. */
export interface UsageSource extends ViewSource<HistoryState> {
	spentSince: SpentSince;
}

const noLimits =
	'No plan limit is known. Claude Code reports them to its status line, on a Pro or Max plan only: ccmon setup turns it on.';
const elsewhere =
	'By dollars at API prices since the window began. What was used on other machines and on claude.ai is in the limit, and cannot be separated.';
const machinesText =
	'The figures above are sums over all of them. Each machine counts its own day; one that is not connected counts as last seen.';
const sameTexts = (hosts: readonly HostFigure[]): string[] =>
	hosts.flatMap(({name, sameAs}) => (sameAs ? [`${name}: ${sameWords(sameAs)}.`] : []));
const withoutText = (names: readonly string[]) =>
	`Of months and projects without ${names.join(', ')}: what was spent there this month is not known yet.`;
const noBudget = 'No budget is set: add them under [budgets] in ~/.config/ccmon/config.toml.';

/** Tables are redrawn completely, and their figures change with each batch, so they are updated only this often, in ms. */
const tableMs = 2000;

/** Not worth redrawing yet, unless a limit or a budget has become known. */
const isSoon = (before: MonitorState, after: MonitorState): boolean =>
	Math.floor(before.now / tableMs) === Math.floor(after.now / tableMs) &&
	before.forecasts.length === after.forecasts.length &&
	before.hosts.length === after.hosts.length &&
	before.budgets.length === after.budgets.length &&
	before.budgetsWithout.length === after.budgetsWithout.length &&
	before.totals.unpricedModels.length === after.totals.unpricedModels.length;

/** By account. */
const plansOf = (forecasts: readonly AccountForecast[]): {account: string; limits: AccountForecast[]}[] =>
	[...Map.groupBy(forecasts, ({account}) => account)].map(([account, limits]) => ({account, limits}));

function UsageScreen({source, columns, rows, scroll, options}: ViewProps & {source: UsageSource}) {
	const {look, home, recommended} = options;
	const history = useSource(source);
	const {readAt, progress} = history;
	const fleet = useScreen(state => state, isSoon);
	const {forecasts, budgets, budgetsWithout, sessions, totals} = fleet;
	const machines = machineRows(fleet);
	const now = useScreen(fleet => fleet.now - (fleet.now % 60_000));
	const plans = plansOf(forecasts);
	const windows = forecasts
		.map(({account, usedPercentage, resetsAt}) => `${account} ${usedPercentage} ${resetsAt}`)
		.join();
	// biome-ignore lint/correctness/useExhaustiveDependencies: sums over the whole history, made again when it or a limit has changed
	const consumers = useMemo(() => {
		const names = new Map([...sessions.values()].map(session => [session.sessionId, fullName(session)]));
		return plans.map(({account, limits}) => consumerRows(limits, account, source.spentSince, names));
	}, [readAt, windows]);

	const quiet = (text: string) => wrapWords(text, columns).map(line => look.paint('muted', line));
	const title = (text: string) => look.paint('accent', text);
	const gauge = budgetLines(budgets, columns, look, home);
	const parts: Part[] = [
		...(plans.length === 0 ? [lines([title('Plan limits'), ...quiet(noLimits), ''])] : []),
		...plans.flatMap(({account, limits}, index) => [
			lines([
				title(plans.length === 1 ? 'Plan limits' : `Plan limits of ${folderLabel(account, home)}`),
				...limitLines(limits, now, columns, look),
				'',
			]),
			...(readAt === null ? [] : [table(consumers[index] ?? [], consumerColumns(limits, columns)), lines([''])]),
		]),
		...(plans.length === 0
			? []
			: [lines(readAt === null ? [readingLine(progress ?? 0), ''] : [...quiet(elsewhere), ''])]),
		lines([
			title('Budgets'),
			...(gauge.length > 0 ? gauge : quiet(noBudget)),
			...(budgetsWithout.length === 0 ? [] : quiet(withoutText(budgetsWithout))),
			...(totals.unpricedModels.length === 0 ? [] : quiet(`$? ${unpricedAdvice(totals.unpricedModels)}`)),
			'',
		]),
		lines([
			title('Tokens and requests per minute'),
			...(recommended ? quiet(recommendationText(recommended, totals)) : []),
		]),
		table(rateRows(sessions.values(), totals), rateColumns(columns)),
		...(machines.length === 0
			? []
			: [
					lines(['', title('Machines'), ...quiet(machinesText), ...sameTexts(fleet.hosts).flatMap(quiet)]),
					table(machines, machineColumns(columns, look.glyphs)),
				]),
	];
	function readingLine(share: number): string {
		return `${look.paint('muted', 'reading what used them')} ${bar(look, {fill: share, width: 14, tone: 'accent', ends: true})}`;
	}

	function table<Row>(of: readonly Row[], shown: readonly SmallColumn<Row>[]): Part {
		if (of.length === 0) return {height: 0, draw: <></>};
		const draw = <FigureTable rows={of} columns={shown} width={columns} look={look} />;
		return {height: tableHeight(of.length), draw};
	}

	return (
		<ScrollArea height={rows} contentHeight={parts.reduce((sum, part) => sum + part.height, 0)} scroll={scroll}>
			{parts.map(({draw}, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a part has no other name than its place
				<Box key={index} flexShrink={0} flexDirection="column">
					{draw}
				</Box>
			))}
		</ScrollArea>
	);
}

interface Part {
	height: number;
	draw: ReactElement;
}

const lines = (texts: readonly string[]): Part => ({height: texts.length, draw: <Lines lines={texts} />});

export const usageScreen = viewOf(UsageScreen);
