/** Conversations as the index keeps them: what the live screen starts from. */
import type {RequestRecord} from '../accounting/conversation.ts';
import type {Details} from '../accounting/details.ts';
import type {ConversationFacts} from '../accounting/facts.ts';
import type {Spending} from '../accounting/spending.ts';
import type {ReportedTotal} from '../claude/events.ts';

/** A conversation with all that was counted of it, as it was stored. */
export interface StoredConversation {
	facts: ConversationFacts;
	/** Their owner is set by the ledger. */
	records: RequestRecord[];
	totals: readonly ReportedTotal[];
	/** Conversations that its history was copied from, and when the last copied request was made. */
	parents: readonly string[];
	lastCopyAt: number;
}

/** A conversation that nothing happens in any more: sums are enough. */
export interface FinishedConversation {
	facts: ConversationFacts;
	details: Details;
	spending: Spending;
	/** Minute since the epoch, tokens and requests as rate limits count them, again and again. */
	minutes: readonly number[];
}
