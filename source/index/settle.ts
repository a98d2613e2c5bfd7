/**
 * Works out what conversations spent from all that is stored of them, and stores it: reports and the live screen's
 * finished rows only add it up. A conversation whose total continues another one's is worked out with that.
 */
import type {DatabaseSync} from 'node:sqlite';
import {createAccounts} from '../accounting/accounts.ts';
import type {Conversation} from '../accounting/conversation.ts';
import {detailsOf} from '../accounting/details.ts';
import {getOrMake} from '../accounting/get-or-make.ts';
import {spendingOf} from '../accounting/reconcile.ts';
import {mergePieces} from '../accounting/spending.ts';
import {type ClassRows, createClassRows} from './class-rows.ts';
import {createConversationRows} from './conversation-rows.ts';
import {detailsToJson} from './facts-json.ts';
import {createRelatives} from './relatives.ts';
import {createRequestRows} from './request-rows.ts';
import {hasTelemetry, readTelemetryOf} from './telemetry/read.ts';
import {createToolSpendingRows} from './tools/tool-rows.ts';

/** About how many requests are in memory at once. */
const maxRecords = 50_000;

/** Within the caller's transaction. `rows`: of conversations. `now`: ms. */
export function settle(database: DatabaseSync, rows: Iterable<number>, now: number): void {
	const writer = createSpendingWriter(database, createClassRows(database));
	const relatives = createRelatives(database);
	const settled = new Set<number>();
	const folderOf = database.prepare('SELECT folder, session_id FROM conversation WHERE id = ?');
	const load = createLoader(database);
	let records = 0;
	let accounts = new Map<number | null, ReturnType<typeof load>>();
	for (const row of rows) {
		const place = folderOf.get(row);
		if (settled.has(row) || !place) continue;
		const folder = place.folder === null ? null : Number(place.folder);
		const open = getOrMake(accounts, folder, () => load(folder, now));
		// All are open before the first is written: each may change what another owns.
		const group = [...relatives(row)].map(related => ({
			related,
			conversation: open(String(folderOf.get(related)?.session_id)),
		}));
		for (const {related, conversation} of group) {
			records += conversation.records.length;
			if (settled.has(related)) continue;
			settled.add(related);
			writer.write(conversation, now);
		}
		if (records > maxRecords) {
			accounts = new Map();
			records = 0;
		}
	}
}

/** A conversation with all that is known of it, and of those that it shares something with; null: there is none. */
export function openConversation(database: DatabaseSync, row: number, now: number): Conversation | null {
	const placeOf = database.prepare('SELECT folder, session_id FROM conversation WHERE id = ?');
	const place = placeOf.get(row);
	if (!place) return null;
	const open = createLoader(database)(place.folder === null ? null : Number(place.folder), now);
	for (const related of createRelatives(database)(row)) open(String(placeOf.get(related)?.session_id));
	return open(String(place.session_id));
}

/** Opens conversations of a folder with their requests and all that telemetry reported of them. */
function createLoader(database: DatabaseSync) {
	const isReported = hasTelemetry(database);
	const requests = createRequestRows(database, createClassRows(database));
	return (folder: number | null, now: number) => {
		const conversations = createConversationRows(database, folder);
		const accounts = createAccounts({
			load(sessionId) {
				const stored = conversations.load(sessionId);
				return stored && {...stored, records: requests.ofConversation(stored.row)};
			},
		});
		const complete = new Set<string>();
		return (sessionId: string): Conversation => {
			const conversation = accounts.conversation(sessionId, now);
			for (const [id, {row}] of accounts.conversations) {
				if (complete.has(id) || row === 0) continue;
				complete.add(id);
				if (isReported)
					for (const event of readTelemetryOf(database, id))
						if ('sessionId' in event) accounts.apply(event as never, now);
			}
			return conversation;
		};
	};
}

/**
 * Whether what a conversation spent can be worked out from memory, by its row: that takes all that it shares something with.
 * `read`: conversations of which all transcripts are in memory.
 */
export function createCompletenessTest(database: DatabaseSync, read: Iterable<Conversation>): (row: number) => boolean {
	const isReported = hasTelemetry(database)
		? database.prepare('SELECT 1 FROM telemetry_session WHERE session_id = ?')
		: null;
	const inMemory = new Set<number>();
	for (const {row, sessionId} of read) if (!isReported?.get(sessionId)) inMemory.add(row);
	const relatives = createRelatives(database);
	const known = new Map<number, boolean>();
	return row => {
		const before = known.get(row);
		if (before !== undefined) return before;
		const group = [...relatives(row)];
		const isWhole = group.every(related => inMemory.has(related));
		for (const related of group) known.set(related, isWhole);
		return isWhole;
	};
}

export interface SpendingWriter {
	/** Works out what a conversation spent and stores it. */
	write(conversation: Conversation, now: number): void;
}

export function createSpendingWriter(database: DatabaseSync, classes: ClassRows): SpendingWriter {
	const writeTools = createToolSpendingRows(database, classes);
	const remove = database.prepare('DELETE FROM spending WHERE conversation = ?');
	const insert = database.prepare('INSERT INTO spending VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
	const update = database.prepare(
		`UPDATE conversation SET basis = ?, partial = ?, settled_until = ?, details = ?, last_at = ? WHERE id = ?`,
	);

	function write(conversation: Conversation, now: number): void {
		const {row, facts} = conversation;
		if (row === 0) return;
		const {pieces, basis, partial, until} = spendingOf(conversation, now);
		remove.run(row);
		for (const piece of mergePieces(pieces)) {
			const {quarter, isIdle, isSurplus, requests, usage, costUsd, lastAt} = piece;
			insert.run(
				...[
					row,
					quarter,
					classes.idOfPiece(piece),
					Number(isIdle),
					Number(isSurplus),
					Number(costUsd === null),
					requests,
				],
				...[usage?.inputTokens ?? null, usage?.outputTokens ?? null, usage?.cacheReadInputTokens ?? null],
				...[usage?.cacheCreation5mInputTokens ?? null, usage?.cacheCreation1hInputTokens ?? null],
				...[usage?.webSearchRequests ?? null, costUsd, lastAt],
			);
		}
		writeTools(conversation);
		const details = detailsToJson(detailsOf(conversation));
		const settledUntil = Number.isFinite(until) ? until : null;
		update.run(basis, Number(partial), settledUntil, details, facts.lastAt, row);
	}

	return {write};
}
