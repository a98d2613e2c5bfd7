/**
 * Claude Code's running total of a conversation, as the status line, cost-state lines and .claude.json report it: which
 * ones are kept, where each starts counting, and up to when.
 */

import type {ReportedTotal} from '../claude/events.ts';
import {type Conversation, lastCopyAt, parentsOf, recordsAfter, recordsInOrder, touchSpending} from './conversation.ts';
import {lowestOf} from './extremes.ts';
import {isOlder} from './identity.ts';
import {eventLagMs} from './source-lag.ts';

/** A thousandth of a cent: less is rounding. */
export const epsilonUsd = 1e-5;

/** How much later than its event an answer's last line may be written. */
const answerLagMs = 1000;

/** Conversations by when their running total began: forks go on with that of another. */
export type SharedTotals = Map<number, Set<Conversation>>;

/**
 * For each source and start the newest and the highest total are kept: Claude Code continues from an older one after it was
 * killed, and two processes in one conversation have one each. The lowest shows who began it. Any saved one may be the
 * one that a fork continued.
 */
export function addTotal(conversation: Conversation, event: ReportedTotal, shared: SharedTotals): void {
	const {totals} = conversation;
	const keep = (name: string, compare: typeof compareAge) => {
		const key = `${event.origin} ${event.totalStartedAt ?? ''} ${name}`;
		const known = totals.get(key);
		if (!known || compare(event, known) > 0) totals.set(key, event);
	};
	keep('newest', compareAge);
	keep('highest', compareHeight);
	if (event.totalStartedAt != null) keep('lowest', (a, b) => compareHeight(b, a));
	if (event.origin === 'cost-state')
		conversation.savedTotals.set(`${event.totalStartedAt} ${event.totalCostUsd}`, event);
	conversation.firstTotalAt = Math.min(conversation.firstTotalAt, event.at);
	if (event.origin === 'statusline')
		conversation.firstStatuslineAt = Math.min(conversation.firstStatuslineAt, event.at);
	if (event.totalStartedAt != null) {
		const others = shared.get(event.totalStartedAt) ?? new Set();
		shared.set(event.totalStartedAt, others.add(conversation));
		conversation.sharedTotals.add(others);
	}
	touchSpending(conversation);
}

const detail = ({byModel}: ReportedTotal) => (byModel === null ? 0 : 1);

/** Positive if a is newer. Of two totals of the same time, one split by model says more. */
const compareAge = (a: ReportedTotal, b: ReportedTotal): number =>
	a.at - b.at || a.totalCostUsd - b.totalCostUsd || detail(a) - detail(b);

export const compareHeight = (a: ReportedTotal, b: ReportedTotal): number =>
	a.totalCostUsd - b.totalCostUsd || detail(a) - detail(b) || a.at - b.at;

/** The newest first. */
export function totalsOf({totals}: Conversation): ReportedTotal[] {
	const all = [...new Set(totals.values())];
	// .claude.json repeats a cost-state line with less detail: neither its time nor the lifetime of cache writes.
	const isRepeat = ({origin, totalCostUsd: usd}: ReportedTotal) =>
		origin === 'claude.json' && all.some(other => other.origin === 'cost-state' && other.totalCostUsd === usd);
	return all.filter(total => !isRepeat(total)).sort((a, b) => compareAge(b, a));
}

const inheritableTotals = (conversation: Conversation) =>
	new Set([...totalsOf(conversation), ...conversation.savedTotals.values()]).values().toArray();

/** The status line does not say: it may show the total of a line that is written later, if that is no lower. */
export function possibleStart(
	totals: readonly ReportedTotal[],
	{totalStartedAt, totalCostUsd, at}: ReportedTotal,
): number | null {
	if (totalStartedAt != null) return totalStartedAt;
	const starts = totals.flatMap(other =>
		other.totalStartedAt != null && other.totalStartedAt <= at && other.totalCostUsd >= totalCostUsd
			? [other.totalStartedAt]
			: [],
	);
	// Of several the earliest: then it may hold more than is this conversation's.
	return starts.length === 0 ? null : lowestOf(starts);
}

/**
 * The status line's time is exact. A cost-state line says when it was written at the earliest; what a prompt or an
 * answer of the main thread begins after that is not in it.
 */
