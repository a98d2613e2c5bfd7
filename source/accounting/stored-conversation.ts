/** Conversations as the index stores them: what the live screen starts from. */

import type {ReportedTotal} from '../claude/events.ts';
import type {RequestRecord} from './conversation.ts';
import type {Details} from './details.ts';
import type {ConversationFacts} from './facts.ts';
import type {ShownFacts} from './shown-facts.ts';
import type {Spending} from './spending.ts';

/** A conversation with all that was counted of it, as it was stored. */
export interface StoredConversation {
	/** Its row in the index. */
	row: number;
	facts: ConversationFacts;
	/** Their owner is set when they are restored. */
	records: RequestRecord[];
	totals: readonly ReportedTotal[];
	/** Conversations that its history was copied from, and when the last copied request was made. */
	parents: readonly string[];
	lastCopyAt: number;
	/** The session ids of conversations that it shares a history or a running total with: they are loaded with it. */
	relatives: readonly string[];
}

/** A conversation that is over: sums are enough. */
export interface FinishedConversation {
	facts: ShownFacts;
	details: Details;
	spending: Spending;
	/** Flat triples: minute since the epoch, tokens and requests as rate limits count them. */
	minutes: readonly number[];
}
