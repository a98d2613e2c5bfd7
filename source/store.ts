/**
 * The one writer of state. Sources emit events; the ledger accounts for them at once; the screen hears of it in batches,
 * because a terminal drawn more often than ten times a second costs more and shows no more.
 */
import {createStore, type StoreApi} from 'zustand/vanilla';
import type {LogEntry} from './commands/command.ts';
import type {Problem, RateLimits} from './core/events.ts';
import type {FleetTotals} from './core/fleet.ts';
import type {Session} from './core/session.ts';

export interface MonitorState {
	/** False until the running sessions have been read once. */
	ready: boolean;
	/** Running sessions and today's finished ones, by `Session.key`. Unchanged sessions keep their identity. */
	sessions: ReadonlyMap<string, Session>;
	totals: FleetTotals;
	limits: RateLimits | null;
	/** One entry per path, counts added up. */
	problems: readonly Problem[];
	/** Newest last. */
	log: readonly LogEntry[];
	/** Coarse clock for ages and countdowns, in ms; moves only when a shown figure could change by it. */
	now: number;
}

export type MonitorStore = StoreApi<MonitorState>;

export const emptyState: MonitorState = {
	ready: false,
	sessions: new Map(),
	totals: {
		todayUsd: null,
		todayBackgroundUsd: null,
		todayIdleUsd: null,
		usdPerHour: null,
		tokensPerMinute: 0,
		requestsPerMinute: 0,
		basis: 'estimated',
		partial: true,
	},
	limits: null,
	problems: [],
	log: [],
	now: 0,
};

export function createMonitorStore(initial: Partial<MonitorState> = {}): MonitorStore {
	return createStore<MonitorState>(() => ({...emptyState, ...initial}));
}
