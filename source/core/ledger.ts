/**
 * The books: every event of every source is entered here, and every figure on the screen is read from here.
 * Changed in place by its one owner, the store; what it hands out is immutable.
 */

import {applyToConversation, seeBackground, seeCopy, seeMainRequest, touch} from '../accounting/apply.ts';
import {type Conversation, type Costs, createConversation} from '../accounting/conversation.ts';
import {costsOf} from '../accounting/costs.ts';
import {createCounter} from '../accounting/count.ts';
import type {Basis} from '../accounting/figures.ts';
import {seeReported, type Tallies} from '../accounting/running-total.ts';
import {createSlidingWindow} from '../accounting/sliding-window.ts';
import type {AutoCompactSettings, SeenCompaction} from '../claude/compaction.ts';
import type {ProcessInfo, RateLimits, SessionEvent} from '../claude/events.ts';
import {autoCompactDefaults} from '../claude/settings/auto-compact.ts';
import {createCompactionMemory, provenWindow} from './compaction-memory.ts';
import type {FleetTotals} from './fleet.ts';
import {hearLimits, type PlanLimits, shownPlan} from './plan-limits.ts';
import type {Session} from './session.ts';
import {type Rates, ratesOf, sessionFrom, todayOf} from './session-figures.ts';

export interface Ledger {
	/** Enters an event. `now` is the reader's clock, in ms. */
	apply(event: SessionEvent, now: number): void;
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

/** A session given away, and what it was made from: the same is given again while nothing of it changed. */
interface HandedOut {
	session: Session;
	process: ProcessInfo | null;
	revision: number;
	costs: Costs;
}

export interface LedgerOptions {
	/** The local day of a time, as any string that differs from day to day. */
	dayOf(at: number): string;
}

const noControl = {address: null, hint: null};

/** Identifies a process, or a session known by its transcript alone. */
export function processKey(process: {configDir: string; pid: number | null; sessionId: string}): string {
	return `${process.configDir}#${process.pid ?? process.sessionId}`;
}

export function createLedger({dayOf}: LedgerOptions): Ledger {
	const conversations = new Map<string, Conversation>();
	const processes = new Map<string, ProcessInfo>();
	const autoCompact = new Map<string, AutoCompactSettings>();
	const controls = new Map<string, {address: string | null; hint: string | null}>();
	const counter = createCounter(dayOf, createSlidingWindow(60_000, 60));
	const tallies: Tallies = new Map();
	const seenCompactions = createCompactionMemory();
	let handedOut = new Map<string, HandedOut>();
	let shownDay = '';
	let plans: readonly PlanLimits[] = [];

	const conversationOf = (sessionId: string) => {
		let conversation = conversations.get(sessionId);
		if (!conversation) {
			conversation = createConversation(sessionId);
			conversations.set(sessionId, conversation);
		}
		return conversation;
	};
	const forget = (key: string) => handedOut.delete(key);
	const remember = (compaction: SeenCompaction) => {
		// Every session of the model has another threshold now.
		if (seenCompactions.add(compaction)) handedOut = new Map();
	};

	const view = (key: string, conversation: Conversation, process: ProcessInfo | null, now: number, today: string) => {
		const last = handedOut.get(key);
		const {revision} = conversation;
		const costs = costsOf(conversation, {dayOf, today, now});
		const rates = ratesOf(conversation, now);
		const isSame = last?.process === process && last.revision === revision && last.costs === costs;
		// Rates fall to zero with time alone.
		if (isSame && sameRates(last.session, rates)) return last;
		const session = sessionFrom(conversation, {
			key,
			process,
			autoCompact: autoCompact.get(key) ?? autoCompactDefaults,
			seenCompactions,
			control: controls.get(key) ?? noControl,
			costs,
			rates,
		});
		return {session, process, revision, costs};
	};

	return {
		apply(event, now) {
			switch (event.type) {
				case 'process.seen':
					processes.set(processKey(event.process), event.process);
					if (event.process.kind === 'bg') seeBackground(conversationOf(event.process.sessionId));
					return;
				case 'process.gone': {
					const key = processKey(event);
					const conversation = conversations.get(processes.get(key)?.sessionId ?? event.sessionId);
					if (conversation) touch(conversation, conversation.lastAt ?? event.at);
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
				case 'reported':
					seeReported(conversationOf(event.sessionId), event, tallies);
					return;
				case 'request': {
					const conversation = conversationOf(event.sessionId);
					const {copiedFrom = event.sessionId} = event;
					const payer = conversationOf(copiedFrom);
					if (payer !== conversation) seeCopy(conversation, payer, event.at);
					counter.count(payer, event, now);
					touch(conversation, event.at);
					conversation.revision++;
					if (event.origin !== 'telemetry' && event.purpose === 'main') seeMainRequest(conversation, event);
					return;
				}
				case 'compaction': {
					const {model, largestContextTokens, statusline} = conversationOf(event.sessionId);
					const {agentId, trigger, preTokens, at} = event;
					if (agentId !== null || trigger !== 'auto' || preTokens === null || model === null) break;
					const largest = Math.max(largestContextTokens, preTokens);
					remember({model, windowTokens: provenWindow(statusline?.windowTokens ?? null, largest), preTokens, at});
					break;
				}
				case 'statusline':
					if (event.limits) plans = hearLimits(plans, event.configDir, {at: event.at, limits: event.limits});
			}
			applyToConversation(conversationOf(event.sessionId), event, dayOf);
		},

		sessions(now) {
			const today = dayOf(now);
			if (today !== shownDay) handedOut = new Map();
			shownDay = today;
			const views: typeof handedOut = new Map();
			const running = new Set<string>();
			for (const [key, process] of processes) {
				running.add(process.sessionId);
				views.set(key, view(key, conversationOf(process.sessionId), process, now, today));
			}
			for (const conversation of conversations.values()) {
				if (running.has(conversation.sessionId) || conversation.lastAt === null) continue;
				if (dayOf(conversation.lastAt) !== today) continue;
				const key = conversation.sessionId;
				views.set(key, view(key, conversation, null, now, today));
			}
			handedOut = views;
			return new Map([...views].map(([key, {session}]) => [key, session]));
		},

		totals(now) {
			const moment = {dayOf, today: dayOf(now), now};
			const totals: FleetTotals = {
				todayUsd: 0,
				todayBackgroundUsd: null,
				todayIdleUsd: null,
				usdPerHour: counter.usdPerHour(now),
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
				if (conversation.lastAt === null || dayOf(conversation.lastAt) !== moment.today) continue;
				const today = todayOf(conversation, moment);
				if (!today.spent) continue;
				totals.todayUsd = (totals.todayUsd ?? 0) + today.totalUsd;
				totals.todayBackgroundUsd = plus(totals.todayBackgroundUsd, today.backgroundUsd);
				totals.todayIdleUsd = plus(totals.todayIdleUsd, today.idleUsd);
				totals.basis = weaker(totals.basis, today.basis);
				totals.partial ||= today.partial;
			}
			counter.minutes.raise(moment.today, totals);
			totals.peak = counter.minutes.peak(moment.today);
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

const sameRates = (a: Rates, b: Rates) =>
	a.tokensPerMinute === b.tokensPerMinute && a.requestsPerMinute === b.requestsPerMinute;

const strength: Record<Basis, number> = {telemetry: 2, reported: 1, estimated: 0};

/** Unknown parts leave a sum of what is known; `partial` says so. */
function plus(sum: number | null, part: number | null): number | null {
	return part === null ? sum : (sum ?? 0) + part;
}

/** A sum is known no better than its weakest part. */
function weaker(a: Basis, b: Basis): Basis {
	return strength[a] <= strength[b] ? a : b;
}
