/** What was spent: dollars that all have a price, and a month as the history has read it. */
import type {Spending, Spent} from '../../source/core/budget.ts';

export const spent = (usd: number): Spent => ({usd, hasUnpriced: false});

/** $3 of this day and $40 of the month. */
export const spentThisMonth: Spending = {
	day: '2026-11-22',
	month: '2026-11',
	ofDay: spent(3),
	ofMonth: spent(40),
	projects: new Map(),
	sessions: [],
};
