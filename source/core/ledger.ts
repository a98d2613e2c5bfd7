/**
 * Every event of every source is entered here, and every figure on the screen is read from here. Changed in place by its
 * one owner, the store; what it hands out is immutable.
 */
import {createAccounts} from '../accounting/accounts.ts';
import type {Conversation} from '../accounting/conversation.ts';
import {costsOf} from '../accounting/costs.ts';
import {detailsOf} from '../accounting/details.ts';
import {touch} from '../accounting/facts.ts';
import {spendingOf} from '../accounting/reconcile.ts';
import {shownFacts} from '../accounting/shown-facts.ts';
import type {Spending} from '../accounting/spending.ts';
import type {FinishedConversation, StoredConversation} from '../accounting/stored-conversation.ts';
import type {AutoCompactSettings, SeenCompaction} from '../claude/compaction.ts';
import type {ProcessInfo, SessionEvent} from '../claude/events.ts';
import {autoCompactDefaults} from '../claude/settings/auto-compact.ts';
import type {RateLimits} from '../claude/statusline/rate-limits.ts';
import {createCompactionMemory, provenWindow} from './compaction-memory.ts';
import {createFinishedSessions} from './finished-sessions.ts';
import type {FleetTotals} from './fleet.ts';
import {addLimits, type PlanLimits, shownPlan} from './plan-limits.ts';
import {quietGroups, sumsOf} from './quiet-conversations.ts';
import type {Session} from './session.ts';
import {noRates, type Rates, ratesOf, sameRates, sessionFrom} from './session-figures.ts';
import {createDaySums, type Day, dayAround, highest, isWithin} from './today.ts';

export interface Ledger {
	/** Enters an event. `now` is the reader's clock, in ms. */
	apply(event: SessionEvent, now: number): void;
	/** Today's finished conversations as the index has them, in place of those given before. */
	setFinished(finished: readonly FinishedConversation[]): void;
	/** The session ids of conversations that are kept with all their requests. */
	open(): Iterable<string>;
	isOpen(sessionId: string): boolean;
	/** How many requests are kept for conversations that could be closed. */
	quietRequests(now: number): number;
	/**
	 * Keeps sums in place of the requests of quiet conversations, where `isStored` says that the index has what they spent:
	 * from there they are opened again when something happens in them. Returns the session ids of those.
	 */
	close(isStored: (sums: FinishedConversation) => boolean, now: number): string[];
	/** Opens conversations that others share a history or a running total with. */
	openRelatives(sessionIds: Iterable<string>, now: number): void;
	/** Running sessions and today's finished ones. Unchanged sessions are the same objects as last time. */
	sessions(now: number): Map<string, Session>;
	totals(now: number): FleetTotals;
	/** Of the account that is nearest to a limit. */
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
	/** Whose stored request has this key; null: nobody's. */
	ownerOf?(messageKey: number): string | null;
	/** Called when a conversation was loaded or begun: what else was reported of it can be entered now. */
	onOpened?(sessionId: string): void;
}

/** A session given away, and what it was made from: the same is given again while nothing of it changed. */
interface HandedOut {
	session: Session;
	process: ProcessInfo | null;
	revision: number;
	spending: Spending;
}

const noControl = {address: null, hint: null};

