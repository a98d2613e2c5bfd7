/**
 * Idle use: requests that were made while nobody had asked for anything — after the answer to the last prompt was
 * complete, and before a newer prompt.
 */

import type {Conversation, RequestRecord} from './conversation.ts';
import {highestOf} from './extremes.ts';

/** A request beside the conversation's own turns: background or compaction. */
export function isAside(record: RequestRecord): boolean {
	return record.class.purpose === 'background' || record.class.purpose === 'compaction';
}

/** The asides that were made while the session was idle. Kept until something that matters to them changes. */
export function idleAsides(conversation: Conversation): ReadonlySet<RequestRecord> {
	conversation.idleAsides ??= new Set([...conversation.asides].filter(aside => wasIdle(conversation, aside)));
	return conversation.idleAsides;
}

/** Called for each change of a record: most requests of a long turn leave earlier results as they are. */
export function forgetIdle(conversation: Conversation, changed: RequestRecord): void {
	if (conversation.idleAsides === null || conversation.asides.size === 0) return;
	if (isAside(changed)) {
		conversation.idleAsides = null;
		return;
	}
	const lastAside = highestOf(conversation.asides.values().map(aside => aside.at));
	const lastPrompt = conversation.facts.promptTimes.at(-1) ?? 0;
	if (changed.at <= lastAside || lastPrompt <= lastAside) conversation.idleAsides = null;
}

function wasIdle(conversation: Conversation, aside: RequestRecord): boolean {
	const start = startOf(aside);
	const prompt = conversation.facts.promptTimes.findLast(at => at <= start);
	if (prompt === undefined) return false;
	const next = conversation.facts.promptTimes.find(at => at > start) ?? Number.POSITIVE_INFINITY;
	let answered = false;
	for (let index = conversation.records.length - 1; index >= 0; index--) {
		const turn = conversation.records[index]!;
		if (isAside(turn) || turn.at <= prompt) continue;
		if (turn.at <= start) answered = true;
		// A turn goes on after a tool call: an aside is idle only if no later request of the same turn follows it.
		else if (startOf(turn) < next) return false;
	}
	return answered;
}

function startOf(record: RequestRecord): number {
	return record.at - (record.durationMs ?? 0);
}
