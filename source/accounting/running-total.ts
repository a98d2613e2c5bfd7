/**
 * Claude Code's running total of a conversation, as the status line, cost-state lines and .claude.json tell it: which
 * ones are kept, what each counts from, and up to when.
 */
import type {ReportedTotal} from '../claude/events.ts';
import {type Conversation, recordsAfter, recordsInOrder} from './conversation.ts';
import {eventLagMs} from './source-lag.ts';

/** A thousandth of a cent: less is rounding. */
export const epsilonUsd = 1e-5;

/** An answer's last line may be written so much later than the event of it is dated. */
const answerLagMs = 1000;

/** Conversations by when their tally began: forks go on with that of another. */
export type Tallies = Map<number, Set<Conversation>>;

/**
 * Of each source and tally the newest is kept, and the highest: a tally goes on from an older total when Claude Code was
 * killed, and two processes in one conversation have one each.
 */
export function seeReported(conversation: Conversation, event: ReportedTotal, tallies: Tallies): void {
	const {reports} = conversation;
	const keep = (name: string, compare: typeof compareAge) => {
		const key = `${event.origin} ${event.tallyStartedAt ?? ''} ${name}`;
		const known = reports.get(key);
		if (!known || compare(event, known) > 0) reports.set(key, event);
	};
	keep('newest', compareAge);
	keep('highest', compareHeight);
	conversation.firstReportAt = Math.min(conversation.firstReportAt, event.at);
	if (event.origin === 'statusline')
		conversation.firstStatuslineAt = Math.min(conversation.firstStatuslineAt, event.at);
	conversation.revision++;
	for (const fork of conversation.forks) fork.revision++;
	if (event.tallyStartedAt == null) return;
	const family = tallies.get(event.tallyStartedAt) ?? new Set();
	tallies.set(event.tallyStartedAt, family.add(conversation));
	conversation.families.add(family);
	for (const relative of family) relative.revision++;
}

const told = ({byModel}: ReportedTotal) => (byModel === null ? 0 : 1);

/** Positive when a is newer. A total by model says more than one of the same moment without. */
const compareAge = (a: ReportedTotal, b: ReportedTotal) =>
	a.at - b.at || a.totalCostUsd - b.totalCostUsd || told(a) - told(b);

const compareHeight = (a: ReportedTotal, b: ReportedTotal) =>
	a.totalCostUsd - b.totalCostUsd || told(a) - told(b) || a.at - b.at;

/** The newest first. */
export function reportsOf({reports}: Conversation): ReportedTotal[] {
	const all = [...new Set(reports.values())];
	// What .claude.json repeats of a cost-state line says less of it: neither when, nor how long cache writes were to live.
	const isRepeat = ({origin, totalCostUsd: usd}: ReportedTotal) =>
		origin === 'claude.json' && all.some(other => other.origin === 'cost-state' && other.totalCostUsd === usd);
	return all.filter(report => !isRepeat(report)).sort((a, b) => compareAge(b, a));
}

/** The status line does not tell: it may show the tally of a line that is written later, if that is no lower. */
function possibleStart(reports: readonly ReportedTotal[], {tallyStartedAt, totalCostUsd, at}: ReportedTotal) {
	if (tallyStartedAt != null) return tallyStartedAt;
	const starts = reports.flatMap(other =>
		other.tallyStartedAt != null && other.tallyStartedAt <= at && other.totalCostUsd >= totalCostUsd
			? [other.tallyStartedAt]
			: [],
	);
	// Of several the earliest: then it may hold more than is this conversation's.
	return starts.length === 0 ? null : Math.min(...starts);
}

/**
 * The status line's time is exact. A cost-state line tells when it was written at the earliest; what a prompt or an
 * answer of the main thread begins after that is not in it.
 */
export function includedUntil(conversation: Conversation, {origin, at, latestAt}: ReportedTotal): number {
	if (latestAt !== undefined) return latestAt;
	if (origin !== 'cost-state') return at + eventLagMs;
	let until = conversation.promptTimes.find(prompt => prompt > at) ?? Number.POSITIVE_INFINITY;
	for (const record of recordsAfter(conversation, at + answerLagMs))
		if (record.kind.purpose === 'main') until = Math.min(until, record.at);
	return until - 1;
}

export interface Base {
	costUsd: number;
	byModel: ReportedTotal['byModel'];
}

const noBase: Base = {costUsd: 0, byModel: null};

/**
 * What the tally held when the conversation began. A session that goes on from another one's history with
 * `--fork-session` goes on with its total, too; one that /branch makes begins at 0. Null: it held something unknown.
 */
export function baseOf(conversation: Conversation, report: ReportedTotal): Base | null {
	const {parents, lastCopyAt} = conversation;
	const start = possibleStart(reportsOf(conversation), report);
	const isOwn = start !== null && start > lastCopyAt;
	const others = [...eldersOf(conversation, start)].flatMap(reportsOf);
	const certain = others.filter(({tallyStartedAt}) => start !== null && tallyStartedAt === start);
	const uncertain = isOwn ? [] : others.filter(({tallyStartedAt}) => start === null || tallyStartedAt == null);
	const inherited = certain.length > 0 ? certain : uncertain;
	if (inherited.length === 0) return parents.size === 0 || isOwn ? noBase : null;
	const possible = inherited.filter(({totalCostUsd}) => totalCostUsd <= report.totalCostUsd + epsilonUsd);
	// Below all of them it cannot go on from any.
	if (possible.length === 0) return start === null ? noBase : null;
	const {totalCostUsd, byModel} = possible.reduce((a, b) => (compareHeight(b, a) > 0 ? b : a));
	return {costUsd: totalCostUsd, byModel};
}

/** Whose tally it may have gone on with: those that it shares a history or a tally with, and that began before it. */
function eldersOf(conversation: Conversation, start: number | null): Set<Conversation> {
	const {parents, families} = conversation;
	const elders = new Set(parents);
	for (const family of families)
		for (const relative of family)
			if (relative !== conversation && isElder(relative, conversation, start)) elders.add(relative);
	// Copies name who made the request, not whom they were copied from: it may be any other fork of the same.
	if (start === null) for (const parent of parents) for (const fork of parent.forks) elders.add(fork);
	elders.delete(conversation);
	return elders;
}

/**
 * A tally only grows: who goes on with it never shows less. Beyond that the order must only be one, so that no two of
 * them both claim the same spending.
 */
function isElder(a: Conversation, b: Conversation, start: number | null): boolean {
	const order =
		lowestOf(a, start) - lowestOf(b, start) ||
		beginningOf(a) - beginningOf(b) ||
		a.firstReportAt - b.firstReportAt ||
		(a.sessionId < b.sessionId ? -1 : 1);
	return order < 0;
}

function lowestOf(conversation: Conversation, start: number | null): number {
	const reports = reportsOf(conversation);
	const certain = reports.filter(({tallyStartedAt}) => start !== null && tallyStartedAt === start);
	const shown = certain.length > 0 ? certain : reports;
	return Math.min(...shown.map(({totalCostUsd}) => totalCostUsd), Number.MAX_VALUE);
}

/** By what has an exact time: a cost-state line may be dated before its conversation was resumed. */
function beginningOf(conversation: Conversation): number {
	const [first] = recordsInOrder(conversation);
	return Math.min(first?.at ?? Number.MAX_VALUE, conversation.firstStatuslineAt);
}
