/** Budgets: how much of them is spent, and when a person is notified. */
import type {Budgets} from './config/config.ts';
import {fullName} from './hosts/host.ts';
import {isInFolder} from './in-folder.ts';

export type BudgetState = 'below' | 'near' | 'exceeded';

/** Dollars that were spent. */
export interface Spent {
	usd: number;
	/** Some of it has no price: `usd` is a lower bound. */
	hasUnpriced: boolean;
}

export const noneSpent: Readonly<Spent> = {usd: 0, hasUnpriced: false};

export const addSpent = (a: Spent, b: Spent): Spent => ({
	usd: a.usd + b.usd,
	hasUnpriced: a.hasUnpriced || b.hasUnpriced,
});

/** `usd` null: nothing has a price. */
export const asSpent = (usd: number | null, unpricedModels: readonly string[]): Spent => ({
	usd: usd ?? 0,
	hasUnpriced: unpricedModels.length > 0,
});

/** Null: nothing of it has a price. */
export const pricedUsd = ({usd, hasUnpriced}: Spent): number | null => (hasUnpriced && usd === 0 ? null : usd);

export interface BudgetFigure {
	/** Stable: notified once per span, e.g. `day 2026-11-20`, `session <id>`. */
	id: string;
	kind: 'day' | 'month' | 'project' | 'session';
	/** What it limits: a date, a month, a folder, or a session's name. */
	name: string;
	limitUsd: number;
	/** Null: nothing of what was spent has a price. */
	spentUsd: number | null;
	/** Some of what was spent has no price: `spentUsd` and `share` are lower bounds. */
	hasUnpriced: boolean;
	/** spent ÷ limit; 1 for a budget of $0 once anything is spent. */
	share: number;
	state: BudgetState;
}

/** From here on a budget is marked. */
export const nearShare = 0.8;

export interface Spending {
	/** `2026-11-20` */
	day: string;
	/** `2026-11` */
	month: string;
	ofDay: Spent;
	ofMonth: Spent;
	/** This month by the project's folder. */
	projects: ReadonlyMap<string, Spent>;
	/** Conversations of today over their whole life. `host`: the machine, where that is another one. */
	sessions: readonly {sessionId: string; name: string; spent: Spent; host?: {name: string} | null}[];
}

/** Every budget that is set, the fullest first. */
export function budgetFigures(budgets: Budgets, spending: Spending): BudgetFigure[] {
	const {day, month} = spending;
	const figures: BudgetFigure[] = [];
	const add = (id: string, kind: BudgetFigure['kind'], name: string, limitUsd: number | null, spent: Spent) => {
		if (limitUsd === null) return;
		const {usd, hasUnpriced} = spent;
		const share = limitUsd > 0 ? usd / limitUsd : Number(usd > 0);
		figures.push({id, kind, name, limitUsd, spentUsd: pricedUsd(spent), hasUnpriced, share, state: stateOf(share)});
	};
	add(`day ${day}`, 'day', day, budgets.dayUsd, spending.ofDay);
	add(`month ${month}`, 'month', month, budgets.monthUsd, spending.ofMonth);
	for (const [folder, limit] of Object.entries(budgets.projects)) {
		add(`project ${folder} ${month}`, 'project', folder, limit, inFolder(spending.projects, folder));
	}
	for (const {sessionId, name, spent, host = null} of spending.sessions) {
		const limit = Object.hasOwn(budgets.sessions, name) ? budgets.sessions[name]! : budgets.sessionUsd;
		add(`session ${sessionId}`, 'session', fullName({name, host}), limit, spent);
	}
	return figures.sort((a, b) => b.share - a.share);
}

/** A project's folder holds its subfolders and worktrees. */
const inFolder = (projects: ReadonlyMap<string, Spent>, folder: string): Spent =>
	[...projects]
		.filter(([path]) => isInFolder(path, folder))
		.reduce((sum, [, spent]) => addSpent(sum, spent), noneSpent);

/** A conversation's budget; undefined if it has none. */
export const budgetOfSession = (figures: readonly BudgetFigure[], sessionId: string): BudgetFigure | undefined =>
	figures.length === 0 ? undefined : figures.find(({id}) => id === `session ${sessionId}`);

/** The project budgets that spending in this folder counts towards. */
export const budgetsOfFolder = (figures: readonly BudgetFigure[], cwd: string | null): readonly BudgetFigure[] =>
	cwd === null ? [] : figures.filter(({kind, name}) => kind === 'project' && isInFolder(cwd, name));

/** Budgets of months and projects need days that only the history knows. */
export const needsHistory = ({monthUsd, projects}: Budgets): boolean =>
	monthUsd !== null || Object.keys(projects).length > 0;

/** Whether any budget is set at all. */
export const hasBudget = ({dayUsd, monthUsd, sessionUsd, projects, sessions}: Budgets): boolean =>
	[dayUsd, monthUsd, sessionUsd, ...Object.values(projects), ...Object.values(sessions)].some(limit => limit !== null);

function stateOf(share: number): BudgetState {
	if (share >= 1) return 'exceeded';
	return share >= nearShare ? 'near' : 'below';
}

/** Marks `id state` as notified. False: the user was notified of it before, by this ccmon or by another one. */
export type MarkNotified = (text: string) => boolean;

/** The budgets to notify about: those that have just come near their limit or exceeded it. */
export function newAlerts(figures: readonly BudgetFigure[], markNotified: MarkNotified): BudgetFigure[] {
	return figures.filter(({id, state}) => {
		if (state === 'below' || !markNotified(`${id} ${state}`)) return false;
		// A correction may bring it down again: after "spent", "nearly spent" is no news.
		if (state === 'exceeded') markNotified(`${id} near`);
		return true;
	});
}
