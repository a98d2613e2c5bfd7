/**
 * The sums of the history, priced. Years of them are kept as plain numbers: tens of thousands of small objects that live
 * as long as the report would cost more than reading them.
 */
import type {DatabaseSync} from 'node:sqlite';
import {costAt} from '../../accounting/cost.ts';
import {readSums, type Sums, sum, sumLength} from '../../index/sums.ts';
import type {Spent} from './hidden.ts';
import type {StoredBucket} from './read-sessions.ts';

export interface UsageTable {
	/**
	 * What transcripts hold of a session, by its number in the database, in order of time: in one piece for each bucket
	 * and span of quarters that `spanOf` has one number for. A piece has the last quarter that is in it.
	 */
	ofSession(session: number, spanOf?: (quarter: number) => number): Spent[];
}

const nothing: Sums = new Float64Array(0);

export function readUsage(database: DatabaseSync, buckets: ReadonlyMap<number, StoredBucket>): UsageTable {
	const sums = readSums(database);

	return {
		ofSession(session, spanOf = quarter => quarter) {
			const all = sums.get(session) ?? nothing;
			const pieces: Spent[] = [];
			const ids: number[] = [];
			let span = Number.NaN;
			let first = 0;
			for (let at = 0; at < all.length; at += sumLength) {
				const present = spanOf(all[at + sum.quarter]!);
				if (present !== span) {
					span = present;
					first = pieces.length;
				}
				const bucket = all[at + sum.bucket]!;
				const known = ids.indexOf(bucket, first);
				if (known >= 0) addTo(pieces[known]!, all, at, buckets.get(bucket)!);
				else {
					ids.push(bucket);
					pieces.push(spentOf(all, at, buckets.get(bucket)!));
				}
			}
			return pieces;
		},
	};
}

function addTo(piece: Spent, all: Sums, at: number, {prices}: StoredBucket): void {
	const {usage} = piece;
	piece.quarter = all[at + sum.quarter]!;
	piece.messages += all[at + sum.messages]!;
	usage.inputTokens += all[at + sum.input]!;
	usage.outputTokens += all[at + sum.output]!;
	usage.cacheReadInputTokens += all[at + sum.cacheRead]!;
	usage.cacheCreation5mInputTokens += all[at + sum.cacheCreation5m]!;
	usage.cacheCreation1hInputTokens += all[at + sum.cacheCreation1h]!;
	usage.webSearchRequests += all[at + sum.webSearches]!;
	piece.costUsd = prices && costAt(prices, usage);
}

function spentOf(all: Sums, at: number, {model, purpose, cause, prices}: StoredBucket): Spent {
	const usage = {
		inputTokens: all[at + sum.input]!,
		outputTokens: all[at + sum.output]!,
		cacheReadInputTokens: all[at + sum.cacheRead]!,
		cacheCreation5mInputTokens: all[at + sum.cacheCreation5m]!,
		cacheCreation1hInputTokens: all[at + sum.cacheCreation1h]!,
		webSearchRequests: all[at + sum.webSearches]!,
	};
	const costUsd = prices && costAt(prices, usage);
	return {quarter: all[at + sum.quarter]!, model, purpose, cause, usage, messages: all[at + sum.messages]!, costUsd};
}
