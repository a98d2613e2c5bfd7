/**
 * Every event of every source is entered here, and every figure on the screen is read from here. Mutated by its
 * one owner, the store; what it hands out is immutable.
 */
import {createAccounts} from '../accounting/accounts.ts';
import {touch} from '../accounting/facts.ts';
import {spendingOf} from '../accounting/reconcile.ts';
import type {FinishedConversation, StoredConversation} from '../accounting/stored-conversation.ts';
import type {SeenCompaction} from '../claude/compaction.ts';
import type {SessionEvent} from '../claude/events.ts';
import type {RateLimits} from '../claude/statusline/rate-limits.ts';
import {createCompactionMemory, provenWindow} from './compaction-memory.ts';
import {reportedWindow} from './context.ts';
import {createFinishedSessions} from './finished-sessions.ts';
import {type FleetTotals, zeroTotals} from './fleet.ts';
import {addLimits, type PlanLimits, shownPlan} from './plan-limits.ts';
import {createProcesses, processKey} from './processes.ts';
import {quietGroups, sumsOf} from './quiet-conversations.ts';
import type {Session} from './session.ts';
import {ratesOf} from './session-figures.ts';
import {createSessionViews} from './session-views.ts';
import {createDaySums, type Day, dayAround, highest, isWithin} from './today.ts';

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
	let day: Day = {from: 0, until: 0};
	let daySums = createDaySums(day);
	let plans: readonly PlanLimits[] = [];

	/** Today, worked out once a day. */
	const dayAt = (now: number): Day => {
		if (now >= day.from && now < day.until) return day;
		views.forgetAll();
		day = dayAround(now, dayOf);
		daySums = createDaySums(day);
		return day;
	};

	const remember = (compaction: SeenCompaction) => {
		// This changes the threshold of every session with that model.
		if (seenCompactions.add(compaction)) views.forgetAll();
	};

	const quiet = (now: number) => {
		const running = processes.sessionIds();
		return quietGroups(conversations.values(), ({sessionId}) => running.has(sessionId), now);
	};

	const apply = (event: SessionEvent, now: number): void => {
		switch (event.type) {
			case 'process.seen': {
				processes.seen(event.process);
				const conversation = conversationOf(event.process.sessionId, now);
				if (event.process.kind === 'bg' && !conversation.facts.isBackground) {
					conversation.facts.isBackground = true;
					conversation.revision++;
				}
				return;
			}
			case 'process.gone': {
				const conversation = conversations.get(processes.gone(event));
				if (conversation) touch(conversation.facts, conversation.facts.lastAt ?? event.at);
				return;
			}
			case 'autocompact': {
				const key = processKey({...event, sessionId: ''});
				processes.setAutoCompact(key, event.settings);
				views.forget(key);
				return;
			}
			case 'compaction.history':
				event.compactions.forEach(remember);
				return;
			case 'problem':
				return;
			case 'compaction': {
				const {facts} = conversationOf(event.sessionId, now);
				const {model, largestContextTokens} = facts;
				const {agentId, trigger, preTokens, at} = event;
				if (agentId !== null || trigger !== 'auto' || preTokens === null || model === null) break;
				const largest = Math.max(largestContextTokens, preTokens);
				remember({model, windowTokens: provenWindow(reportedWindow(facts), largest), preTokens, at});
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
			const today = dayAt(now);
			const closed: string[] = [];
			for (const group of quiet(now)) {
				const sums = [...group].map(conversation => sumsOf(conversation, now));
				if (!sums.every(isStored)) continue;
				accounts.close(group);
				for (const one of sums) finished.add(one);
				closed.push(...sums.map(({facts}) => facts.sessionId));
			}
			finished.keep(({facts, spending}) => isWithin(today, facts.lastAt) || daySums.holds(spending));
			return closed;
		},

		openRelatives(sessionIds, now) {
			for (const sessionId of sessionIds) conversationOf(sessionId, now);
		},

		sessions(now) {
			const day = dayAt(now);
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
				if (isWithin(day, sums.facts.lastAt)) shown.set(sums.facts.sessionId, views.ofFinished(sums));
			views.keep(shown);
			return shown;
		},

		totals(now) {
			const day = dayAt(now);
			const totals: FleetTotals = {...zeroTotals, todayUsd: null, usdPerHour: book.usdPerHour(now)};
			let hasSpent = false;
			for (const conversation of conversations.values()) {
				const {tokensPerMinute, requestsPerMinute} = ratesOf(conversation, now);
				totals.tokensPerMinute += tokensPerMinute;
				totals.requestsPerMinute += requestsPerMinute;
				hasSpent = daySums.add(totals, conversation.facts, spendingOf(conversation, now)) || hasSpent;
			}
			for (const {facts, spending} of finished.all()) {
				hasSpent = daySums.add(totals, facts, spending) || hasSpent;
				if (accounts.isRated(facts.sessionId)) continue;
				for (const {lastAt, costUsd} of spending.pieces) {
					if (lastAt <= now - 3_600_000) continue;
					// Unpriced dollars are no zero, unless something else was priced.
					totals.usdPerHour = costUsd === null ? totals.usdPerHour || null : (totals.usdPerHour ?? 0) + costUsd;
				}
			}
			// What was spent but has no price is no zero.
			if (!hasSpent) totals.todayUsd = 0;
			totals.peak = highest(book.minutes.peak(day.from, day.until), totals);
			return totals;
		},

		limits: () => shownPlan(plans)?.limits ?? null,
		planLimits: () => plans,

		setControl(key, address, hint) {
			if (processes.setControl(key, {address, hint})) views.forget(key);
		},
	};
}
