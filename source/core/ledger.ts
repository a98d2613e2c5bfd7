/**
 * Every event of every source is entered here, and every figure on the screen is read from here. Mutated by its
 * one owner, the store; what it hands out is immutable.
 */
import {createAccounts} from '../accounting/accounts.ts';
import {touch} from '../accounting/facts.ts';
import type {FinishedConversation, StoredConversation} from '../accounting/stored-conversation.ts';
import type {AutomaticCompaction} from '../claude/compaction.ts';
import type {AutoCompactSeen, ProcessGone, ProcessInfo, SessionEvent} from '../claude/events.ts';
import type {RateLimits} from '../claude/statusline/rate-limits.ts';
import {createCompactionMemory} from './compaction-memory.ts';
import {automaticCompaction, explainingWindow} from './context.ts';
import {createFinishedSessions} from './finished-sessions.ts';
import type {FleetTotals} from './fleet.ts';
import {fleetTotals} from './fleet-totals.ts';
import {addLimits, type PlanLimits, shownPlan} from './plan-limits.ts';
import {createProcesses, processKey} from './processes.ts';
import {quietGroups, sumsOf} from './quiet-conversations.ts';
import type {Session} from './session.ts';
import {createSessionViews} from './session-views.ts';
import {createDaySums, type DaySums, dayAround, isWithin} from './today.ts';

export interface Ledger {
	/** Enters an event. `now` is the reader's clock, in ms. */
	apply(event: SessionEvent, now: number): void;
	/** Sets today's finished conversations as the index has them, replacing those set before. */
	setFinished(finished: readonly FinishedConversation[]): void;
	/** The session ids of open conversations: those kept with all their requests. */
	open(): Iterable<string>;
	isOpen(sessionId: string): boolean;
	/** How many requests are kept for quiet conversations, which could be closed. */
	quietRequests(now: number): number;
	/**
	 * Closes quiet conversations, if `isStored` says that the index has what they spent: keeps sums in place of requests.
	 * They are opened again from the index when something happens in them. Returns their session ids.
	 */
	close(isStored: (sums: FinishedConversation) => boolean, now: number): string[];
	/** Opens conversations that others share a history or a running total with. */
	openRelatives(sessionIds: Iterable<string>, now: number): void;
	/** Running sessions and today's finished ones. Unchanged sessions are the same objects as last time. */
	sessions(now: number): Map<string, Session>;
	totals(now: number): FleetTotals;
	/** The limits of the account that is nearest to one. */
	limits(): RateLimits | null;
	/** Of each account. */
	planLimits(): readonly PlanLimits[];
	/** How a session's keyboard is reached, as the terminals found out. */
	setControl(key: string, address: string | null, hint: string | null): void;
}

export interface LedgerOptions {
	/** The local day of a time, as any string that differs from day to day. */
	dayOf(at: number): string;
	/** What is stored of a conversation, which is read on from there; null: nothing. */
	load?(sessionId: string): StoredConversation | null;
	/** The conversation that has a stored request with this key; null: none. */
	ownerOf?(messageKey: number): string | null;
	/** Called when a conversation was loaded or created: what else was reported about it can be entered now. */
	onOpened?(sessionId: string): void;
}

