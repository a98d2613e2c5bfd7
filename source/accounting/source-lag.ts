/**
 * How long sources may lag behind one another. Claude Code sends events four times and metrics once a second, as setup
 * wrote it; the status line is run 300 ms after an answer.
 */
import {type Conversation, type RequestRecord, recordsAfter} from './conversation.ts';
import {longestAnswerMs} from './identity.ts';

/** A request's metric may have been collected a little before its event was written. */
export const eventLagMs = 250;
/** The metric of a request is pending for so long. */
export const metricDelayMs = 3000;
/** A metric so much younger than a request holds it: a transcript's line is older than its answer's end. */
export const surelyMeteredMs = {event: 0, transcript: 4000};
/** Without a metric for so long, there is none: who sends an event also sends metrics, if perhaps once a minute only. */
export const metricPatienceMs = {event: 75_000, transcript: 10_000};
/** A total that Claude Code reports is compared with telemetry only when that has had time to arrive. */
export const reportDelayMs = 3000;

/**
 * Requests that other sources may still report. A transcript's line is as old as its first block of content, and written when
 * the whole answer is there: older ones than the longest answer are not looked at again, however late they were seen.
 */
export function* unsettledRecords(conversation: Conversation, now: number): Generator<RequestRecord> {
	for (const record of recordsAfter(conversation, now - longestAnswerMs))
		if (record.seenAt > now - metricPatienceMs.event) yield record;
}

const waits = [metricDelayMs, metricPatienceMs.transcript, metricPatienceMs.event];

/**
 * Until when figures worked out now stay as they are if nothing new is reported: then something that is pending counts as
 * missing. Infinity: nothing is pending, as where transcripts are all there is.
 */
export function settledUntil(conversation: Conversation, now: number): number {
	const {metrics, coverage, totals} = conversation;
	if (metrics.size === 0 && coverage === null && totals.size === 0) return Number.POSITIVE_INFINITY;
	let until = Number.POSITIVE_INFINITY;
	const see = (at: number) => {
		if (at > now && at < until) until = at;
	};
	for (const {at, seenAt} of unsettledRecords(conversation, now)) {
		for (const wait of waits) see(seenAt + wait);
		see(at + longestAnswerMs);
	}
	for (const {at} of totals.values()) see(at + reportDelayMs);
	return until;
}
