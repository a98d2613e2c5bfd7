/** The columns of a team's table, with what each shows of a row. */
import {clean} from '../../claude/clean.ts';
import {formatAge, formatPercent, formatTokens, formatUsd, unknownFigure} from '../format.ts';
import type {RecommendedRate} from '../reference.ts';
import type {TeamGrouping, TeamRow} from './rows.ts';

export interface TeamColumn {
	title: string;
	isLeft?: true;
	text(row: TeamRow): string;
}

/** `now`: ms. `recommended`: what people's minutes are compared with; `!` marks those above it. */
export function teamColumns(grouping: TeamGrouping, now: number, recommended: RecommendedRate): readonly TeamColumn[] {
	const name: TeamColumn = {title: grouping.toUpperCase(), isLeft: true, text: row => clean(row.name)};
	const cost: TeamColumn = {
		title: '30 DAYS',
		text: ({costUsd, partial}) => formatUsd(costUsd, {partial: partial && costUsd !== null}),
	};
	const cache: TeamColumn = {title: 'CACHE', text: ({cacheShare}) => formatPercent(cacheShare)};
	if (grouping === 'model') return [name, cost, cache];
	const shared: TeamColumn[] = [
		{title: 'TODAY', text: ({todayUsd}) => formatUsd(todayUsd)},
		{title: 'DAYS', text: ({activeDays}) => (activeDays === null ? unknownFigure : String(activeDays))},
		{title: '$/DAY', text: ({usdPerActiveDay}) => formatUsd(usdPerActiveDay)},
	];
	const shares: TeamColumn[] = [
		{title: 'HIDDEN', text: ({backgroundShare}) => formatPercent(backgroundShare)},
		{title: 'IDLE', text: ({idleShare}) => formatPercent(idleShare)},
		cache,
	];
	if (grouping === 'team') return [name, cost, ...shared, ...shares];
	return [
		name,
		cost,
		...shared,
		{title: 'TPM 50/95/99 %', text: row => minutesText(row, recommended)},
		...shares,
		{title: 'RECEIVED', text: ({lastReceivedAt}) => formatAge(lastReceivedAt, now)},
		{title: 'TEAM', isLeft: true, text: ({team}) => clean(team ?? '') || unknownFigure},
	];
}

function minutesText({tokensPerMinute}: TeamRow, {tokensPerMinute: [, high]}: RecommendedRate): string {
	if (tokensPerMinute === null) return unknownFigure;
	const {p50, p95, p99} = tokensPerMinute;
	return `${p95 > high ? '!' : ''}${[p50, p95, p99].map(formatTokens).join('/')}`;
}