export function createLedger({
	dayOf,
	load = () => null,
	ownerOf = () => null,
	onOpened = () => {},
}: LedgerOptions): Ledger {
	const accounts = createAccounts({
		load,
		ownerOf,
		onOpened(sessionId, now) {
			for (const event of finished.open(sessionId)) apply(event, now);
			onOpened(sessionId);
		},
	});
	const {conversations, book, conversation: conversationOf} = accounts;
	const processes = createProcesses();
	const seenCompactions = createCompactionMemory();
	const views = createSessionViews(key => ({...processes.settingsOf(key), seenCompactions}));
	const finished = createFinishedSessions(() => book.minutes);
	let today = createDaySums({from: 0, until: 0});
	let plans: readonly PlanLimits[] = [];

	const todayAt = (now: number): DaySums => {
		if (now >= today.day.from && now < today.day.until) return today;
		views.forgetAll();
		today = createDaySums(dayAround(now, dayOf));
		return today;
	};

	const remember = (compaction: AutomaticCompaction) => {
		// This changes the threshold of every session with that model.
		if (seenCompactions.add(compaction)) views.forgetAll();
	};

	/** What settings explain says nothing beside them. Without a process they are not known here: the index looks for them. */
	const seeCompaction = (compaction: AutomaticCompaction | null, sessionId: string) => {
		const settings = processes.autoCompactIn(sessionId);
		if (compaction && settings && explainingWindow(compaction, settings) === null) remember(compaction);
	};

	const quiet = (now: number) => {
		const running = processes.sessionIds();
		return quietGroups(conversations.values(), ({sessionId}) => running.has(sessionId), now);
	};

	const seeProcess = (process: ProcessInfo, now: number) => {
		processes.seen(process);
		const conversation = conversationOf(process.sessionId, now);
		if (process.kind !== 'bg' || conversation.facts.isBackground) return;
		conversation.facts.isBackground = true;
		conversation.revision++;
	};

	const endProcess = (event: ProcessGone) => {
		const conversation = conversations.get(processes.gone(event));
		if (conversation) touch(conversation.facts, conversation.facts.lastAt ?? event.at);
	};

	const setAutoCompact = ({configDir, pid, settings}: AutoCompactSeen) => {
		const key = processKey({configDir, pid, sessionId: ''});
		processes.setAutoCompact(key, settings);
		views.forget(key);
	};

	const apply = (event: SessionEvent, now: number): void => {
		switch (event.type) {
			case 'process.seen':
				seeProcess(event.process, now);
				return;
			case 'process.gone':
				endProcess(event);
				return;
			case 'autocompact':
				setAutoCompact(event);
				return;
			case 'compaction.history':
				event.compactions.forEach(remember);
				return;
			case 'problem':
				return;
			case 'compaction': {
				seeCompaction(automaticCompaction(event, conversationOf(event.sessionId, now).facts), event.sessionId);
				break;
			}
			case 'statusline':
				if (event.limits) plans = addLimits(plans, event.configDir, {at: event.at, limits: event.limits});
		}
		if (!conversations.has(event.sessionId) && finished.hold(event)) return;
		accounts.apply(event, now);
	};

	return {
		apply,

		setFinished(next) {
			finished.set(next.filter(({facts}) => !conversations.has(facts.sessionId)));
		},

		open: () => conversations.keys(),
		isOpen: sessionId => conversations.has(sessionId),

		quietRequests: now =>
			[...quiet(now)].flatMap(group => [...group]).reduce((sum, {records}) => sum + records.length, 0),

		close(isStored, now) {
			const {day, holds} = todayAt(now);
			const closed: string[] = [];
			for (const group of quiet(now)) {
				const sums = [...group].map(conversation => sumsOf(conversation, now));
				if (!sums.every(isStored)) continue;
				accounts.close(group);
				for (const one of sums) finished.add(one);
				closed.push(...sums.map(({facts}) => facts.sessionId));
			}
			finished.keep(({facts, spending}) => isWithin(day, facts.lastAt) || holds(spending));
			return closed;
		},

		openRelatives(sessionIds, now) {
			for (const sessionId of sessionIds) conversationOf(sessionId, now);
		},

		sessions(now) {
			const {day} = todayAt(now);
			const shown = new Map<string, Session>();
			const running = processes.sessionIds();
			for (const [key, process] of processes.all())
				shown.set(key, views.of(key, conversationOf(process.sessionId, now), process, now));
			for (const conversation of conversations.values()) {
				const {sessionId, facts} = conversation;
				if (running.has(sessionId) || !isWithin(day, facts.lastAt)) continue;
				shown.set(sessionId, views.of(sessionId, conversation, null, now));
			}
			for (const sums of finished.all())
				if (isWithin(day, sums.facts.lastAt)) shown.set(sums.facts.sessionId, views.ofFinished(sums, now));
			views.keep(shown);
			return shown;
		},

		totals(now) {
			const open = conversations.values();
			return fleetTotals({open, finished: finished.all(), book, isRated: accounts.isRated}, todayAt(now), now);
		},

		limits: () => shownPlan(plans)?.limits ?? null,
		planLimits: () => plans,

		setControl(key, address, hint) {
			if (processes.setControl(key, {address, hint})) views.forget(key);
		},
	};
}
