/** Spending compared with budgets, and plan limits with their resets: evaluated with each batch of figures. */
import {
	addSpent,
	asSpent,
	type BudgetFigure,
	budgetFigures,
	needsHistory,
	noneSpent,
	type Spending,
	type Spent,
} from './budget.ts';
import type {Budgets} from './config/config.ts';
import type {Fleet} from './fleet.ts';
import {type AccountForecast, forecastPlans, type PlanLimits} from './plan-limits.ts';

export interface SpendingStatus {
	/** Those that are set and known, the fullest first. */
	budgets: readonly BudgetFigure[];
	/** Forecasts of the plans' limits, except those that were reset since the last report. */
	forecasts: readonly AccountForecast[];
	/** Machines that have not reported their months and projects yet, so that the budgets do not include them. */
	budgetsWithout: readonly string[];
}

const noStatus: SpendingStatus = {budgets: [], forecasts: [], budgetsWithout: []};

/** What another machine has spent this month. */
export interface SpentElsewhere {
	/** Without its today, which is in the fleet's totals. */
	earlier: Spent;
	/** As in `Spending`, of its own folders. */
	projects: ReadonlyMap<string, Spent>;
}

export interface SpendingEvaluatorOptions {
	budgets: Budgets;
	/** The local day of a time: `2026-11-20`. */
	dateOf(at: number): string;
	/** Other machines by name; null for one that is not known yet. Missing: there are none. */
	elsewhere?(): ReadonlyMap<string, SpentElsewhere | null>;
}

export interface SpendingEvaluator {
	/** Parts that did not change keep their identity. `now` in ms. */
	evaluate(fleet: Fleet, plans: readonly PlanLimits[], now: number): SpendingStatus;
	/** Sets what the history knows about earlier days and about projects. */
	setHistory(spending: Spending): void;
}

const minuteMs = 60_000;

export function createSpendingEvaluator({
	budgets,
	dateOf,
	elsewhere = () => new Map(),
}: SpendingEvaluatorOptions): SpendingEvaluator {
	let history: Spending | null = null;
	let last = noStatus;

	/** Today, alone and as part of the month, is the header's figure: the screen must not contradict itself. */
	const spendingNow = ({sessions, totals}: Fleet, day: string, others: readonly SpentElsewhere[]): Spending => {
		const month = day.slice(0, 7);
		const ofDay = asSpent(totals.todayUsd, totals.unpricedModels);
		const past = history?.month === month ? history : null;
		return {
			day,
			month,
			ofDay,
			ofMonth: [past ? earlierIn(past, day) : noneSpent, ...others.map(({earlier}) => earlier)].reduce(addSpent, ofDay),
			projects: added([past?.projects ?? new Map(), ...others.map(({projects}) => projects)]),
			sessions: [...sessions.values()].map(({sessionId, name, cost, host}) => ({
				sessionId,
				name,
				spent: asSpent(cost.totalUsd, cost.unpricedModels),
				host,
			})),
		};
	};

	return {
		evaluate(fleet, plans, now) {
			// Months and projects are unknown until the history has been read.
			const known = history ? budgets : {...budgets, monthUsd: null, projects: {}};
			const others = history && needsHistory(budgets) ? elsewhere() : new Map<string, SpentElsewhere | null>();
			const answered = [...others.values()].filter(other => other !== null);
			const figures = budgetFigures(known, spendingNow(fleet, dateOf(now), answered));
			const forecasts = forecastPlans(plans, now - (now % minuteMs));
			const without = [...others].flatMap(([name, other]) => (other === null ? [name] : []));
			last = {
				budgetsWithout: `${without}` === `${last.budgetsWithout}` ? last.budgetsWithout : without,
				budgets: keepSame(last.budgets, figures, ({id}) => id),
				forecasts: keepSame(last.forecasts, forecasts, ({account, limit}) => `${account} ${limit}`),
			};
			return last;
		},
		setHistory(spending) {
			history = spending;
		},
	};
}

/** This month without the day. */
const earlierIn = ({ofMonth, ofDay, day: readOn}: Spending, day: string): Spent =>
	readOn === day ? {...ofMonth, usd: ofMonth.usd - ofDay.usd} : ofMonth;

/** By folder: the same path is the same project on every machine. */
function added(all: readonly ReadonlyMap<string, Spent>[]): ReadonlyMap<string, Spent> {
	const [first = new Map(), ...others] = all;
	if (others.length === 0) return first;
	const sums = new Map(first);
	for (const one of others)
		for (const [folder, spent] of one) sums.set(folder, addSpent(sums.get(folder) ?? noneSpent, spent));
	return sums;
}

/** Keeps the objects of unchanged figures, and the list itself if none has changed. */
function keepSame<Figure extends object>(
	before: readonly Figure[],
	after: readonly Figure[],
	idOf: (figure: Figure) => string,
): readonly Figure[] {
	const known = new Map(before.map(figure => [idOf(figure), figure]));
	const kept = after.map(figure => {
		const earlier = known.get(idOf(figure));
		const isSame = earlier && (Object.keys(figure) as (keyof Figure)[]).every(key => figure[key] === earlier[key]);
		return isSame ? earlier : figure;
	});
	return kept.length === before.length && kept.every((figure, index) => figure === before[index]) ? before : kept;
}
