/** Conversations as sessions to show: the same object as long as nothing in it has changed. */
import type {Conversation} from '../accounting/conversation.ts';
import {costsOf} from '../accounting/costs.ts';
import {detailsOf} from '../accounting/details.ts';
import {spendingOf} from '../accounting/reconcile.ts';
import {shownFacts} from '../accounting/shown-facts.ts';
import type {Spending} from '../accounting/spending.ts';
import type {FinishedConversation} from '../accounting/stored-conversation.ts';
import type {ProcessInfo} from '../claude/events.ts';
import type {Session} from './session.ts';
import {noRates, type Rates, ratesOf, type SessionParts, sameRates, sessionFrom} from './session-figures.ts';

/** A session that was handed out, and what it was made from. */
interface View {
	session: Session;
	process: ProcessInfo | null;
	revision: number;
	spending: Spending;
	/** When it was made, in ms. */
	madeAt: number;
}

type Sums = Omit<FinishedConversation, 'minutes'>;

/** `settingsOf`: what a session is made from besides its conversation and process; call `forget` when that changes. */
export function createSessionViews(
	settingsOf: (key: string) => Pick<SessionParts, 'autoCompact' | 'control' | 'seenCompactions'>,
) {
	const views = new Map<string, View>();

	const make = (key: string, sums: Sums, rates: Rates, {process, now}: {process: ProcessInfo | null; now: number}) => {
		const {facts, details, spending} = sums;
		const costs = costsOf(spending, facts.compactions.size > 0);
		return sessionFrom({key, facts, details, costs, rates, process, now, ...settingsOf(key)});
	};
	const give = (key: string, view: View): Session => {
		views.set(key, view);
		return view.session;
	};

	return {
		/** `process`: null if none runs the conversation. `now`: ms. */
		of(key: string, conversation: Conversation, process: ProcessInfo | null, now: number): Session {
			const last = views.get(key);
			const {revision, facts} = conversation;
			const spending = spendingOf(conversation, now);
			const rates = ratesOf(conversation, now);
			const isSame = isOf(last, spending, now) && last.process === process && last.revision === revision;
			// Rates fall to zero as time passes.
			if (isSame && sameRates(last.session, rates)) return last.session;
			const sums = {facts: shownFacts(facts), details: detailsOf(conversation), spending};
			const session = make(key, sums, rates, {process, now});
			return give(key, {session, process, revision, spending, madeAt: now});
		},
		/** Of a conversation that is kept as sums. */
		ofFinished(sums: FinishedConversation, now: number): Session {
			const {facts, spending} = sums;
			const last = views.get(facts.sessionId);
			if (isOf(last, spending, now)) return last.session;
			const session = make(facts.sessionId, sums, noRates, {process: null, now});
			return give(facts.sessionId, {session, process: null, revision: 0, spending, madeAt: now});
		},
		forget: (key: string) => void views.delete(key),
		forgetAll: () => views.clear(),
		/** Forgets all but these. */
		keep(keys: ReadonlyMap<string, unknown>) {
			for (const key of views.keys()) if (!keys.has(key)) views.delete(key);
		},
	};
}

/** And not of a time that is in the future again, since the clock was set back. */
const isOf = (view: View | undefined, spending: Spending, now: number): view is View =>
	view?.spending === spending && view.madeAt <= now;
