/** Processes what changed outside the transcripts: telemetry, prices, and pending figures that never arrived. */
import type {DatabaseSync} from 'node:sqlite';
import {priceBook} from '../../accounting/cost.ts';
import {newFacts} from '../../accounting/facts.ts';
import {inTransaction} from '../../platform/database.ts';
import {factsToJson} from '../facts-json.ts';
import {readState, writeState} from '../schema.ts';
import {settle} from '../settle.ts';
import {
	conversationsSince,
	hasTelemetry,
	nothingRead,
	type TelemetryPosition,
	telemetryPosition,
} from '../telemetry/read.ts';

/** In a transaction of its own. `now`: ms. Throws what SQLite throws. */
export function settlePending(database: DatabaseSync, now: number): void {
	const prices = priceBook().signature;
	const pricesBefore = readState(database, 'prices');
	// In a new database nothing was settled at other prices.
	const isRepriced = pricesBefore !== null && pricesBefore !== prices;
	const isReported = hasTelemetry(database);
	const before = isReported ? positionFrom(readState(database, 'telemetry')) : nothingRead;
	const after = isReported ? telemetryPosition(database) : nothingRead;
	const reported = JSON.stringify(after) === JSON.stringify(before) ? [] : conversationsSince(database, before);
	const due = database.prepare('SELECT id FROM conversation WHERE settled_until <= ?').all(now);
	if (pricesBefore === prices && reported.length === 0 && due.length === 0) return;
	inTransaction(database, () => {
		const rows = new Set(due.map(({id}) => Number(id)));
		for (const sessionId of reported) for (const row of rowsOf(database, sessionId)) rows.add(row);
		if (isRepriced) for (const {id} of database.prepare('SELECT id FROM conversation').all()) rows.add(Number(id));
		settle(database, rows, now);
		writeState(database, 'prices', prices);
		writeState(database, 'telemetry', JSON.stringify(after));
	});
}

/** The conversation's rows in all folders; one known only from telemetry gets a row without a folder. */
function rowsOf(database: DatabaseSync, sessionId: string): number[] {
	const rows = database.prepare('SELECT id, folder FROM conversation WHERE session_id = ?').all(sessionId);
	const inFolders = rows.filter(({folder}) => folder !== null);
	if (inFolders.length > 0) {
		// Its transcript has been found since.
		for (const {id, folder} of rows) if (folder === null) removeConversation(database, Number(id));
		return inFolders.map(({id}) => Number(id));
	}
	if (rows.length > 0) return rows.map(({id}) => Number(id));
	const insert = database.prepare('INSERT INTO conversation (folder, session_id, facts) VALUES (NULL, ?, ?)');
	return [Number(insert.run(sessionId, factsToJson(newFacts(sessionId))).lastInsertRowid)];
}

function removeConversation(database: DatabaseSync, row: number): void {
	for (const table of ['spending', 'tool_spending', 'running_total', 'compaction', 'fork']) {
		database.prepare(`DELETE FROM ${table} WHERE conversation = ?`).run(row);
	}
	database.prepare('DELETE FROM conversation WHERE id = ?').run(row);
}

function positionFrom(json: string | null): TelemetryPosition {
	try {
		const stored = JSON.parse(json ?? '') as Partial<TelemetryPosition>;
		return {...nothingRead, ...stored};
	} catch {
		return nothingRead;
	}
}
