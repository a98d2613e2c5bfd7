/**
 * What a thread has read and not yet written, as conversations with their requests, and the transaction that writes it:
 * requests, sums and how far the files were read are stored together, so that a scan may be killed at any moment.
 */
import type {DatabaseSync} from 'node:sqlite';
import {type Accounts, createAccounts} from '../../accounting/accounts.ts';
import type {Conversation, RequestRecord} from '../../accounting/conversation.ts';
import {idsKey} from '../../accounting/identity.ts';
import {keyOfNumbers} from '../../accounting/request-keys.ts';
import type {PromptSeen, ReportedTotal, SessionEvent} from '../../claude/events.ts';
import type {StatuslineSeen} from '../../claude/statusline/statusline-seen.ts';
import {rateLimitedTokens} from '../../claude/usage.ts';
import {createClassRows} from '../class-rows.ts';
import {type ConversationRows, createConversationRows} from '../conversation-rows.ts';
import type {TranscriptFile} from '../discover.ts';
import {createKnownRequests} from '../known-requests.ts';
import {createRequestRows} from '../request-rows.ts';
import {arePromptsKept, createPromptRows} from '../search/prompts.ts';
import {createSpendingWriter, createWholeTest, settle} from '../settle.ts';
import {type FilePosition, readTranscriptFile} from '../transcript-file.ts';
import {createTranscriptRows} from '../transcript-rows.ts';

export interface ScanBatch {
	/** Reads what is new in a transcript. Returns how many bytes that were; throws what opening and reading throw. */
	read(folder: number, file: TranscriptFile): number;
	/** Takes in a total that Claude Code reported beside its transcripts. */
	addTotal(folder: number, total: ReportedTotal | StatuslineSeen): void;
	/** Requests that are new or changed. */
	size(): number;
	/** Writes and empties the batch. Throws what SQLite throws; then nothing of it is stored. */
	write(): void;
}

interface ReadFile {
	folder: number;
	file: TranscriptFile;
	position: FilePosition;
}

interface Changed {
	conversation: Conversation;
	/** All that is known of it was read for this batch. */
	isNew: boolean;
}

export interface ScanBatchOptions {
	database: DatabaseSync;
	/** Milliseconds since the epoch. */
	now(): number;
	onProblem(problem: Extract<SessionEvent, {type: 'problem'}>): void;
}

