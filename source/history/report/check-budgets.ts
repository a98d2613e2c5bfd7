/** What was spent of the budgets, from the history. */
import {budgetFigures, type Spending} from '../../core/budget.ts';
import type {Budgets} from '../../core/config.ts';
import {formatPercent, formatUsd} from '../../core/format.ts';
import {spansOf} from './entries.ts';
import {dayAt} from './period.ts';
import type {SessionSpending} from './read-spending.ts';
import {dayName, localDay, monthName, type Zone} from './zones.ts';

export function spendingNow(spending: readonly SessionSpending[], zone: Zone, now: number): Spending {
	const spans = spansOf(spending, zone);
	const today = dayAt(zone, now);
	const month = monthName(today);
	const projects = new Map<string, number>();
	const sums: Spending & {dayUsd: number; monthUsd: number} = {
		day: dayName(today),
		month,
		dayUsd: 0,
		monthUsd: 0,
		projects,
		sessions: spending
			.filter(({spent}) => spent.some(({quarter}) => localDay(spans, quarter) === today))
			.map(({session, spent}) => ({
				sessionId: session.sessionId,
				name: session.title ?? session.sessionId,
				usd: spent.reduce((sum, {costUsd}) => sum + (costUsd ?? 0), 0),
			})),
	};
	for (const {session, spent} of spending) {
		for (const {quarter, costUsd} of spent) {
			const day = localDay(spans, quarter);
			const usd = costUsd ?? 0;
			if (day === today) sums.dayUsd += usd;
			if (day > today || monthName(day) !== month) continue;
			sums.monthUsd += usd;
			if (session.cwd !== null) projects.set(session.cwd, (projects.get(session.cwd) ?? 0) + usd);
		}
	}
	return sums;
}

/** One line per budget that is exceeded. */
export function checkBudgets(
	spending: readonly SessionSpending[],
	budgets: Budgets,
	zone: Zone,
	now: number,
): string[] {
	return budgetFigures(budgets, spendingNow(spending, zone, now))
		.filter(({state}) => state === 'exceeded')
		.map(({kind, name, spentUsd, limitUsd, share}) => {
			const spent = `${formatUsd(spentUsd)} of ${formatUsd(limitUsd)} (${formatPercent(share)})`;
			return `Over budget: ${kind} ${name}, ${spent}`;
		});
}
