/** The header's figures: what all conversations spent today, and how fast they spend now. */
import type {Conversation} from '../accounting/conversation.ts';
import {spendingOf} from '../accounting/reconcile.ts';
import type {RequestBook} from '../accounting/request-book.ts';
import type {FinishedConversation} from '../accounting/stored-conversation.ts';
import {type FleetTotals, zeroTotals} from './fleet.ts';
import {ratesOf} from './session-figures.ts';
import {type DaySums, highest} from './today.ts';

export interface CountedConversations {
	open: Iterable<Conversation>;
	finished: Iterable<FinishedConversation>;
	book: Pick<RequestBook, 'usdPerHour' | 'minutes'>;
	/** Whether the book's last hour already includes a finished conversation. */
	isRated(sessionId: string): boolean;
}

const hourMs = 3_600_000;

/** `now`: ms. */
export function fleetTotals({open, finished, book, isRated}: CountedConversations, today: DaySums, now: number) {
	const totals: FleetTotals = {...zeroTotals, todayUsd: null, usdPerHour: book.usdPerHour(now)};
	let hasSpent = false;
	for (const conversation of open) {
		const {tokensPerMinute, requestsPerMinute} = ratesOf(conversation, now);
		totals.tokensPerMinute += tokensPerMinute;
		totals.requestsPerMinute += requestsPerMinute;
		hasSpent = today.add(totals, conversation.facts, spendingOf(conversation, now)) || hasSpent;
	}
	for (const {facts, spending} of finished) {
		hasSpent = today.add(totals, facts, spending) || hasSpent;
		if (isRated(facts.sessionId)) continue;
		for (const {lastAt, costUsd} of spending.pieces) {
			if (lastAt <= now - hourMs) continue;
			// Unpriced dollars are no zero, unless something else was priced.
			totals.usdPerHour = costUsd === null ? totals.usdPerHour || null : (totals.usdPerHour ?? 0) + costUsd;
		}
	}
	// What was spent but has no price is no zero.
	if (!hasSpent) totals.todayUsd = 0;
	// Of one conversation it is a measured zero, of another it may be anything.
	if (totals.partial) totals.todayBackgroundUsd ||= null;
	totals.peak = highest(book.minutes.peak(today.day.from, today.day.until), totals);
	return totals;
}
