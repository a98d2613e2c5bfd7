/** When to call the person: a session waits, has finished, is nearly full, or has spent its budget. Off by default. */
import {cleanLabel} from '../core/clean.ts';
import type {Config} from '../core/config.ts';
import {formatPercent, formatUsd} from '../core/format.ts';
import type {Session} from '../core/session.ts';

export interface Notification {
	event: Config['notifications']['events'][number];
	/** One line: `web waits: permission prompt`. */
	text: string;
}

export interface NotifyPorts {
	config: Pick<Config, 'notifications' | 'budgets' | 'quietHours'>;
	/** Minutes since local midnight. */
	minuteOfDay(at: number): number;
	send(notification: Notification): void;
}

export interface Notifier {
	/** Compares with what was seen last. What is so at the first sight of a session is no news. */
	see(sessions: Iterable<Session>, todayUsd: number | null, now: number): void;
}

interface Seen {
	state: Session['state'];
	isFull: boolean;
	isOverBudget: boolean;
}

export function isQuiet(quietHours: Config['quietHours'], minute: number): boolean {
	if (!quietHours) return false;
	const {fromMinute, toMinute} = quietHours;
	return fromMinute <= toMinute ? minute >= fromMinute && minute < toMinute : minute >= fromMinute || minute < toMinute;
}

export function createNotifier({config, minuteOfDay, send}: NotifyPorts): Notifier {
	const {notifications, budgets, quietHours} = config;
	const seen = new Map<string, Seen>();
	let wasOverDay: boolean | null = null;

	const budgetOf = ({name}: Session) => budgets.sessions[name] ?? budgets.sessionUsd;
	const look = (session: Session): Seen => {
		const {tokens, thresholdTokens} = session.context;
		const share = tokens === null || thresholdTokens === null ? 0 : tokens / thresholdTokens;
		const budget = budgetOf(session);
		return {
			state: session.state,
			isFull: share * 100 >= notifications.fillPercent,
			isOverBudget: budget !== null && (session.cost.totalUsd ?? 0) > budget,
		};
	};

	return {
		see(sessions, todayUsd, now) {
			const quiet = isQuiet(quietHours, minuteOfDay(now));
			const tell = (event: Notification['event'], text: string) => {
				if (!quiet && notifications.via.length > 0 && notifications.events.includes(event)) {
					send({event, text: cleanLabel(text)});
				}
			};
			for (const session of sessions) {
				const before = seen.get(session.key);
				const is = look(session);
				seen.set(session.key, is);
				if (before) compare(session, before, is, tell);
			}
			const isOverDay = budgets.dayUsd !== null && (todayUsd ?? 0) > budgets.dayUsd;
			if (isOverDay && wasOverDay === false) {
				tell('budget', `today has cost ${formatUsd(todayUsd)}, more than ${formatUsd(budgets.dayUsd)}`);
			}
			wasOverDay = isOverDay;
		},
	};

	function compare(
		session: Session,
		before: Seen,
		is: Seen,
		tell: (event: Notification['event'], text: string) => void,
	): void {
		const {name, waitingFor, context, cost} = session;
		if (is.state === 'waiting' && before.state !== 'waiting') {
			tell('waiting', `${name} waits${waitingFor ? `: ${waitingFor}` : ' for an answer'}`);
		}
		if (before.state === 'busy' && is.state === 'idle') tell('finished', `${name} has finished`);
		if (is.isFull && !before.isFull) tell('fill', `${name} is full to ${formatPercent(context.fill)}`);
		if (is.isOverBudget && !before.isOverBudget) {
			tell('budget', `${name} has cost ${formatUsd(cost.totalUsd)}, more than ${formatUsd(budgetOf(session))}`);
		}
	}
}
