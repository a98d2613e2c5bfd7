/** Writes a batch in one transaction: a message's row, the sums it is in and its file's offset are true together or not at all. */
import type {DatabaseSync} from 'node:sqlite';
import {type Batch, clearBatch, column, findRow, isOlderSession, mergeRow, rowLength} from './batch.ts';
import {createNameWriter} from './write-names.ts';
import {createSumWriter} from './write-sums.ts';

export interface BatchWriter {
	/** Writes and empties the batch. Throws what SQLite throws; then nothing of it is written and the batch is as it was. */
	write(batch: Batch): void;
}

const rowNames = [
	'key',
	'at',
	'session',
	'bucket',
	'request_key',
	'input',
	'output',
	'cache_read',
	'cache_creation_5m',
	'cache_creation_1h',
	'web_searches',
];

export function createBatchWriter(database: DatabaseSync): BatchWriter {
	const insert = database.prepare(`INSERT OR IGNORE INTO history_message VALUES (${rowNames.map(() => '?').join()})`);
	const select = database.prepare(`SELECT ${rowNames.join()} FROM history_message WHERE key = ?`);
	const update = database.prepare(
		`UPDATE history_message SET ${rowNames.map((name, index) => `${name} = ?${index + 1}`).join()} WHERE key = ?1`,
	);
	const names = createNameWriter(database);
	const sums = createSumWriter(database);

	/** False for a message that is there already. */
	function insertRow(rows: Float64Array, at: number): boolean {
		const {changes} = insert.run(
			rows[at]!,
			rows[at + 1]!,
			rows[at + 2]!,
			rows[at + 3]!,
			rows[at + 4]!,
			rows[at + 5]!,
			rows[at + 6]!,
			rows[at + 7]!,
			rows[at + 8]!,
			rows[at + 9]!,
			rows[at + 10]!,
		);
		return changes === 1;
	}

	/** Takes over what a new sight of a stored message tells. */
	function mergeStored(rows: Float64Array, at: number): void {
		const stored = select.get(rows[at]!)!;
		const known = Float64Array.from(rowNames, name => Number(stored[name]));
		const session = rows[at + column.session]!;
		const isOther = known[column.session] !== session;
		const takeSession = isOther && isOlderSession(names.session(session), names.session(known[column.session]!));
		const before = known.slice();
		if (!mergeRow(known, 0, rows, at, takeSession)) return;
		update.run(...known);
		sums.add(before, 0, -1);
		sums.add(known, 0, 1);
	}

	/** In the order of the keys each page of the table is touched once. Returns which rows were new. */
	function writeRows(batch: Batch, rows: Float64Array): Uint8Array {
		const isNew = new Uint8Array(batch.size);
		for (const key of keysOf(batch).sort()) {
			const at = findRow(batch, key);
			if (insertRow(rows, at)) isNew[at / rowLength] = 1;
			else mergeStored(rows, at);
		}
		return isNew;
	}

	return {
		write(batch) {
			database.exec('BEGIN IMMEDIATE');
			try {
				const ids = names.write(batch);
				const rows = batch.rows.slice(0, batch.size * rowLength);
				for (let at = 0; at < rows.length; at += rowLength) {
					rows[at + column.session] = ids.sessions[rows[at + column.session]!]!;
					rows[at + column.bucket] = ids.buckets[rows[at + column.bucket]!]!;
				}
				const isNew = writeRows(batch, rows);
				// In the order in which they were read, neighbours mostly go into the same sum.
				for (let index = 0; index < batch.size; index++) if (isNew[index]) sums.add(rows, index * rowLength, 1);
				sums.write();
				names.writeRest(batch, ids);
				database.exec('COMMIT');
			} catch (error) {
				sums.forget();
				if (database.isTransaction) database.exec('ROLLBACK');
				throw error;
			}
			clearBatch(batch);
		},
	};
}

function keysOf(batch: Batch): Float64Array {
	const keys = new Float64Array(batch.size);
	for (let index = 0; index < batch.size; index++) keys[index] = batch.rows[index * rowLength]!;
	return keys;
}
