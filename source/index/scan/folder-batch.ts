/** What a batch has read of one config folder. Other folders may hold copies of its conversations, so each has its own. */
import type {DatabaseSync} from 'node:sqlite';
import {type Accounts, createAccounts} from '../../accounting/accounts.ts';
import type {Conversation, RequestRecord} from '../../accounting/conversation.ts';
import {idsKey} from '../../accounting/identity.ts';
import {keyOfNumbers} from '../../accounting/request-keys.ts';
import type {PromptSeen} from '../../claude/events.ts';
import type {ConversationRows} from '../conversation-rows.ts';
import type {KnownRequests} from '../known-requests.ts';
import type {RequestRows} from '../request-rows.ts';
import {arePromptsKept, type PromptRows} from '../search/prompts.ts';

export interface FolderBatch {
	accounts: Accounts;
	/** Requests that are new or changed. */
	changed: ReadonlySet<RequestRecord>;
	addPrompt(prompt: PromptSeen): void;
	/** Checks again for requests that other threads or processes have stored meanwhile. */
	meetOthers(): void;
	/** Returns the conversations that are new or changed. */
	save(): ChangedConversation[];
}

export interface ChangedConversation {
	conversation: Conversation;
	/** Everything known about it was read in this batch. */
	isNew: boolean;
}

export interface FolderBatchOptions {
	database: DatabaseSync;
	/** The row of the config folder. */
	folder: number;
	conversations: ConversationRows;
	requests: RequestRows;
	known: KnownRequests;
	promptRows: PromptRows;
	/** Milliseconds since the epoch. */
	now(): number;
}

export function createFolderBatch(options: FolderBatchOptions): FolderBatch {
	const {database, folder, conversations, requests, known, promptRows, now} = options;
	const changed = new Set<RequestRecord>();
	const restored = new Set<number>();
	const prompts: PromptSeen[] = [];
	const keyIn = (key: number) => (key === 0 ? 0 : keyOfNumbers(key, folder));

	/** Loads the stored requests that may be the same as this one. False: there are none. */
	function recall(idsKey: number, promptKey: number): boolean {
		if (known.isEmpty()) return false;
		const rows = known.rows([keyIn(idsKey), keyIn(promptKey)]);
		for (const row of rows) {
			if (restored.has(row)) continue;
			restored.add(row);
			const stored = requests.get(row);
			if (!stored) continue;
			stored.record.owner = accounts.conversation(conversations.sessionIdOf(stored.conversation), now());
			accounts.book.restore(stored.record, now());
		}
		return rows.size > 0;
	}

	const accounts: Accounts = createAccounts({
		// Whose history it copied does not matter while reading.
		load(sessionId) {
			const stored = conversations.load(sessionId);
			return stored && {...stored, parents: []};
		},
		recall,
		isForStorage: true,
		onChange: record => void changed.add(record),
	});

	function saveConversations(): ChangedConversation[] {
		const touched: ChangedConversation[] = [];
		for (const conversation of accounts.conversations.values()) {
			if (conversation.row !== 0 && conversation.revision === 0) continue;
			touched.push({conversation, isNew: conversations.save(conversation)});
		}
		for (const {conversation} of touched) conversations.saveParents(conversation);
		return touched;
	}

	function saveRequests(): void {
		for (const record of changed) {
			requests.save(record);
			if (record.isFolded) continue;
			known.add(keyIn(idsKey(record)), record.row);
			known.add(keyIn(record.promptKey), record.row);
		}
	}

	function savePrompts(): void {
		if (!arePromptsKept(database)) return;
		for (const {sessionId, at, text, longText} of prompts) {
			const row = accounts.conversations.get(sessionId)?.row;
			if (row && text !== null) promptRows.add(row, at, longText ?? text);
		}
	}

	return {
		accounts,
		changed,
		addPrompt(prompt) {
			if (isSearched(prompt)) prompts.push(prompt);
		},
		meetOthers() {
			for (const record of [...changed]) {
				if (record.row === 0 && !record.isFolded) recall(idsKey(record), record.promptKey);
			}
		},
		save() {
			const touched = saveConversations();
			saveRequests();
			savePrompts();
			return touched;
		},
	};
}

/** Nobody looks for a `/compact` without instructions. */
const isSearched = ({human, text, command}: PromptSeen) => human && text !== null && text !== `/${command}`;
