/** What the live screen starts from: stored conversations with their requests, and today's finished ones as sums. */

import type {DatabaseSync} from 'node:sqlite';
import {largestOf} from '../accounting/context-facts.ts';
import {priceBook} from '../accounting/cost.ts';
import {getOrMake} from '../accounting/get-or-make.ts';
import {shownFacts} from '../accounting/shown-facts.ts';
import type {FinishedConversation, StoredConversation} from '../accounting/stored-conversation.ts';
import type {AutomaticCompaction} from '../claude/compaction.ts';
import {addInto, noUsage} from '../claude/usage.ts';
import {createClassRows} from './class-rows.ts';
import {createConversationRows} from './conversation-rows.ts';
import {compareCopies, createKnownCount, type HeldConversation} from './copies.ts';
import {detailsFromJson, factsFromJson} from './facts-json.ts';
import {folderRows} from './folder-rows.ts';
import {createRelated} from './relatives.ts';
import {createRequestRows} from './request-rows.ts';
import {readSpending} from './spending-rows.ts';
import type {FilePosition} from './transcript-file.ts';
import {positionFrom} from './transcript-rows.ts';

export interface IndexReader {
	/** With its requests and relatives; null: unknown. */
	conversation(sessionId: string): StoredConversation | null;
	/** How far the transcripts of a conversation were read, by their inodes. */
	positions(conversation: number): Map<number, FilePosition>;
	/** In ms; null: not known. */
	lastActivityOf(sessionId: string): number | null;
	/** The session id of the conversation that a request with this key belongs to; null: none. */
	ownerOf(messageKey: number): string | null;
	/** The conversations that these share a history or a running total with. */
	relativesOf(sessionIds: Iterable<string>): string[];
	/** Whether this equals what is stored of the conversation. */
	holds(sums: FinishedConversation): boolean;
	/** Conversations in which something happened since then (ms), as sums. */
	finishedSince(at: number): FinishedConversation[];
	/** Automatic compactions that settings do not explain, the newest first. */
	compactions(): AutomaticCompaction[];
}

const maxCompactions = 500;

/** `folders`: identities of the config folders that are shown. */
export function createIndexReader(database: DatabaseSync, folders: readonly string[]): IndexReader {
	const rows = folderRows(database, folders);
	const requests = createRequestRows(database, createClassRows(database));
	const conversations = rows.map(folder => createConversationRows(database, folder));
	const selectPositions = database.prepare('SELECT * FROM transcript WHERE conversation = ?');
	// A full scan of the rows: it runs once for a fork that begins while the screen is open.
	const selectOwner = database.prepare(
		'SELECT session_id FROM request JOIN conversation ON conversation.id = conversation WHERE message_key = ? LIMIT 1',
	);
	const related = createRelated(database);
	const selectRow = database.prepare('SELECT id, folder FROM conversation WHERE session_id = ?');
	const selectSessionId = database.prepare('SELECT session_id FROM conversation WHERE id = ?');
	const relativesOf = (row: number) =>
		related(row)
			.filter(other => other !== row)
			.map(other => String(selectSessionId.get(other)?.session_id));
	const selectLast = database.prepare('SELECT max(last_at) AS at FROM conversation WHERE session_id = ?');
	const selectFacts = database.prepare('SELECT session_id, facts FROM conversation WHERE id = ?');
	const factsOf = (row: number) => {
		const {session_id = '', facts = '{}'} = selectFacts.get(row) ?? {};
		return factsFromJson(String(session_id), String(facts));
	};
	const selectCompactions = database.prepare(
		// Older versions stored 0 for tokens that were not counted.
		`SELECT conversation, model, pre_tokens, at FROM compaction
		WHERE "trigger" = 'auto' AND pre_tokens > 0 AND model IS NOT NULL AND window_tokens IS NULL ORDER BY at DESC LIMIT ${maxCompactions}`,
	);

	const knownOf = createKnownCount(database);
	const heldOf = ({row, facts}: StoredConversation): HeldConversation => ({
		row,
		lastAt: facts.lastAt ?? 0,
		bornAt: facts.bornAt ?? 0,
		known: () => knownOf(row),
	});

	return {
		conversation(sessionId) {
			let best: StoredConversation | null = null;
			for (const rows of conversations) {
				const stored = rows.load(sessionId);
				if (!stored) continue;
				if (!best || compareCopies(heldOf(stored), heldOf(best)) > 0) best = stored;
			}
			if (best) {
				best.records = requests.ofConversation(best.row);
				best.relatives = relativesOf(best.row);
			}
			return best;
		},
		positions(conversation) {
			const positions = selectPositions.all(conversation).flatMap(row => positionFrom(row) ?? []);
			return new Map(positions.map(position => [position.inode, position]));
		},
		lastActivityOf(sessionId) {
			const row = selectLast.get(sessionId);
			return row?.at == null ? null : Number(row.at);
		},
		ownerOf(messageKey) {
			const row = selectOwner.get(messageKey);
			return row ? String(row.session_id) : null;
		},
		relativesOf(sessionIds) {
			const relatives = new Set<string>();
			for (const sessionId of sessionIds)
				for (const {id, folder} of selectRow.all(sessionId))
					if (rows.includes(Number(folder))) for (const relative of relativesOf(Number(id))) relatives.add(relative);
			return [...relatives];
		},
		holds: createHoldsTest(database, rows),
		finishedSince: at => finishedSince(database, rows, at),
		compactions: () =>
			selectCompactions.all().map(row => {
				const [model, preTokens] = [String(row.model), Number(row.pre_tokens)];
				// Few are: facts are read for these alone.
				const isAbove = preTokens > (priceBook().windowOf(model) ?? Number.POSITIVE_INFINITY);
				const largestTokens = isAbove ? largestOf(factsOf(Number(row.conversation)), model) : null;
				return {model, windowTokens: null, largestTokens, preTokens, at: Number(row.at)};
			}),
	};
}

