/** Keeps the sums by quarter of an hour in step with the messages. */
import type {DatabaseSync} from 'node:sqlite';
import {quarterMs} from '../schema.ts';
import {column, rowLength} from './batch.ts';

export interface SumWriter {
	/** Adds a row of `history_message` to its sum, or takes it out. */
	add(rows: Float64Array, at: number, sign: 1 | -1): void;
	/** Writes what was added, within the caller's transaction. */
	write(): void;
	forget(): void;
}

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
	const sums = new Map<string, Float64Array>();
	let last: Float64Array | undefined;

	function sumFor(quarter: number, session: number, bucket: number): Float64Array {
		if (last && last[0] === quarter && last[1] === session && last[2] === bucket) return last;
		const key = `${quarter} ${session} ${bucket}`;
		last = sums.get(key);
		if (!last) {
			last = new Float64Array(sumLength);
			last.set([quarter, session, bucket]);
			sums.set(key, last);
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
			for (const sum of sums.values()) {
				upsert.run(...sum);
				if (sum[3]! < 0) removeEmpty.run(sum[0]!, sum[1]!, sum[2]!);
			}
			forget();
		},
		forget,
	};
}
