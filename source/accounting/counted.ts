/** What is counted request by request, as sums and record by record, for comparison with other sources. */

import type {Purpose} from '../claude/telemetry/purpose.ts';
import {addInto, noUsage, type TokenUsage} from '../claude/usage.ts';
import {bucketUsd, knownUsd} from './buckets.ts';
import {type Conversation, type RequestRecord, recordsAfter} from './conversation.ts';
import {highestOf, lowestOf} from './extremes.ts';
import {getOrMake} from './get-or-make.ts';
import {quarterOf} from './spending.ts';

export interface Counted {
	quarter: number;
	purpose: Purpose;
	/** As in `PurposeAndCause`. */
	cause: string | null;
	model: string;
	usage: Readonly<TokenUsage>;
	/** Null: the model has no price. */
	costUsd: number | null;
}

/** Everything that is counted, in a few pieces. */
export function* countedParts(conversation: Conversation): Generator<Counted> {
	for (const bucket of conversation.buckets.values()) {
		const {purpose, cause, model} = bucket.class;
		yield {quarter: bucket.quarter, purpose, cause, model, usage: bucket.usage, costUsd: bucketUsd(bucket)};
	}
	for (const record of conversation.asides) yield countedRecord(record);
}

const countedRecord = (record: RequestRecord): Counted => ({
	quarter: quarterOf(record.at),
	purpose: record.class.purpose,
	cause: record.class.cause,
	model: record.class.model,
	usage: record,
	costUsd: knownUsd(record),
});

/** A stretch of time, both ends included, in ms. */
export interface Interval {
	since: number;
	until: number;
}

/** The counted requests within one of the intervals, added up by model as it is spelled. */
export function countedSumsWithin(conversation: Conversation, intervals: readonly Interval[]): Map<string, Counted> {
	const sums = new Map<string, {usage: TokenUsage; costUsd: number | null}>();
	const add = ({model, usage, costUsd}: Counted, times: 1 | -1) => {
		const sum = getOrMake(sums, model, () => ({usage: {...noUsage}, costUsd: 0}));
		addInto(sum.usage, usage, times);
		sum.costUsd = sum.costUsd === null || costUsd === null ? null : sum.costUsd + times * costUsd;
	};
	// Most requests lie within an interval: the few that do not are subtracted again.
	for (const part of countedParts(conversation)) add(part, 1);
	for (const record of recordsOutside(conversation, intervals)) add(countedRecord(record), -1);
	return new Map(
		[...sums].map(([model, {usage, costUsd}]) => [
			model,
			{quarter: 0, purpose: 'main' as const, cause: null, model, usage, costUsd},
		]),
	);
}

/** The records within none of the intervals. */
export function* recordsOutside(conversation: Conversation, intervals: readonly Interval[]): Generator<RequestRecord> {
	const since = lowestOf(intervals.map(interval => interval.since));
	const until = highestOf(intervals.map(interval => interval.until));
	yield* recordsAfter(conversation, until);
	const isInside = (at: number) => intervals.some(interval => at >= interval.since && at <= interval.until);
	if (intervals.length === 1) {
		for (const record of conversation.records) {
			if (record.at >= since) return;
			yield record;
		}
	} else for (const record of conversation.records) if (record.at <= until && !isInside(record.at)) yield record;
}