/** For dollars, which are added up in another order. */
const toleranceUsd = 1e-9;

function createHoldsTest(database: DatabaseSync, folders: readonly number[]) {
	const select = database.prepare(
		`SELECT folder, basis, partial, total(requests) AS requests, total(input_tokens) AS inputTokens,
			total(output_tokens) AS outputTokens, total(cache_read_input_tokens) AS cacheReadInputTokens,
			total(cache_creation_5m_input_tokens) AS cacheCreation5mInputTokens,
			total(cache_creation_1h_input_tokens) AS cacheCreation1hInputTokens,
			total(web_search_requests) AS webSearchRequests, total(cost_usd) AS costUsd
		FROM conversation LEFT JOIN spending ON conversation = id WHERE session_id = ? GROUP BY id`,
	);
	return ({facts, spending}: FinishedConversation): boolean => {
		const stored = select
			.all(facts.sessionId)
			.filter(({folder}) => folder === null || folders.includes(Number(folder)));
		const {pieces, basis, partial} = spending;
		if (stored.length === 0) return pieces.length === 0;
		const usage = {...noUsage};
		let [requests, costUsd] = [0, 0];
		for (const piece of pieces) {
			if (piece.usage) addInto(usage, piece.usage);
			requests += piece.requests;
			costUsd += piece.costUsd ?? 0;
		}
		const [row] = stored;
		// If two folders have the conversation, it is unknown which one is shown.
		if (stored.length > 1 || row?.basis !== basis || row.partial !== Number(partial)) return false;
		const counts = Object.entries({...usage, requests});
		return (
			counts.every(([name, count]) => row[name] === count) &&
			Math.abs(Number(row.costUsd) - costUsd) < toleranceUsd * Math.max(1, costUsd)
		);
	};
}

function finishedSince(database: DatabaseSync, folders: readonly number[], at: number): FinishedConversation[] {
	const select = database.prepare(
		'SELECT id, session_id, folder, facts, details FROM conversation WHERE last_at >= ? ORDER BY id',
	);
	const minutes = minutesSince(database, at);
	const spending = new Map(readSpending(database, folders, at).map(one => [one.row, one]));
	const finished: FinishedConversation[] = [];
	for (const {id, session_id, folder, facts, details} of select.iterate(at)) {
		const spent = spending.get(Number(id));
		if (!spent || (folder !== null && !folders.includes(Number(folder)))) continue;
		const {pieces, basis, partial} = spent;
		finished.push({
			facts: shownFacts(factsFromJson(String(session_id), String(facts))),
			details: detailsFromJson(String(details)),
			spending: {pieces, basis, partial, until: Number.POSITIVE_INFINITY},
			minutes: minutes.get(Number(id)) ?? [],
		});
	}
	return finished;
}

/** By conversation: minute, tokens and requests, again and again. */
function minutesSince(database: DatabaseSync, at: number): Map<number, number[]> {
	const select = database.prepare(
		`SELECT conversation, at / 60000, sum(input_tokens + output_tokens + cache_creation_5m_input_tokens
			+ cache_creation_1h_input_tokens), sum(1 - is_part)
		FROM request WHERE conversation IN (SELECT id FROM conversation WHERE last_at >= ?1) AND at >= ?1 GROUP BY 1, 2`,
	);
	select.setReturnArrays(true);
	const minutes = new Map<number, number[]>();
	for (const row of select.iterate(at) as Iterable<unknown> as Iterable<[number, number, number, number]>) {
		const [conversation, minute, tokens, requests] = row;
		getOrMake(minutes, conversation, () => []).push(minute, tokens, requests);
	}
	return minutes;
}
