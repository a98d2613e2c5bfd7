/** Keeps the sums by quarter of an hour in step with the messages. */
import type {DatabaseSync} from 'node:sqlite';
import {quarterMs} from '../schema.ts';
import {column, type Rows, rowLength} from '../segments.ts';
import {createSumStore, type Sums, sum, sumLength} from '../sums.ts';

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

export function createSumWriter(database: DatabaseSync): SumWriter {
	const store = createSumStore(database);
	/** By session, then by quarter and bucket as one number: buckets are few. */
	const sums = new Map<number, Map<number, Sums>>();
	let last: Sums | undefined;
	let lastSession = -1;

	function sumFor(quarter: number, session: number, bucket: number): Sums {
		if (last && session === lastSession && last[sum.quarter] === quarter && last[sum.bucket] === bucket) return last;
		lastSession = session;
		let ofSession = sums.get(session);
		if (!ofSession) {
			ofSession = new Map();
			sums.set(session, ofSession);
		}
		const place = quarter * mostBuckets + bucket;
		last = ofSession.get(place);
		if (!last) {
			last = new Float64Array(sumLength);
			last[sum.quarter] = quarter;
			last[sum.bucket] = bucket;
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
			const sumOf = sumFor(quarter, rows[at + column.session]!, rows[at + column.bucket]!);
			sumOf[sum.messages]! += sign;
			for (let index = 0; index < tokenColumns; index++) {
				sumOf[sum.input + index]! += sign * rows[at + column.input + index]!;
			}
		},
		write() {
			for (const [session, ofSession] of sums) {
				const added = new Float64Array(ofSession.size * sumLength);
				const places = Float64Array.from(ofSession.keys()).sort();
				for (let index = 0; index < places.length; index++)
					added.set(ofSession.get(places[index]!)!, index * sumLength);
				store.add(session, added);
			}
			forget();
		},
		forget,
	};
}
