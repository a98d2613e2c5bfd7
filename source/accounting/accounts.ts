/**
 * Conversations and what is counted of them: the live screen keeps them as long as it runs, the index as long as it
 * reads. Both enter the same events and ask for the same spending.
 */
import type {RequestSeen, SessionEvent} from '../claude/events.ts';
import type {ToolCallsSeen} from '../claude/tool-events.ts';
import {addTelemetry} from './add-telemetry.ts';
import {addMainRequest} from './context-facts.ts';
import {addCopy, type Conversation, createConversation, type RequestRecord} from './conversation.ts';
import {addFact, touch} from './facts.ts';
import {createRequestBook, type RequestBook, type RequestBookOptions} from './request-book.ts';
import {keyOf} from './request-keys.ts';
import {addTotal, type SharedTotals} from './running-total.ts';
import type {StoredConversation} from './stored-conversation.ts';

export interface Accounts {
	/** By session id. */
	conversations: ReadonlyMap<string, Conversation>;
	book: RequestBook;
	/** Created, or loaded, the first time it is asked for. `now`: the reader's clock, in ms. */
	conversation(sessionId: string, now: number): Conversation;
	apply(event: AccountEvent, now: number): void;
	/** Forgets conversations. They must share nothing with those that are kept; asked for again, they are loaded again. */
	close(group: Iterable<Conversation>): void;
	/** Whether its dollars are still in the book's last hour, though it is closed. */
	isRated(sessionId: string): boolean;
}

/** What happens to a conversation; the rest is about processes. */
export type AccountEvent = Exclude<
	SessionEvent,
	{type: 'process.seen' | 'process.gone' | 'autocompact' | 'compaction.history' | 'problem'}
>;

export interface AccountsOptions extends RequestBookOptions {
	/** What is stored of a conversation; null: nothing. */
	load?(sessionId: string): StoredConversation | null;
	/** Called when a conversation has been loaded or begun. */
	onOpened?(sessionId: string, now: number): void;
	/**
	 * Which conversation a request belongs to that is older than the transcript it was read from: a fork's history begins
	 * with copies. The session id, or null if not known. Asked once per conversation.
	 */
	ownerOf?(messageKey: number): string | null;
}

/** A transcript file is created when its first line is written, slightly later than the time in that line. */
const copyMarginMs = 10_000;

export function createAccounts({load = () => null, onOpened, ownerOf, ...bookOptions}: AccountsOptions = {}): Accounts {
	const conversations = new Map<string, Conversation>();
	const book = createRequestBook(bookOptions);
	const shared: SharedTotals = new Map();
	const askedOwner = new WeakSet<Conversation>();
	const closed = new Set<string>();

	const conversationOf = (sessionId: string, now: number): Conversation => {
		const known = conversations.get(sessionId);
		if (known) return known;
		const conversation = createConversation(sessionId);
		conversation.touchedAt = now;
		conversations.set(sessionId, conversation);
		const stored = load(sessionId);
		if (stored) restore(conversation, stored, now);
		onOpened?.(sessionId, now);
		return conversation;
	};

	const restore = (conversation: Conversation, stored: StoredConversation, now: number) => {
		conversation.facts = stored.facts;
		conversation.row = stored.row;
		conversation.storedCopyAt = stored.lastCopyAt;
		const wasDropped = closed.delete(conversation.sessionId);
		for (const record of stored.records) {
			record.owner = conversation;
			book.restore(record, now, wasDropped);
		}
		for (const total of stored.totals) addTotal(conversation, total, shared);
		for (const parent of stored.parents) addCopy(conversation, conversationOf(parent, now), stored.lastCopyAt, true);
		for (const relative of stored.relatives) conversationOf(relative, now);
	};

	/** Opens the conversation that this one is a fork of. */
	const openOriginal = (conversation: Conversation, {at, messageId, origin}: RequestSeen, now: number) => {
		const {bornAt} = conversation.facts;
		if (!ownerOf || origin !== 'transcript' || messageId === null || bornAt === null) return;
		if (at >= bornAt - copyMarginMs || askedOwner.has(conversation)) return;
		askedOwner.add(conversation);
		const owner = ownerOf(keyOf(messageId));
		if (owner !== null) conversationOf(owner, now);
	};

	return {
		conversations,
		book,
		conversation: conversationOf,
		apply(event, now) {
			const conversation = conversationOf(event.sessionId, now);
			conversation.touchedAt = now;
			switch (event.type) {
				case 'request': {
					openOriginal(conversation, event, now);
					const owner = conversationOf(event.copiedFrom ?? event.sessionId, now);
					if (owner !== conversation) {
						addCopy(conversation, owner, event.at, true);
						// Its own transcript may be gone.
						touch(owner.facts, event.at);
						owner.facts.cwd ??= conversation.facts.cwd;
						owner.facts.configDir ??= conversation.facts.configDir;
					}
					const record = book.count(owner, event, now);
					if (event.origin === 'transcript' && !event.isPart) setLastAnswer(conversation, event, record);
					touch(conversation.facts, event.at);
					conversation.revision++;
					if (event.origin !== 'telemetry' && event.purpose === 'main' && !event.isPart) {
						const key = record.requestKey || record.promptKey;
						const {facts} = conversation;
						addMainRequest(facts, event, event.follows ? (facts.contextMessage ?? key) : key);
					}
					return;
				}
				case 'tool.calls':
					book.addTools(conversation, event, lastAnswerOf(conversation, event));
					return;
				case 'reported':
					addTotal(conversation, event, shared);
					return;
				case 'metric':
				case 'telemetry.coverage':
				case 'classifier':
					addTelemetry(conversation, event);
					return;
			}
			addFact(conversation.facts, event);
			if (event.type === 'prompt') conversation.idleAsides = null;
			conversation.revision++;
		},
		isRated: sessionId => closed.has(sessionId),
		close(group) {
			for (const conversation of group) {
				conversations.delete(conversation.sessionId);
				closed.add(conversation.sessionId);
				book.drop(conversation);
				for (const {totalStartedAt} of conversation.totals.values()) shared.delete(totalStartedAt ?? 0);
			}
		},
	};
}

/** One object per agent: this runs for every request. */
function setLastAnswer({lastAnswers}: Conversation, {agentId, messageId}: RequestSeen, record: RequestRecord): void {
	const last = lastAnswers.get(agentId);
	if (last) {
		last.messageId = messageId;
		last.record = record;
	} else lastAnswers.set(agentId, {messageId, record});
}

/** The request that an answer's calls belong to, provided it was the last one read. */
function lastAnswerOf({lastAnswers}: Conversation, {agentId, messageId}: ToolCallsSeen): RequestRecord | null {
	const last = lastAnswers.get(agentId);
	return last && last.messageId === messageId && !last.record.isFolded ? last.record : null;
}
