/** How much of the budgets is spent, from the history. */
import {budgetFigures, type Spending} from '../../core/budget.ts';
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
	const projects = new Map<string, number>();
	const sessions: {sessionId: string; name: string; usd: number}[] = [];
	let dayUsd = 0;
	let monthUsd = 0;
	for (const {sessionId, title, cwd, pieces} of spending) {
		let sessionUsd = 0;
		let isOfToday = false;
		for (const {quarter, costUsd} of pieces) {
			const day = localDay(spans, quarter);
			const usd = costUsd ?? 0;
			sessionUsd += usd;
			if (day === today) {
				isOfToday = true;
				dayUsd += usd;
			}
			if (day > today || monthName(day) !== month) continue;
			monthUsd += usd;
			if (cwd !== null) projects.set(cwd, (projects.get(cwd) ?? 0) + usd);
		}
		if (isOfToday) sessions.push({sessionId, name: nameOf({sessionId, title, cwd}), usd: sessionUsd});
	}
	return {day: dayName(today), month, dayUsd, monthUsd, projects, sessions};
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
		.map(({kind, name, spentUsd, limitUsd, share}) => {
			const spent = `${formatUsd(spentUsd)} of ${formatUsd(limitUsd)} (${formatPercent(share)})`;
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
