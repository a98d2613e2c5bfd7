/**
 * The sums of the history, priced. Years of them are kept as plain numbers: tens of thousands of small objects that live
 * as long as the report would cost more than reading them.
 */
import type {DatabaseSync} from 'node:sqlite';
import {webSearchUsd} from '../../core/models.ts';
import {readSums, type Sums, sum, sumLength} from '../sums.ts';
import type {Spent} from './hidden.ts';
import type {StoredBucket} from './read-sessions.ts';

export interface UsageTable {
	/** What transcripts hold of a session, by its number in the database, in order of time. */
	ofSession(session: number): Iterable<Spent>;
	/** The same in few pieces: what was used up to a quarter, as if in that quarter, and what was used later. */
	aroundQuarter(session: number, quarter: number): Spent[];
}

const nothing: Sums = new Float64Array(0);

export function readUsage(database: DatabaseSync, buckets: ReadonlyMap<number, StoredBucket>): UsageTable {
	const sums = readSums(database);
	const of = (session: number) => sums.get(session) ?? nothing;
	const spentAt = (all: Sums, at: number) => spentOf(all, at, buckets.get(all[at + sum.bucket]!)!);

	return {
		*ofSession(session) {
			const all = of(session);
			for (let at = 0; at < all.length; at += sumLength) yield spentAt(all, at);
		},
		aroundQuarter(session, quarter) {
			const all = of(session);
			const early = addUp(all, 0, endOf(all, quarter));
			for (const piece of early) piece[sum.quarter] = quarter;
			return [...early, ...addUp(all, endOf(all, quarter), all.length)].map(piece => spentAt(piece, 0));
		},
	};
}

/** Where the sums after a quarter begin. */
function endOf(all: Sums, quarter: number): number {
	let end = 0;
	while (end < all.length && all[end + sum.quarter]! <= quarter) end += sumLength;
	return end;
}

/** One sum for each bucket, with its last quarter. */
function addUp(all: Sums, from: number, to: number): Sums[] {
	const pieces: Sums[] = [];
	for (let at = from; at < to; at += sumLength) {
		const known = pieces.find(piece => piece[sum.bucket] === all[at + sum.bucket]);
		if (!known) pieces.push(all.slice(at, at + sumLength));
		else {
			known[sum.quarter] = all[at + sum.quarter]!;
			for (let column = sum.messages; column < sumLength; column++) known[column]! += all[at + column]!;
		}
	}
	return pieces;
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
	const costUsd =
		prices &&
		(usage.inputTokens * prices.input +
			usage.outputTokens * prices.output +
			usage.cacheReadInputTokens * prices.cacheRead +
			usage.cacheCreation5mInputTokens * prices.cacheWrite5m +
			usage.cacheCreation1hInputTokens * prices.cacheWrite1h) /
			1e6 +
			usage.webSearchRequests * webSearchUsd;
	return {quarter: all[at + sum.quarter]!, model, purpose, cause, usage, messages: all[at + sum.messages]!, costUsd};
}
