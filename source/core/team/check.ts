/** Which of a team's budgets and limits are exceeded. */
import type {TeamBudgets, TeamConfig} from '../config/team.ts';
import {formatTokens, formatUsd} from '../format.ts';
import type {TeamReport} from './report.ts';

/** One line per budget or limit that is exceeded; names are as they came. */
export function exceededBudgets(report: TeamReport, budgets: TeamBudgets): string[] {
	const {totals, users, teams, tokensPerMinute} = report;
	const lines: string[] = [];
	const check = (what: string, usd: number | null, budgetUsd: number | null | undefined) => {
		if (budgetUsd === null || budgetUsd === undefined || usd === null || usd <= budgetUsd) return;
		lines.push(`Over budget: ${what}, ${formatUsd(usd)} of ${formatUsd(budgetUsd)}`);
	};
	check('everybody today', totals.todayUsd, budgets.dayUsd);
	check('everybody, 30 days', totals.costUsd, budgets.monthUsd);
	const budgetOfTeam = new Map(Object.entries(budgets.teams));
	for (const {name, costUsd} of teams) check(`team ${name}, 30 days`, costUsd, budgetOfTeam.get(name));
	for (const {user, todayUsd, costUsd} of users) {
		check(`${user} today`, todayUsd, budgets.userDayUsd);
		check(`${user}, 30 days`, costUsd, budgets.userMonthUsd);
	}
	const {peak, limit} = tokensPerMinute;
	if (limit !== null && peak !== null && peak > limit) {
		lines.push(
			`Over the limit: ${formatTokens(peak)} tokens per minute at the peak of 24 hours, of ${formatTokens(limit)}`,
		);
	}
	return lines;
}

/** Whether there is a budget or a limit to exceed. */
export function isBounded({budgets, orgTpm}: Pick<TeamConfig, 'budgets' | 'orgTpm'>): boolean {
	const {dayUsd, monthUsd, userDayUsd, userMonthUsd, teams} = budgets;
	const bounds = [dayUsd, monthUsd, userDayUsd, userMonthUsd, orgTpm, ...Object.values(teams)];
	return bounds.some(bound => bound !== null);
}

/** Why a budget or the limit may be exceeded unseen: nothing was received of what it covers. A misspelt team looks the same. */
export function unknownBudget({users, teams, tokensPerMinute}: TeamReport, budgets: TeamBudgets): string | null {
	if (users.length === 0) return 'nobody has sent anything in 30 days';
	const {limit, peak} = tokensPerMinute;
	if (limit !== null && peak === null) return 'the tokens per minute of the last 24 hours are not known';
	const unseen = Object.keys(budgets.teams).find(team => !teams.some(({name}) => name === team));
	return unseen === undefined ? null : `team ${unseen} has sent nothing in 30 days`;
}