export function createScanBatch({database, now, onProblem}: ScanBatchOptions): ScanBatch {
	const classes = createClassRows(database);
	const requests = createRequestRows(database, classes);
	const known = createKnownRequests(database);
	const transcripts = createTranscriptRows(database);
	const promptRows = createPromptRows(database);
	const spending = createSpendingWriter(database, classes);
	const conversationRows = new Map<number, ConversationRows>();
	let folders = new Map<number, ReturnType<typeof openFolder>>();
	let files: ReadFile[] = [];

	/** A folder's conversations are apart from those of others, which may be copies of them. */
	function openFolder(folder: number) {
		const conversations = conversationRows.get(folder) ?? createConversationRows(database, folder);
		conversationRows.set(folder, conversations);
		const changed = new Set<RequestRecord>();
		const restored = new Set<number>();
		const prompts: PromptSeen[] = [];
		const keyIn = (key: number) => (key === 0 ? 0 : keyOfNumbers(key, folder));

		const recall = (idsKey: number, promptKey: number): boolean => {
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
		};
		const accounts: Accounts = createAccounts({
			// Whom its history was copied from is not asked while reading.
			load(sessionId) {
				const stored = conversations.load(sessionId);
				return stored && {...stored, parents: []};
			},
			recall,
			isForStorage: true,
			onChange: record => void changed.add(record),
		});

		return {
			accounts,
			changed,
			prompts,
			/** Others may have stored some of the same requests since they were looked up. */
			meetOthers() {
				for (const record of [...changed]) {
					if (record.row === 0 && !record.isFolded) recall(idsKey(record), record.promptKey);
				}
			},
			/** Returns the conversations that are new or changed. */
			save(): Changed[] {
				const touched: Changed[] = [];
				for (const conversation of accounts.conversations.values()) {
					if (conversation.row !== 0 && conversation.revision === 0) continue;
					touched.push({conversation, isNew: conversations.save(conversation)});
				}
				for (const {conversation} of touched) conversations.saveParents(conversation);
				for (const record of changed) {
					requests.save(record);
					if (record.isFolded) continue;
					known.add(keyIn(idsKey(record)), record.row);
					known.add(keyIn(record.promptKey), record.row);
				}
				if (arePromptsKept(database)) {
					for (const {sessionId, at, text, longText} of prompts) {
						const row = accounts.conversations.get(sessionId)?.row;
						if (row && text !== null) promptRows.add(row, at, longText ?? text);
					}
				}
				return touched;
			},
		};
	}

	const folderOf = (folder: number) => {
		const open = folders.get(folder) ?? openFolder(folder);
		folders.set(folder, open);
		return open;
	};

	/** What is whole in memory need not be read again. */
	function settleChanged(changed: readonly Changed[]): void {
		const read = changed.filter(({isNew}) => isNew).map(({conversation}) => conversation);
		const isWhole = createWholeTest(database, read);
		const others: number[] = [];
		for (const {conversation} of changed) {
			if (isWhole(conversation.row)) {
				addMinutes(conversation);
				spending.write(conversation, now());
			} else others.push(conversation.row);
		}
		if (others.length > 0) settle(database, others, now());
	}

	function write(): void {
		database.exec('BEGIN IMMEDIATE');
		try {
			if (known.refresh()) for (const open of folders.values()) open.meetOthers();
			const touched = [...folders.values()].flatMap(open => open.save());
			for (const {folder, file, position} of files) {
				const conversation = file.sessionId && folderOf(folder).accounts.conversations.get(file.sessionId)?.row;
				transcripts.save(folder, file.relativePath, position, conversation || null);
			}
			known.save();
			settleChanged(touched);
			database.exec('COMMIT');
		} catch (error) {
			classes.forget();
			requests.forget();
			known.forget();
			if (database.isTransaction) database.exec('ROLLBACK');
			throw error;
		} finally {
			folders = new Map();
			files = [];
		}
	}

	return {
		read(folder, file) {
			const {accounts, prompts} = folderOf(folder);
			const {path, sessionId, agentId, createdAt} = file;
			const from = transcripts.position(folder, file.relativePath);
			if (sessionId !== null && agentId === null) {
				const {facts} = accounts.conversation(sessionId, now());
				facts.bornAt = Math.min(createdAt, facts.bornAt ?? createdAt);
				// A project that was moved has other folders in its transcripts now.
				if (from === null) facts.cwd = null;
			}
			const emit = (event: SessionEvent) => {
				if (event.type === 'problem') onProblem(event);
				else if (isOfConversation(event)) accounts.apply(event, now());
				if (event.type === 'prompt' && isSearched(event)) prompts.push(event);
			};
			const source = {path, sessionId, agentId, configDir: file.folder.path};
			const reading = readTranscriptFile(source, {from, emit});
			files.push({folder, file, position: reading.position});
			return Math.max(0, reading.position.state.readTo - (from?.state.readTo ?? 0));
		},
		addTotal(folder, total) {
			folderOf(folder).accounts.apply(total, now());
		},
		size() {
			let size = 0;
			for (const {changed} of folders.values()) size += changed.size;
			return size;
		},
		write,
	};
}

/** While it was read nobody asked for them. */
function addMinutes({minutes, records}: Conversation): void {
	for (const record of records) minutes.add(record.at, rateLimitedTokens(record), record.isPart ? 0 : 1);
}

/** Nobody looks for a `/compact` without instructions. */
const isSearched = ({human, text, command}: PromptSeen) => human && text !== null && text !== `/${command}`;

/** The only events that transcripts give. */
function isOfConversation(event: SessionEvent): event is Parameters<Accounts['apply']>[0] {
	return 'sessionId' in event && event.type !== 'process.gone';
}
