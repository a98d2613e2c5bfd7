/** How much of the budgets is spent, from the history. */

import {getOrMake} from '../../accounting/get-or-make.ts';
import {budgetFigures, noneSpent, type Spending, type Spent} from '../../core/budget.ts';
import type {Budgets} from '../../core/config/config.ts';
import {formatPercent, formatUsd} from '../../core/format.ts';
import {isInFolder} from '../../core/in-folder.ts';
import {conversationName} from '../../core/names.ts';
import type {ConversationSpending} from '../../index/spending-rows.ts';
import {dayAt} from './period.ts';
import {dayName, localDay, monthName, spansSinceClaudeCode, type Zone} from './zones.ts';

export function spendingNow(spending: readonly ConversationSpending[], zone: Zone, now: number): Spending {
	const spans = spansSinceClaudeCode(zone);
	const today = dayAt(zone, now);
	const month = monthName(today);
	const projects = new Map<string, Spent>();
	const sessions: {sessionId: string; name: string; spent: Spent}[] = [];
	const ofDay = newSpent();
	const ofMonth = newSpent();
	for (const {sessionId, title, cwd, pieces} of spending) {
		const spent = newSpent();
		let isOfToday = false;
		for (const {quarter, costUsd} of pieces) {
			const day = localDay(spans, quarter);
			spend(spent, costUsd);
			if (day === today) {
				isOfToday = true;
				spend(ofDay, costUsd);
			}
			if (day > today || monthName(day) !== month) continue;
			spend(ofMonth, costUsd);
			if (cwd !== null) spend(getOrMake(projects, cwd, newSpent), costUsd);
		}
		if (isOfToday) sessions.push({sessionId, name: nameOf({sessionId, title, cwd}), spent});
	}
	return {day: dayName(today), month, ofDay, ofMonth, projects, sessions};
}

const newSpent = (): Spent => ({...noneSpent});

function spend(sum: Spent, costUsd: number | null): void {
	if (costUsd === null) sum.hasUnpriced = true;
	else sum.usd += costUsd;
}

/** The session's name as on the screen, which budgets of sessions refer to. */
const nameOf = (conversation: Pick<ConversationSpending, 'sessionId' | 'title' | 'cwd'>): string =>
	conversationName(conversation) ?? conversation.sessionId.slice(0, 8);

/** One line per budget that is exceeded. */
export function checkBudgets(
	spending: readonly ConversationSpending[],
	budgets: Budgets,
	zone: Zone,
	now: number,
): string[] {
	return budgetFigures(budgets, spendingNow(spending, zone, now))
		.filter(({state}) => state === 'exceeded')
		.map(({kind, name, spentUsd, hasUnpriced, limitUsd, share}) => {
			const spent = `${formatUsd(spentUsd, {partial: hasUnpriced})} of ${formatUsd(limitUsd)} (${formatPercent(share)})`;
			return `Over budget: ${kind} ${name}, ${spent}`;
		});
}

/** Models without a price that a budget would have to include: their cost is missing from it. */
export function unpricedModels(
	spending: readonly ConversationSpending[],
	{dayUsd, monthUsd, projects, sessions, sessionUsd}: Budgets,
	zone: Zone,
	now: number,
): string[] {
	const spans = spansSinceClaudeCode(zone);
	const today = dayAt(zone, now);
	const month = monthName(today);
	const folders = Object.keys(projects);
	const models = new Set<string>();
	for (const {sessionId, title, cwd, pieces} of spending) {
		const isOfToday = pieces.some(({quarter}) => localDay(spans, quarter) === today);
		const ofSession = isOfToday && (sessionUsd !== null || Object.hasOwn(sessions, nameOf({sessionId, title, cwd})));
		const ofMonth = monthUsd !== null || (cwd !== null && folders.some(folder => isInFolder(cwd, folder)));
		for (const {quarter, costUsd, model} of pieces) {
			if (costUsd !== null) continue;
			const day = localDay(spans, quarter);
			const isCounted =
				ofSession || (dayUsd !== null && day === today) || (ofMonth && day <= today && monthName(day) === month);
			if (isCounted) models.add(model);
		}
	}
	return [...models].sort();
}
