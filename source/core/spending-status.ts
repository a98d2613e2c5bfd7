/** The spending compared with the budgets, and plan limits with their resets: evaluated with each batch of figures. */
import {type BudgetFigure, budgetFigures, type Spending} from './budget.ts';
import type {Budgets} from './config/config.ts';
import type {Fleet} from './fleet.ts';
import {type AccountForecast, forecastPlans, type PlanLimits} from './plan-limits.ts';

export interface SpendingStatus {
	/** Those that are set and known, the fullest first. */
	budgets: readonly BudgetFigure[];
	/** Of the plans' limits; one that was reset since it was reported is not among them. */
	forecasts: readonly AccountForecast[];
}

const noStatus: SpendingStatus = {budgets: [], forecasts: []};

export interface SpendingEvaluatorOptions {
	budgets: Budgets;
	/** The local day of a time: `2026-11-20`. */
	dateOf(at: number): string;
}

export interface SpendingEvaluator {
	/** Parts that did not change keep their identity. `now` in ms. */
	evaluate(fleet: Fleet, plans: readonly PlanLimits[], now: number): SpendingStatus;
	/** Takes what the history knows of the days before this one, and of projects. */
	setHistory(spending: Spending): void;
}

const minuteMs = 60_000;

export function createSpendingEvaluator({budgets, dateOf}: SpendingEvaluatorOptions): SpendingEvaluator {
	let history: Spending | null = null;
	let last = noStatus;

	/** The day is the one of the header, and so is the last part of the month: the screen must not disagree with itself. */
	const spendingNow = ({sessions, totals}: Fleet, day: string): Spending => {
		const month = day.slice(0, 7);
		const dayUsd = totals.todayUsd ?? 0;
		const past = history?.month === month ? history : null;
		const earlierUsd = past ? past.monthUsd - (past.day === day ? past.dayUsd : 0) : 0;
		return {
			day,
			month,
			dayUsd,
			monthUsd: earlierUsd + dayUsd,
			projects: past?.projects ?? new Map(),
			sessions: [...sessions.values()].map(({sessionId, name, cost}) => ({sessionId, name, usd: cost.totalUsd ?? 0})),
		};
	};

	return {
		evaluate(fleet, plans, now) {
			// Before the history has been read nothing is known of months and projects.
			const known = history ? budgets : {...budgets, monthUsd: null, projects: {}};
			const figures = budgetFigures(known, spendingNow(fleet, dateOf(now)));
			const forecasts = forecastPlans(plans, now - (now % minuteMs));
			last = {
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

/** Figures that have not changed, and the list where none has, as they were. */
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
