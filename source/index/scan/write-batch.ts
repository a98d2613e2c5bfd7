/** Writes a batch in one transaction: its messages, the sums they are in and its files' offsets are true together or not at all. */
import type {DatabaseSync} from 'node:sqlite';
import {column, createSegmentStore, type Rows, rowLength} from '../segments.ts';
import {type Batch, clearBatch, indexRows, isOlderSession, mergeRow} from './batch.ts';
import {createNameWriter} from './write-names.ts';
import {createSumWriter} from './write-sums.ts';

export interface BatchWriter {
	/** Writes and empties the batch. Throws what SQLite throws; then nothing of it is written, and the batch is of no more use. */
	write(batch: Batch): void;
}

export function createBatchWriter(database: DatabaseSync): BatchWriter {
	const segments = createSegmentStore(database);
	const names = createNameWriter(database);
	const sums = createSumWriter(database);

	const isOlder = (session: number, than: number) =>
		session !== than && isOlderSession(names.session(session), names.session(than));

	const changes = {
		added: (rows: Rows, at: number) => sums.add(rows, at, 1),
		merge: (known: Rows, at: number, read: Rows, from: number) =>
			mergeRow(known, at, read, from, isOlder(read[from + column.session]!, known[at + column.session]!)),
		changed(before: Rows, after: Rows, at: number) {
			sums.add(before, 0, -1);
			sums.add(after, at, 1);
		},
	};

	return {
		write(batch) {
			database.exec('BEGIN IMMEDIATE');
			try {
				const ids = names.write(batch);
				const {rows} = batch;
				for (let row = 0; row < batch.size * rowLength; row += rowLength) {
					rows[row + column.session] = ids.sessions[rows[row + column.session]!]!;
					rows[row + column.bucket] = ids.buckets[rows[row + column.bucket]!]!;
				}
				const session = (at: number) => rows[at + column.session]!;
				segments.write(
					indexRows(batch, (at, than) => isOlder(session(at), session(than))),
					changes,
				);
				sums.write();
				names.writeRest(batch, ids);
				database.exec('COMMIT');
			} catch (error) {
				sums.forget();
				segments.forget();
				if (database.isTransaction) database.exec('ROLLBACK');
				throw error;
			}
			clearBatch(batch);
		},
	};
}