/** Identifies a process, or a session known by its transcript alone. */
export function processKey(process: {configDir: string; pid: number | null; sessionId: string}): string {
	return `${process.configDir}#${process.pid ?? process.sessionId}`;
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
	const processes = new Map<string, ProcessInfo>();
	const autoCompact = new Map<string, AutoCompactSettings>();
	const controls = new Map<string, {address: string | null; hint: string | null}>();
	const seenCompactions = createCompactionMemory();
	const finished = createFinishedSessions(() => book.minutes);
	let handedOut = new Map<string, HandedOut>();
	let day: Day = {from: 0, until: 0};
	let daySums = createDaySums(day);
	let plans: readonly PlanLimits[] = [];

	/** Today, as it was worked out at its first look. */
	const dayAt = (now: number): Day => {
		if (now >= day.from && now < day.until) return day;
		handedOut = new Map();
		day = dayAround(now, dayOf);
		daySums = createDaySums(day);
		return day;
	};

	const forget = (key: string) => handedOut.delete(key);

	const remember = (compaction: SeenCompaction) => {
		// Every session of the model has another threshold now.
		if (seenCompactions.add(compaction)) handedOut = new Map();
	};

	const view = (key: string, conversation: Conversation, process: ProcessInfo | null, now: number): HandedOut => {
		const last = handedOut.get(key);
		const {revision, facts} = conversation;
		const spending = spendingOf(conversation, now);
		const rates = ratesOf(conversation, now);
		const isSame = last?.process === process && last.revision === revision && last.spending === spending;
		// Rates fall to zero with time alone.
		if (isSame && sameRates(last.session, rates)) return last;
		const shown = {facts: shownFacts(facts), details: detailsOf(conversation), spending};
		return {session: make(key, shown, rates, process), process, revision, spending};
	};

	const viewFinished = (finished: FinishedConversation): HandedOut => {
		const {facts, spending} = finished;
		const last = handedOut.get(facts.sessionId);
		if (last?.spending === spending) return last;
		return {session: make(facts.sessionId, finished, noRates, null), process: null, revision: 0, spending};
	};

	type Shown = Omit<FinishedConversation, 'minutes'>;
	const make = (key: string, {facts, details, spending}: Shown, rates: Rates, process: ProcessInfo | null) =>
		sessionFrom({
			key,
			facts,
			details,
			costs: costsOf(spending, facts.compactions.size > 0),
			rates,
			process,
			autoCompact: autoCompact.get(key) ?? autoCompactDefaults,
			seenCompactions,
			control: controls.get(key) ?? noControl,
		});

	const quiet = (now: number) => {
		const running = new Set([...processes.values()].map(({sessionId}) => sessionId));
		return quietGroups(conversations.values(), ({sessionId}) => running.has(sessionId), now);
	};

	const apply = (event: SessionEvent, now: number): void => {
		switch (event.type) {
			case 'process.seen': {
				processes.set(processKey(event.process), event.process);
				const conversation = conversationOf(event.process.sessionId, now);
				if (event.process.kind === 'bg' && !conversation.facts.isBackground) {
					conversation.facts.isBackground = true;
					conversation.revision++;
				}
				return;
			}
			case 'process.gone': {
				const key = processKey(event);
				const conversation = conversations.get(processes.get(key)?.sessionId ?? event.sessionId);
				if (conversation) touch(conversation.facts, conversation.facts.lastAt ?? event.at);
				processes.delete(key);
				autoCompact.delete(key);
				controls.delete(key);
				return;
			}
			case 'autocompact':
				autoCompact.set(processKey({...event, sessionId: ''}), event.settings);
				forget(processKey({...event, sessionId: ''}));
				return;
			case 'compaction.history':
				event.compactions.forEach(remember);
				return;
			case 'problem':
				return;
			case 'compaction': {
				const {model, largestContextTokens, statusline} = conversationOf(event.sessionId, now).facts;
				const {agentId, trigger, preTokens, at} = event;
				if (agentId !== null || trigger !== 'auto' || preTokens === null || model === null) break;
				const largest = Math.max(largestContextTokens, preTokens);
				remember({model, windowTokens: provenWindow(statusline?.windowTokens ?? null, largest), preTokens, at});
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
			const views: typeof handedOut = new Map();
			const running = new Set<string>();
			for (const [key, process] of processes) {
				running.add(process.sessionId);
				views.set(key, view(key, conversationOf(process.sessionId, now), process, now));
			}
			for (const conversation of conversations.values()) {
				if (running.has(conversation.sessionId) || !isWithin(day, conversation.facts.lastAt)) continue;
				views.set(conversation.sessionId, view(conversation.sessionId, conversation, null, now));
			}
			for (const sums of finished.all())
				if (isWithin(day, sums.facts.lastAt)) views.set(sums.facts.sessionId, viewFinished(sums));
			handedOut = views;
			return new Map([...views].map(([key, {session}]) => [key, session]));
		},

		totals(now) {
			const day = dayAt(now);
			const totals: FleetTotals = {
				todayUsd: 0,
				todayBackgroundUsd: null,
				todayIdleUsd: null,
				usdPerHour: book.usdPerHour(now),
				tokensPerMinute: 0,
				requestsPerMinute: 0,
				peak: {tokensPerMinute: 0, requestsPerMinute: 0},
				basis: 'telemetry',
				partial: false,
			};
			for (const conversation of conversations.values()) {
				const {tokensPerMinute, requestsPerMinute} = ratesOf(conversation, now);
				totals.tokensPerMinute += tokensPerMinute;
				totals.requestsPerMinute += requestsPerMinute;
				daySums.add(totals, conversation.facts, spendingOf(conversation, now));
			}
			for (const {facts, spending} of finished.all()) {
				daySums.add(totals, facts, spending);
				if (accounts.isRated(facts.sessionId)) continue;
				for (const {lastAt, costUsd} of spending.pieces)
					if (lastAt > now - 3_600_000) totals.usdPerHour = (totals.usdPerHour ?? 0) + (costUsd ?? 0);
			}
			const peak = book.minutes.peak(day.from, day.until);
			totals.peak = highest(peak, totals);
			return totals;
		},

		limits: () => shownPlan(plans)?.limits ?? null,
		planLimits: () => plans,

		setControl(key, address, hint) {
			const known = controls.get(key);
			if (known?.address === address && known.hint === hint) return;
			controls.set(key, {address, hint});
			forget(key);
		},
	};
}
