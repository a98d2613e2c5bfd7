/** All sessions together: totals, order, filter. */

import type {Basis} from '../accounting/figures.ts';
import type {Rate} from '../accounting/rates.ts';
import type {RateLimits} from '../claude/statusline/rate-limits.ts';
import {localHost} from './config/hosts.ts';
import {compareNames} from './names.ts';
import type {Session} from './session.ts';

export interface FleetTotals {
	/** Since midnight in the person's time zone. Null: nothing could be priced. */
	todayUsd: number | null;
	todayBackgroundUsd: number | null;
	todayIdleUsd: number | null;
	/** Dollars of the last 60 minutes. Null: nothing of them could be priced. */
	usdPerHour: number | null;
	tokensPerMinute: number;
	requestsPerMinute: number;
	/** Of today's busiest minute, all sessions together. */
	peak: Rate;
	basis: Basis;
	partial: boolean;
	/** Of today, and not in the dollars. */
	unpricedModels: readonly string[];
}

export const zeroTotals: FleetTotals = {
	todayUsd: 0,
	todayBackgroundUsd: null,
	todayIdleUsd: null,
	usdPerHour: null,
	tokensPerMinute: 0,
	requestsPerMinute: 0,
	peak: {tokensPerMinute: 0, requestsPerMinute: 0},
	basis: 'telemetry',
	partial: false,
	unpricedModels: [],
};

export interface Fleet {
	/** Running sessions and today's finished ones, by `Session.key`. */
	sessions: ReadonlyMap<string, Session>;
	totals: FleetTotals;
	limits: RateLimits | null;
}

export type SortColumn = 'state' | 'name' | 'host' | 'context' | 'cost' | 'background' | 'rate' | 'last';

export interface ListOptions {
	sort: SortColumn;
	/** Reverses the order; waiting sessions still come first. */
	reverse?: boolean;
	/** Matched against name, folder, model, state and host, case-insensitively; `host:box` selects a machine. Empty: all. */
	filter: string;
	showFinished: boolean;
}

const stateRank = {waiting: 0, error: 1, busy: 2, shell: 3, idle: 3, unknown: 3, exited: 4} as const;

const byName = (a: Session, b: Session) => compareNames(a.name, b.name) || compareNames(a.key, b.key);
const descending = (figure: (session: Session) => number | null) => (a: Session, b: Session) =>
	(figure(b) ?? -1) - (figure(a) ?? -1) || byName(a, b);

const orders: Record<SortColumn, (a: Session, b: Session) => number> = {
	state: (a, b) => stateRank[a.state] - stateRank[b.state] || byName(a, b),
	name: byName,
	host: (a, b) => compareNames(a.host?.name ?? '', b.host?.name ?? '') || byName(a, b),
	context: descending(session => session.context.fill),
	cost: descending(session => session.cost.totalUsd),
	background: descending(session => session.cost.backgroundUsd),
	rate: descending(session => session.tokensPerMinute),
	last: descending(session => session.lastActivityAt),
};

const hostWord = 'host:';
const isHostWord = (word: string) => word.startsWith(hostWord);

/** The rows to show, in a stable order. Waiting sessions come first under every sort. */
export function listSessions(sessions: ReadonlyMap<string, Session>, options: ListOptions): Session[] {
	const direction = options.reverse ? -1 : 1;
	const all = options.filter.toLowerCase().split(/\s+/).filter(Boolean);
	const hosts = all.filter(isHostWord).map(word => word.slice(hostWord.length));
	const words = all.filter(word => !isHostWord(word));
	return [...sessions.values()]
		.filter(session => options.showFinished || session.state !== 'exited')
		.filter(session => {
			const {name, cwd, model, modelName, state, waitingFor, waiting, git, host} = session;
			const machine = (host?.name ?? localHost).toLowerCase();
			if (hosts.length > 0 && !hosts.some(wanted => machine.startsWith(wanted))) return false;
			const text = [name, cwd, model, modelName, state, waitingFor, waiting?.call?.summary, git.branch, host?.name]
				.join(' ')
				.toLowerCase();
			return words.every(word => text.includes(word));
		})
		.sort(
			(a, b) => Number(b.state === 'waiting') - Number(a.state === 'waiting') || direction * orders[options.sort](a, b),
		);
}
