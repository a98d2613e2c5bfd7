/** A team's figures in a few lines of plain text, for the screen and for pipes. */
import type {TeamBudgets} from '../config/team.ts';
import {formatPercent, formatTokens, formatUsd, unknownFigure} from '../format.ts';
import {referenceFigures} from '../reference.ts';
import type {TeamReport} from './report.ts';

export function teamSummary(report: TeamReport, budgets: TeamBudgets): string[] {
	const {totals, tokensPerMinute: rate, requestsPerMinute: requests, figures} = report;
	const {averageDayUsd, p90DayUsd} = referenceFigures[figures];
	const {partial} = totals;
	const budget = (usd: number | null, budgetUsd: number | null) =>
		budgetUsd === null || usd === null ? '' : ` of ${formatUsd(budgetUsd)} (${formatPercent(usd / budgetUsd)})`;
	const {month} = totals;
	const [low, high] = month.range.map(usd => formatUsd(usd));
	const documented = totals.users === 0 ? '' : ` (documented for ${totals.users}: ${low}–${high})`;
	const of = (total: number | null) => (total === null ? '' : ` of ${formatTokens(total)} recommended`);
	const limit = rate.limit === null ? '' : `, limit ${formatTokens(rate.limit)}`;
	return [
		join([
			`${people(totals.users)}, received today from ${totals.receivedToday}`,
			`today ${formatUsd(totals.todayUsd, {partial})}${budget(totals.todayUsd, budgets.dayUsd)}`,
			`30 days ${formatUsd(totals.costUsd, {partial})}${budget(totals.costUsd, budgets.monthUsd)}`,
		]),
		join([
			`${formatUsd(totals.usdPerActiveDay)} per active day (documented: $${averageDayUsd}, 90 % below $${p90DayUsd})`,
			`${month.month} projected ${formatUsd(month.projectedUsd)}${documented}`,
		]),
		join([
			`tokens/min now ${formatTokens(rate.now)}, peak of 24 h ${formatTokens(rate.peak)}${of(rate.recommendedTotal)} (${rate.size} × ${formatTokens(rate.recommendedPerUser)})${limit}`,
			`requests/min now ${formatTokens(requests.now)}, peak ${formatTokens(requests.peak)}${of(requests.recommendedTotal)}`,
		]),
	];
}

const people = (count: number) => (count === 1 ? '1 person' : `${count} people`);
const join = (parts: readonly string[]) => parts.join(' · ');

/** What the figures leave out, a sentence each. */
export function teamNotes({source, users}: TeamReport): string[] {
	const raw =
		'from Claude Code alone: a lower bound, since it cannot be summed exactly (short, resumed, parallel runs)';
	const lower = users.filter(({partial}) => partial).length;
	const nobody = 'Nobody has sent anything in 30 days. ccmon team setup shows how people send their figures.';
	return [
		...(users.length === 0 ? [nobody] : []),
		...(source.series === 'ccmon' ? [] : [`People without ccmon are ${raw}.`]),
		...(lower > 0 ? [`≥: more may have been spent than is known, of ${lower} of ${people(users.length)}.`] : []),
		...(source.partial ? ['The server did not answer everything: figures may be too small.'] : []),
		...source.warnings,
	];
}

/** `50 people: $8,200–12,400 a month, 1.3M tokens/min recommended`, for each size of a group. */
export function pilotLines({pilot, users}: TeamReport): string[] {
	if (pilot.length === 0) return [];
	return [
		`If others are like these ${users.length} people (per month; nine of ten such groups within):`,
		...pilot.map(({users: size, monthUsd, tokensPerMinute}) => {
			const {low, expected, high} = monthUsd;
			const like = tokensPerMinute.likePeak === null ? unknownFigure : formatTokens(tokensPerMinute.likePeak);
			return `${String(size).padStart(6)} people: ${formatUsd(expected)} (${formatUsd(low)}–${formatUsd(high)}), tokens/min ${formatTokens(tokensPerMinute.recommended)} recommended, ${like} at this group's peak`;
		}),
	];
}
