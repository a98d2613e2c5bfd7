/**
 * What a thread has read but not yet written, as conversations with their requests, and the transaction that writes it.
 * Requests, sums and read positions are stored together, so that a scan may be killed at any moment.
 */
import type {DatabaseSync} from 'node:sqlite';
import type {Accounts} from '../../accounting/accounts.ts';
import type {Conversation} from '../../accounting/conversation.ts';
import {type ConversationFacts, restart} from '../../accounting/facts.ts';
import {getOrMake} from '../../accounting/get-or-make.ts';
import type {ReportedTotal, SessionEvent} from '../../claude/events.ts';
import type {StatuslineSeen} from '../../claude/statusline/statusline-seen.ts';
import {rateLimitedTokens} from '../../claude/usage.ts';
import {inTransaction} from '../../platform/database.ts';
import {statOrNull} from '../../platform/files.ts';
import {createClassRows} from '../class-rows.ts';
import {createCompactionWindows} from '../compaction-windows.ts';
import {type ConversationRows, createConversationRows} from '../conversation-rows.ts';
import type {TranscriptFile} from '../discover.ts';
import {createKnownRequests} from '../known-requests.ts';
import {createRequestRows} from '../request-rows.ts';
import {createPromptRows} from '../search/prompts.ts';
import {createCompletenessTest, createSpendingWriter, settle} from '../settle.ts';
import {type FilePosition, readTranscriptFile} from '../transcript-file.ts';
import {createTranscriptRows} from '../transcript-rows.ts';
import {type ChangedConversation, createFolderBatch, type FolderBatch} from './folder-batch.ts';

export interface ScanBatch {
	/** Reads what is new in a transcript. Returns the number of bytes; throws what opening and reading throw. */
	read(folder: number, file: TranscriptFile): number;
	/** Adds a total that Claude Code reported outside its transcripts. */
	addTotal(folder: number, total: ReportedTotal | StatuslineSeen): void;
	/** Requests that are new or changed. */
	size(): number;
	/** Writes and empties the batch. Throws what SQLite throws; nothing of the batch is stored then. */
	write(): void;
}

interface ReadFile {
	folder: number;
	file: TranscriptFile;
	position: FilePosition;
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
	const windowOf = createCompactionWindows();
	let folders = new Map<number, FolderBatch>();
	let files: ReadFile[] = [];

	function folderOf(folder: number): FolderBatch {
		return getOrMake(folders, folder, () => {
			const conversations = getOrMake(conversationRows, folder, () =>
				createConversationRows(database, folder, windowOf),
			);
			return createFolderBatch({database, folder, conversations, requests, known, promptRows, now});
		});
	}

	/** Conversations that are complete in memory need not be loaded again. */
	function settleChanged(changed: readonly ChangedConversation[]): void {
		const read = changed.filter(({isNew}) => isNew).map(({conversation}) => conversation);
		const isWhole = createCompletenessTest(database, read);
		const others: number[] = [];
		for (const {conversation} of changed) {
			if (isWhole(conversation.row)) {
				addMinutes(conversation);
				spending.write(conversation, now());
			} else others.push(conversation.row);
		}
		if (others.length > 0) settle(database, others, now());
	}

	function writeAll(): void {
		if (known.refresh()) for (const open of folders.values()) open.meetOthers();
		const touched = [...folders.values()].flatMap(open => open.save());
		for (const {folder, file, position} of files) {
			const conversation = file.sessionId && folderOf(folder).accounts.conversations.get(file.sessionId)?.row;
			transcripts.save(folder, file.relativePath, position, conversation || null);
		}
		known.save();
		settleChanged(touched);
	}

	function write(): void {
		try {
			inTransaction(database, writeAll);
		} catch (error) {
			classes.forget();
			requests.forget();
			known.forget();
			throw error;
		} finally {
			folders = new Map();
			files = [];
		}
	}

	return {
		read(folder, file) {
			const {accounts, addPrompt} = folderOf(folder);
			const {path, sessionId, agentId, createdAt} = file;
			let from = transcripts.position(folder, file.relativePath);
			if (sessionId !== null && agentId === null) {
				const {facts} = accounts.conversation(sessionId, now());
				facts.bornAt = Math.min(createdAt, facts.bornAt ?? createdAt);
				// Moved away, read there, and moved back: the position is of the time before.
				if (from !== null && facts.path !== null && facts.path !== path && statOrNull(facts.path) === null) from = null;
				if (from === null) {
					for (const gone of goneTranscripts(facts)) restart(facts, gone);
					// The transcripts of a moved project name other folders now.
					facts.cwd = null;
					facts.path = path;
				}
			}
			const emit = (event: SessionEvent) => {
				if (event.type === 'problem') onProblem(event);
				else if (isOfConversation(event)) accounts.apply(event, now());
				if (event.type === 'prompt') addPrompt(event);
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

/** Those that the facts were read of and that are not there any more: perhaps they were moved, and are read again. */
function goneTranscripts({path, toolResultBytes}: ConversationFacts): string[] {
	const read = [...toolResultBytes.keys(), ...(path === null ? [] : [path])];
	return read.filter(one => statOrNull(one) === null);
}

/** Left out while reading, since nothing needs the minutes before this. */
function addMinutes({minutes, records}: Conversation): void {
	for (const record of records) minutes.add(record.at, rateLimitedTokens(record), record.isPart ? 0 : 1);
}

/** The only events that transcripts produce. */
function isOfConversation(event: SessionEvent): event is Parameters<Accounts['apply']>[0] {
	return 'sessionId' in event && event.type !== 'process.gone';
}
