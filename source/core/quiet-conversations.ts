/**
 * Conversations that are over: their requests need not stay in memory once the index has them. Without this a monitor
 * would grow by half a kilobyte with each request for as long as it is open.
 */
import {type Conversation, groupOf} from '../accounting/conversation.ts';
import {detailsOf} from '../accounting/details.ts';
import {spendingOf} from '../accounting/reconcile.ts';
import {shownFacts} from '../accounting/shown-facts.ts';
import {mergePieces} from '../accounting/spending.ts';
import type {FinishedConversation} from '../accounting/stored-conversation.ts';

/** Longer than sources lag behind one another. Anything later opens the conversation again. */
const quietMs = 2 * 60_000;

/**
 * Conversations in which nothing has happened for long enough, each together with all that it shares a history or a
 * running total with: a group is quiet if all its members are. `now`: ms.
 */
export function* quietGroups(
	conversations: Iterable<Conversation>,
	isRunning: (conversation: Conversation) => boolean,
	now: number,
): Generator<ReadonlySet<Conversation>> {
	const seen = new Set<Conversation>();
	const isQuiet = (conversation: Conversation) =>
		now - conversation.touchedAt >= quietMs &&
		!isRunning(conversation) &&
		// What a headless session reported is stored nowhere else.
		conversation.facts.output.length === 0 &&
		spendingOf(conversation, now).until === Number.POSITIVE_INFINITY;
	for (const conversation of [...conversations]) {
		if (seen.has(conversation)) continue;
		const group = groupOf(conversation);
		for (const one of group) seen.add(one);
		if ([...group].every(isQuiet)) yield group;
	}
}

/** A conversation without its requests. */
export function sumsOf(conversation: Conversation, now: number): FinishedConversation {
	const {facts, minutes} = conversation;
	const spending = spendingOf(conversation, now);
	return {
		facts: shownFacts(facts),
		details: detailsOf(conversation),
		spending: {...spending, pieces: mergePieces(spending.pieces)},
		minutes: minutes.list(),
	};
}
