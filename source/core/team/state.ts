/** The state of the team view: its data and the user's choices. */
import type {TeamBudgets} from '../config/team.ts';
import type {TeamReport} from './report.ts';
import type {TeamGrouping, TeamSort} from './rows.ts';

export interface TeamState {
	grouping: TeamGrouping;
	sort: TeamSort;
	/** Matched against names and teams. If a single person is left, their detail is shown. */
	filter: string;
	/** Null until the server has answered. */
	report: TeamReport | null;
	/** Why there is no newer answer, and what to do; null: there is one. */
	error: string | null;
	isAsking: boolean;
	budgets: TeamBudgets;
	/** What gateways and providers count, a line each. */
	besides: readonly string[];
}
