/** The screen as plain text, for a pipe or a look in passing. */

import {budgetOfSession} from '../core/budget.ts';
import {listSessions} from '../core/fleet.ts';
import type {MonitorState} from '../store.ts';
import {layoutColumns} from './column-layout.ts';
import {headerLines} from './header-lines.ts';
import type {ScreenOptions} from './options.ts';
import {rowLine, titleLine} from './row-line.ts';
import {inCharset} from './theme.ts';

export interface OnceOptions extends ScreenOptions {
	columns: number;
	showFinished?: boolean;
}

/** Header and table with a final newline; without colours there are no escape sequences. */
export function renderOnce(state: MonitorState, {columns, showFinished = false, ...options}: OnceOptions): string {
	const {look, home, backgroundNormUsd} = options;
	const sessions = listSessions(state.sessions, {sort: 'state', filter: '', showFinished});
	const hosts = state.hosts.length > 0;
	const layout = layoutColumns(columns, {hosts});
	const nothing = {selected: false, marked: false, doing: null, policyPercent: null} as const;
	const context = {look, home, backgroundNormUsd, now: state.now, ...nothing};
	const lines = [
		...headerLines(state, columns, options),
		'',
		...(sessions.length > 0
			? [
					titleLine(layout, look, {sort: 'state', note: '', onPlan: state.limits !== null}),
					...sessions.map(session => {
						const budget = budgetOfSession(state.budgets, session.sessionId)?.state ?? 'below';
						return rowLine(session, layout, {...context, budget});
					}),
				]
			: [`No Claude Code session is running on ${hosts ? 'any of these machines' : 'this machine'}.`]),
	];
	return `${lines.map(line => inCharset(look, line).trimEnd()).join('\n')}\n`;
}
