/** What the view of a team shows, and what of it a person has chosen. */
import type {TeamBudgets} from '../config/team.ts';
import type {TeamReport} from './report.ts';
import type {TeamGrouping, TeamSort} from './rows.ts';

export interface TeamState {
	grouping: TeamGrouping;
	sort: TeamSort;
	/** Of names and teams. One that leaves a single person shows that one's detail. */
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