export function includedUntil(conversation: Conversation, {origin, at, latestAt}: ReportedTotal): number {
	if (latestAt !== undefined) return latestAt;
	if (origin !== 'cost-state') return at + eventLagMs;
	let until = conversation.facts.promptTimes.find(prompt => prompt > at) ?? Number.POSITIVE_INFINITY;
	for (const record of recordsAfter(conversation, at + answerLagMs)) {
		// The line before the total may be that of an answer whose event is dated later.
		const isLineBefore = record.hasMessage && record.firstLineAt <= at + answerLagMs;
		if (record.class.purpose === 'main' && !isLineBefore) until = Math.min(until, record.at);
	}
	return until - 1;
}

export interface Base {
	costUsd: number;
	byModel: ReportedTotal['byModel'];
	/** False: it may have been less, so more was spent than the difference to the total. */
	isCertain: boolean;
}

const noBase: Base = {costUsd: 0, byModel: null, isCertain: true};

/**
 * What the total held when the conversation began. A session that continues another one's history with
 * `--fork-session` continues its total, too; one made by /branch begins at 0. Null: unknown.
 */
export function baseOf(conversation: Conversation, total: ReportedTotal): Base | null {
	const parents = parentsOf(conversation);
	const start = possibleStart(totalsOf(conversation), total);
	const isOwn = start !== null && start > lastCopyAt(conversation);
	const others = [...predecessorsOf(conversation, start)].flatMap(inheritableTotals);
	const certain = others.filter(({totalStartedAt}) => start !== null && totalStartedAt === start);
	const uncertain = isOwn ? [] : others.filter(({totalStartedAt}) => start === null || totalStartedAt == null);
	const inherited = certain.length > 0 ? certain : uncertain;
	if (inherited.length === 0) return parents.length === 0 || isOwn ? noBase : null;
	const possible = inherited.filter(({totalCostUsd}) => totalCostUsd <= total.totalCostUsd + epsilonUsd);
	// A total below all of them cannot continue any.
	if (possible.length === 0) return start === null ? noBase : null;
	const {totalCostUsd, byModel, at} = possible.reduce((a, b) => (compareHeight(b, a) > 0 ? b : a));
	// A later one may be where the other conversation has got to meanwhile.
	const isCertain = at <= total.at || possible.every(other => other.totalCostUsd > totalCostUsd - epsilonUsd);
	return {costUsd: totalCostUsd, byModel, isCertain};
}

/** Conversations whose total it may have continued: those that it shares a history or a total with and that began earlier. */
function predecessorsOf(conversation: Conversation, start: number | null): Set<Conversation> {
	const predecessors = new Set(parentsOf(conversation));
	// Copies name who made the request, not whom they were copied from: it may be any older fork of the same.
	for (const ancestor of predecessors) {
		for (const parent of parentsOf(ancestor)) predecessors.add(parent);
		for (const fork of ancestor.forks) if (isOlder(fork.facts, conversation.facts)) predecessors.add(fork);
	}
	for (const others of conversation.sharedTotals)
		for (const other of others)
			if (other !== conversation && isPredecessor(other, conversation, start)) predecessors.add(other);
	predecessors.delete(conversation);
	return predecessors;
}

/**
 * A total only grows, so the conversation that continues it never shows less. Otherwise any fixed order will do, as long as
 * no two of them both claim the same spending.
 */
function isPredecessor(a: Conversation, b: Conversation, start: number | null): boolean {
	const order =
		lowestTotalOf(a, start) - lowestTotalOf(b, start) ||
		beginningOf(a) - beginningOf(b) ||
		a.firstTotalAt - b.firstTotalAt ||
		(a.sessionId < b.sessionId ? -1 : 1);
	return order < 0;
}

function lowestTotalOf(conversation: Conversation, start: number | null): number {
	const totals = totalsOf(conversation);
	const certain = totals.filter(({totalStartedAt}) => start !== null && totalStartedAt === start);
	const shown = certain.length > 0 ? certain : totals;
	return lowestOf(
		shown.map(({totalCostUsd}) => totalCostUsd),
		Number.MAX_VALUE,
	);
}

/** Judged by entries with an exact time: a cost-state line may be dated before its conversation was resumed. */
function beginningOf(conversation: Conversation): number {
	const [first] = recordsInOrder(conversation);
	return Math.min(first?.at ?? Number.MAX_VALUE, conversation.firstStatuslineAt);
}
