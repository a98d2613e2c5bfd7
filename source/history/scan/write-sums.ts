/** Keeps the sums by quarter of an hour in step with the messages. */
import type {DatabaseSync} from 'node:sqlite';
import {quarterMs} from '../schema.ts';
import {column, type Rows, rowLength} from '../segments.ts';

export interface SumWriter {
	/** Adds a message to its sum, or takes it out. */
	add(rows: Rows, at: number, sign: 1 | -1): void;
	/** Writes what was added, within the caller's transaction. */
	write(): void;
	forget(): void;
}

/** More than there will be models times price steps. */
const mostBuckets = 2 ** 20;
const tokenColumns = rowLength - column.input;
/** quarter, session, bucket, messages, tokens… */
const sumLength = 4 + tokenColumns;

export function createSumWriter(database: DatabaseSync): SumWriter {
	const tokens = ['input', 'output', 'cache_read', 'cache_creation_5m', 'cache_creation_1h', 'web_searches'];
	const upsert = database.prepare(
		`INSERT INTO history_quarter (quarter, session, bucket, messages, ${tokens.join()})
		VALUES (${Array.from({length: sumLength}, () => '?').join()})
		ON CONFLICT DO UPDATE SET messages = messages + excluded.messages,
		${tokens.map(name => `${name} = ${name} + excluded.${name}`).join()}`,
	);
	const removeEmpty = database.prepare(
		'DELETE FROM history_quarter WHERE quarter = ? AND session = ? AND bucket = ? AND messages = 0',
	);
	const sums = new Map<number, Map<number, Float64Array>>();
	let last: Float64Array | undefined;

	function sumFor(quarter: number, session: number, bucket: number): Float64Array {
		if (last && last[0] === quarter && last[1] === session && last[2] === bucket) return last;
		// Two numbers as one: buckets are few, and a session's quarters many.
		const place = quarter * mostBuckets + bucket;
		let ofSession = sums.get(session);
		if (!ofSession) {
			ofSession = new Map();
			sums.set(session, ofSession);
		}
		last = ofSession.get(place);
		if (!last) {
			last = new Float64Array(sumLength);
			last.set([quarter, session, bucket]);
			ofSession.set(place, last);
		}
		return last;
	}

	function forget(): void {
		sums.clear();
		last = undefined;
	}

	return {
		add(rows, at, sign) {
			const quarter = Math.floor(rows[at + column.at]! / quarterMs);
			const sum = sumFor(quarter, rows[at + column.session]!, rows[at + column.bucket]!);
			sum[3]! += sign;
			for (let index = 0; index < tokenColumns; index++) {
				sum[4 + index]! += sign * rows[at + column.input + index]!;
			}
		},
		write() {
			for (const ofSession of sums.values()) {
				for (const sum of ofSession.values()) {
					upsert.run(...sum);
					if (sum[3]! < 0) removeEmpty.run(sum[0]!, sum[1]!, sum[2]!);
				}
			}
			forget();
		},
		forget,
	};
}
