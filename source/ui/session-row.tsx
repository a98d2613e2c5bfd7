/** One session's line in the list. It subscribes to its own session only, so a busy neighbour does not redraw it. */
import {memo} from 'react';
import {budgetOfSession} from '../core/budget.ts';
import {policyBadge} from '../core/policy-rules.ts';
import type {Session} from '../core/session.ts';
import type {ColumnLayout} from './column-layout.ts';
import {doingLabel} from './doing.ts';
import {ageLabel, timeLeftLabel} from './figures.ts';
import {Line} from './lines.tsx';
import {rowLine} from './row-line.ts';
import {useParts, useScreen} from './screen-context.tsx';

/** Changes whenever a time-dependent text in the row does. */
const timeLabels = (session: Session, now: number): string =>
	`${ageLabel(session.lastActivityAt, now)} ${ageLabel(session.host?.lostAt ?? null, now)} ${session.cache === null ? '' : timeLeftLabel(session.cache.expiresAt, now)}`;

export const SessionRow = memo(function SessionRow({
	sessionKey,
	layout,
	selected,
	marked,
}: {
	sessionKey: string;
	layout: ColumnLayout;
	selected: boolean;
	marked: boolean;
}) {
	const {options} = useParts();
	const {look, home, backgroundNormUsd} = options;
	const session = useScreen(fleet => fleet.sessions.get(sessionKey));
	const doing = useScreen(fleet => doingLabel(fleet.log, sessionKey, fleet.now, look.glyphs));
	const policyPercent = useScreen(fleet => session && policyBadge(fleet.policy, session));
	const budget = useScreen(({budgets}) => (session && budgetOfSession(budgets, session.sessionId)?.state) ?? 'below');
	const now = useScreen(
		fleet => fleet.now,
		(before, after) => !session || timeLabels(session, before) === timeLabels(session, after),
	);
	if (!session) return <Line text="" />;
	const own = {selected, marked, doing, policyPercent: policyPercent ?? null, budget};
	return <Line text={rowLine(session, layout, {look, home, backgroundNormUsd, now, ...own})} />;
});
