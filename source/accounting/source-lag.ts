/**
 * How long sources may lag behind one another. Claude Code sends events four times and metrics once a second, as setup
 * wrote it; the status line is run 300 ms after an answer.
 */
import {type Conversation, type RequestRecord, recordsInOrder} from './conversation.ts';
import {longestAnswerMs} from './identity.ts';

/** A request's metric may have been collected a little before its event was written. */
export const eventLagMs = 250;
/** How long the metric of a request stays pending. */
export const metricDelayMs = 3000;
/** A metric this much younger than a request includes it: a transcript's line is older than the end of its answer. */
export const surelyMeteredMs = {event: 0, transcript: 4000};
/** After this long without a metric there is none: a process that sends events also sends metrics, at least once a minute. */
export const metricPatienceMs = {event: 75_000, transcript: 10_000};
/** Claude Code's total is compared with telemetry only after telemetry has had this long to arrive. */
export const reportDelayMs = 3000;

/**
 * Requests that other sources may still report. A transcript's line is as old as its first block of content, and written when
 * the whole answer is there: older ones than the longest answer are not looked at again, however late they were seen.
 * `since`: only those made after it, in ms.
 */
export function unsettledRecords(
	conversation: Conversation,
	now: number,
	since = Number.NEGATIVE_INFINITY,
): RequestRecord[] {
	const records = recordsInOrder(conversation);
	const oldest = Math.max(since, now - longestAnswerMs);
	const unsettled: RequestRecord[] = [];
	// In a flood of telemetry these are thousands, for each frame.
	for (let index = records.length - 1; index >= 0 && records[index]!.at > oldest; index--)
		if (records[index]!.seenAt > now - metricPatienceMs.event) unsettled.push(records[index]!);
	return unsettled;
}

const waits = [metricDelayMs, metricPatienceMs.transcript, metricPatienceMs.event];

/**
 * Until when figures worked out now remain valid if nothing new is reported: after that, something pending counts as
 * missing. Infinity: nothing is pending, as where transcripts are all there is.
 */
export function settledUntil(conversation: Conversation, now: number): number {
	const {metrics, coverage, totals} = conversation;
	if (metrics.size === 0 && coverage === null && totals.size === 0) return Number.POSITIVE_INFINITY;
	let until = Number.POSITIVE_INFINITY;
	for (const {at, seenAt} of unsettledRecords(conversation, now)) {
		for (const wait of waits) until = earlier(until, seenAt + wait, now);
		until = earlier(until, at + longestAnswerMs, now);
	}
	for (const {at} of totals.values()) until = earlier(until, at + reportDelayMs, now);
	return until;
}

/** `at`, if it is still to come and before `until`. */
const earlier = (until: number, at: number, now: number) => (at > now && at < until ? at : until);
