/** Takes over what the first layout kept in rows: a row of `history_message` for each message, and of `history_quarter` for each sum. */
import type {DatabaseSync} from 'node:sqlite';
import {createSegmentStore, rowLength} from './segments.ts';
import {createSumStore, sumLength} from './sums.ts';

/** Large enough that segments are not merged with one another again. */
const rowsAtOnce = 100_000;
/** In the order of a message's columns and of a sum's. */
const tokens = 'input, output, cache_read, cache_creation_5m, cache_creation_1h, web_searches';

/** Both run within the caller's transaction. The transcripts of what was counted may be gone: nothing is read anew. */
export function moveMessages(database: DatabaseSync): void {
	const store = createSegmentStore(database);
	const select = database.prepare(
		`SELECT key, at, session, bucket, ${tokens} FROM history_message WHERE key > ? ORDER BY key LIMIT ${rowsAtOnce}`,
	);
	select.setReturnArrays(true);
	/** The sums hold these messages already. */
	const changes = {added: () => {}, merge: () => false, changed: () => {}};
	let last = -1;
	for (;;) {
		const messages = select.all(last) as unknown as number[][];
		if (messages.length === 0) return;
		const rows = new Float64Array(messages.length * rowLength);
		for (const [index, message] of messages.entries()) rows.set(message, index * rowLength);
		const keys = Float64Array.from(messages, ([key]) => key!);
		const places = Uint32Array.from(messages, (_, index) => index * rowLength);
		store.write({keys, places, rows}, changes);
		last = keys.at(-1)!;
	}
}

export function moveSums(database: DatabaseSync): void {
	const store = createSumStore(database);
	const select = database.prepare(
		`SELECT session, quarter, bucket, messages, ${tokens} FROM history_quarter ORDER BY session, quarter, bucket`,
	);
	select.setReturnArrays(true);
	let ofSession: number[] = [];
	let present: number | undefined;
	const write = () => {
		if (present !== undefined) store.add(present, new Float64Array(ofSession));
	};
	for (const [session, ...columns] of select.iterate() as unknown as Iterable<[number, ...number[]]>) {
		if (session !== present) {
			write();
			present = session;
			ofSession = [];
		}
		for (let column = 0; column < sumLength; column++) ofSession.push(columns[column]!);
	}
	write();
}
