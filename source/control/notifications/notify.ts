/** When to notify the user: a session waits, has finished, is nearly full, or has spent its budget. Off by default. */

import {cleanLabel} from '../../claude/clean.ts';
import {type BudgetFigure, type MarkNotified, newAlerts} from '../../core/budget.ts';
import type {Config} from '../../core/config/config.ts';
import {formatPercent, formatUsd} from '../../core/format.ts';
import {fullName} from '../../core/hosts/host.ts';
import type {Session} from '../../core/session.ts';
import {errorWords, waitingNews} from '../../core/waiting-words.ts';

export interface Notification {
	event: Config['notifications']['events'][number];
	/** One line: `web waits: permission prompt`. */
	text: string;
}

export interface NotifyPorts {
	config: Pick<Config, 'notifications' | 'quietHours'>;
	markNotified: MarkNotified;
	/** Minutes since local midnight. */
	minuteOfDay(at: number): number;
	send(notification: Notification): void;
}

export interface Notifier {
	/**
	 * Compares with what was last seen. The state in which a session is first seen is not news; of a budget the user is
	 * notified once, whenever that is.
	 */
	see(sessions: Iterable<Session>, budgets: readonly BudgetFigure[], now: number): void;
}

interface Seen {
	state: Session['state'];
	/** It was busy, and the end of its turn is still to be read. */
	isEnding: boolean;
	isFull: boolean;
}

export function isQuiet(quietHours: Config['quietHours'], minute: number): boolean {
	if (!quietHours) return false;
	const {fromMinute, toMinute} = quietHours;
	return fromMinute <= toMinute ? minute >= fromMinute && minute < toMinute : minute >= fromMinute || minute < toMinute;
}

export function createNotifier({config, minuteOfDay, markNotified, send}: NotifyPorts): Notifier {
	const {notifications, quietHours} = config;
	const seen = new Map<string, Seen>();

	const look = ({state, context}: Session): Seen => {
		const {tokens, thresholdTokens} = context;
		const share = tokens === null || thresholdTokens === null ? 0 : tokens / thresholdTokens;
		return {state, isEnding: false, isFull: share * 100 >= notifications.fillPercent};
	};
	const isWanted = (event: Notification['event'], now: number) =>
		notifications.via.length > 0 && notifications.events.includes(event) && !isQuiet(quietHours, minuteOfDay(now));

	function compare(
		session: Session,
		before: Seen,
		is: Seen,
		notify: (event: Notification['event'], text: string) => void,
	): void {
		const {context, turn, lastError} = session;
		const name = fullName(session);
		if (is.state === 'waiting' && before.state !== 'waiting') {
			notify('waiting', waitingNews(session));
		}
		if (is.state === 'error' && before.state !== 'error' && lastError) {
			notify('error', `${name} stopped: ${errorWords(lastError)}`);
		}
		// The registry reports idle slightly before the transcript says how the turn ended.
		const hasEnded = is.state === 'idle' && (before.state === 'busy' || before.isEnding);
		const isKnown = turn.end !== null || turn.startedAt === null;
		if (hasEnded && isKnown && turn.end !== 'interrupted') notify('finished', `${name} has finished`);
		is.isEnding = hasEnded && !isKnown;
		if (is.isFull && !before.isFull) notify('fill', `${name} context ${formatPercent(context.fill)} full`);
	}

	return {
		see(sessions, budgets, now) {
			const notify = (event: Notification['event'], text: string) => {
				if (isWanted(event, now)) send({event, text: cleanLabel(text)});
			};
			for (const session of sessions) {
				// While its machine is lost, keep the old state to compare with afterwards.
				if ((session.host?.lostAt ?? null) !== null) continue;
				const before = seen.get(session.key);
				const is = look(session);
				seen.set(session.key, is);
				if (before) compare(session, before, is, notify);
			}
			// What happens in quiet hours is sent afterwards, if it still holds.
			if (!isWanted('budget', now)) return;
			for (const budget of newAlerts(budgets, markNotified)) notify('budget', budgetText(budget));
		},
	};
}

function budgetText({kind, name, share, state, spentUsd, hasUnpriced, limitUsd}: BudgetFigure): string {
	const whose = kind === 'day' ? 'today' : kind === 'month' ? 'this month' : name;
	const spent = `${formatUsd(spentUsd, {partial: hasUnpriced})} of ${formatUsd(limitUsd)}`;
	return state === 'exceeded'
		? `budget of ${whose} is spent: ${spent}`
		: `budget of ${whose} ${formatPercent(share)} spent: ${spent}`;
}
