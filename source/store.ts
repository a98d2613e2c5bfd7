/**
 * The one writer of state. Sources emit events; the ledger accounts for them at once; the screen is updated in batches,
 * because a terminal drawn more often costs more and shows no more.
 */
import {createStore, type StoreApi} from 'zustand/vanilla';
import type {Emit, Problem} from './claude/events.ts';
import type {RateLimits} from './claude/statusline/rate-limits.ts';
import type {LogEntry} from './core/action-log.ts';
import {type FleetTotals, zeroTotals} from './core/fleet.ts';
import {guarded} from './core/guarded.ts';
import type {HostFigure, Hosts} from './core/hosts/host.ts';
import {joinPlans, joinSessions, joinTotals} from './core/hosts/join.ts';
import type {Ledger} from './core/ledger.ts';
import {shownPlan} from './core/plan-limits.ts';
import type {PolicyState} from './core/policy-rules.ts';
import type {Session} from './core/session.ts';
import type {SpendingEvaluator, SpendingStatus} from './core/spending-status.ts';

export interface MonitorState extends SpendingStatus {
	/** False until the running sessions have been read once. */
	ready: boolean;
	/** Running sessions and today's finished ones, by `Session.key`. Unchanged sessions keep their identity. */
	sessions: ReadonlyMap<string, Session>;
	/** Of this machine and all hosts. */
	totals: FleetTotals;
	/** Of this machine alone. */
	ownTotals: FleetTotals;
	/** Other machines, as the config names them; empty: none is shown. */
	hosts: readonly HostFigure[];
	/** This machine is shown, as it is unless the command line names others. */
	showsOwn: boolean;
	limits: RateLimits | null;
	/** One entry per path and message, counts added up. */
	problems: readonly Problem[];
	/** Newest last. */
	log: readonly LogEntry[];
	/** Null: no policy is configured. */
	policy: PolicyState | null;
	/** 0 to 1 while much of the transcripts is being read for the history; null: it is not. */
	scanned: number | null;
	/** Coarse clock for ages and countdowns, in ms: advances with each batch, and slowly when nothing happens. */
	now: number;
}

export type MonitorStore = StoreApi<MonitorState>;

const noTotals: FleetTotals = {...zeroTotals, todayUsd: null, basis: 'estimated', partial: true};

export const emptyState: MonitorState = {
	ready: false,
	sessions: new Map(),
	totals: noTotals,
	ownTotals: noTotals,
	hosts: [],
	showsOwn: true,
	limits: null,
	problems: [],
	log: [],
	policy: null,
	budgets: [],
	forecasts: [],
	budgetsWithout: [],
	scanned: null,
	now: 0,
};

export function createMonitorStore(initial: Partial<MonitorState> = {}): MonitorStore {
	return createStore<MonitorState>(() => ({...emptyState, ...initial}));
}

export interface Monitor {
	store: MonitorStore;
	emit: Emit;
	/** Shows at once what has been emitted so far; the first call ends the "reading" state. */
	show(): void;
	/** Appends to the action log; the oldest of a thousand entries goes. */
	log(entry: LogEntry): void;
	setControl: Ledger['setControl'];
	/** Sets what evaluates budgets and limits with each batch. */
	setEvaluator(evaluator: Pick<SpendingEvaluator, 'evaluate'>): void;
	/** Works the figures out again for the next frame, after something they depend on has changed without an event. */
	refresh(): void;
	/** Sets the other machines, whose figures are added to this one's with each batch. */
	setHosts(hosts: Hosts): void;
	setPolicy(policy: PolicyState): void;
	/** Today's finished conversations, from the index. */
	setFinished: Ledger['setFinished'];
	/** How much of the transcripts has been read for the history. */
	setScanned(scanned: number | null): void;
	close(): void;
}

/**
 * At most six or seven frames a second; the first event after a pause is shown at once. A change then shows within
 * 80 ms at the median, and drawing costs a third less than at ten.
 */
const screenFrameMs = 150;
/** How often the screen is updated while only time passes: for falling rates, a cache about to expire, ages. */
const activeTickMs = 5000;
const expiryTickMs = 10_000;
const restTickMs = 30_000;
const logLength = 1000;
const problemsLength = 200;

