/** Takes the messages of the first layout, a row of `history_message` for each, over into segments. */
import type {DatabaseSync} from 'node:sqlite';
import {createSegmentStore, rowLength} from './segments.ts';

/** Large enough that segments are not merged with one another again. */
const messagesAtOnce = 100_000;

/** In the order of the columns of a segment. */
const columns = `key, at, session, bucket, request_key,
	input, output, cache_read, cache_creation_5m, cache_creation_1h, web_searches`;

/** The sums by quarter of an hour hold these messages already and stay as they are. */
const changes = {added: () => {}, merge: () => false, changed: () => {}};

/** Runs within the caller's transaction. The transcripts of some of these messages may be gone: nothing is read anew. */
export function moveMessages(database: DatabaseSync): void {
	const store = createSegmentStore(database);
	const select = database.prepare(`SELECT ${columns} FROM history_message WHERE key > ? ORDER BY key LIMIT ?`);
	select.setReturnArrays(true);
	let last = -1;
	for (;;) {
		const messages = select.all(last, messagesAtOnce) as unknown as number[][];
		if (messages.length === 0) return;
		const rows = new Float64Array(messages.length * rowLength);
		for (const [index, message] of messages.entries()) rows.set(message, index * rowLength);
		const keys = Float64Array.from(messages, ([key]) => key!);
		const places = Uint32Array.from(messages, (_, index) => index * rowLength);
		store.write({keys, places, rows}, changes);
		last = keys.at(-1)!;
	}
}