/** `frameMs`: what comes within it is shown together. */
export function createMonitor(ledger: Ledger, clock: () => number, {frameMs = screenFrameMs} = {}): Monitor {
	const store = createMonitorStore({now: clock()});
	const problems = new Map<string, Problem>();
	let lastFlush = 0;
	let timer: NodeJS.Timeout | undefined;
	let dirty = false;
	let evaluator: Pick<SpendingEvaluator, 'evaluate'> | null = null;
	let hosts: Hosts | null = null;

	const showProblems = (fleets = hosts?.fleets(clock()) ?? []) => {
		const all = [...problems.values(), ...fleets.flatMap(fleet => fleet.problems)];
		store.setState(state => ({problems: keepSame(state.problems, all)}));
	};
	const flush = (ready = store.getState().ready) => {
		clearTimeout(timer);
		const now = clock();
		lastFlush = now;
		dirty = false;
		const before = store.getState();
		const fleets = hosts?.fleets(now) ?? [];
		if (fleets.length > 0) showProblems(fleets);
		const sessions = joinSessions(ledger.sessions(now), fleets);
		const ownTotals = keepTotals(before.ownTotals, ledger.totals(now));
		const totals = fleets.length === 0 ? ownTotals : keepTotals(before.totals, joinTotals(ownTotals, fleets));
		const plans = hosts === null ? ledger.planLimits() : joinPlans(ledger.planLimits(), fleets, hosts.identityOf);
		const limits = shownPlan(plans)?.limits ?? null;
		const figures = fleets.map(({figure}) => figure);
		store.setState({
			ready,
			now,
			sessions: sameEntries(before.sessions, sessions) ? before.sessions : sessions,
			totals,
			ownTotals,
			hosts: keepSame(before.hosts, figures),
			limits,
			...evaluator?.evaluate({sessions, totals, limits}, plans, now),
		});
		if (totals.requestsPerMinute > 0) schedule(activeTickMs);
		else schedule(expiresSoon(sessions.values(), now) ? expiryTickMs : restTickMs);
	};
	const emit: Emit = event => {
		ledger.apply(event, clock());
		if (event.type === 'problem') {
			addProblem(problems, event);
			showProblems();
		}
		refresh();
	};
	// A failed update is tried again with the next change, or after a while.
	const tick = guarded('showing sessions', emit, () => {
		schedule(restTickMs);
		flush();
	});
	const schedule = (ms: number) => {
		clearTimeout(timer);
		timer = setTimeout(tick, ms).unref();
	};
	const refresh = () => {
		if (dirty || !store.getState().ready) return;
		dirty = true;
		// A clock that was set back must not hold frames up.
		const since = Math.max(0, clock() - lastFlush);
		clearTimeout(timer);
		timer = setTimeout(tick, Math.max(0, frameMs - since));
	};

	return {
		store,
		emit,
		show: () => flush(true),
		log(entry) {
			store.setState(state => ({log: [...state.log.slice(1 - logLength), entry]}));
		},
		setControl(key, address, hint) {
			ledger.setControl(key, address, hint);
			refresh();
		},
		setEvaluator(given) {
			evaluator = given;
			refresh();
		},
		refresh,
		setHosts(given) {
			hosts = given;
			store.setState({showsOwn: given.own});
			refresh();
		},
		setPolicy(policy) {
			store.setState({policy});
		},
		setFinished(finished) {
			ledger.setFinished(finished);
			refresh();
		},
		setScanned(scanned) {
			if (store.getState().scanned !== scanned) store.setState({scanned});
		},
		close() {
			clearTimeout(timer);
		},
	};
}

/** Within the last minute before it goes cold, a cache's time left is shown in tens of seconds. */
function expiresSoon(sessions: Iterable<Session>, now: number): boolean {
	for (const {cache} of sessions) {
		const left = (cache?.expiresAt ?? 0) - now;
		if (left > 0 && left < 60_000 + restTickMs) return true;
	}
	return false;
}

function addProblem(problems: Map<string, Problem>, problem: Problem): void {
	const key = `${problem.path}\n${problem.message}`;
	const known = problems.get(key);
	if (known || problems.size < problemsLength)
		problems.set(key, known ? {...known, count: known.count + problem.count} : problem);
}

function sameEntries<Key, Value>(a: ReadonlyMap<Key, Value>, b: ReadonlyMap<Key, Value>): boolean {
	if (a.size !== b.size) return false;
	for (const [key, value] of b) if (a.get(key) !== value) return false;
	return true;
}

const keepTotals = (before: FleetTotals, now: FleetTotals): FleetTotals =>
	keepSame(before, {...now, unpricedModels: keepSame(before.unpricedModels, now.unpricedModels)});

/** The previous object if all its fields or items are unchanged, else the new one. */
function keepSame<T extends object>(before: T, now: T): T {
	const keys = Object.keys(now) as (keyof T)[];
	const isSame = keys.length === Object.keys(before).length && keys.every(key => before[key] === now[key]);
	return isSame ? before : now;
}
