/** Requests of a conversation that are priced and shown alike, added up by quarter of an hour. */
import {addInto, noUsage} from '../claude/usage.ts';
import type {Bucket, RequestRecord} from './conversation.ts';
import {costOf, isConfigured, isLargePrompt, priceClassOf} from './cost.ts';
import {quarterOf} from './spending.ts';

/** Buckets are few: with the class's number and four flags, a quarter of an hour stays below 2^53. */
function bucketKey(quarter: number, record: RequestRecord): number {
	const flags = (record.costUsd === null ? 0 : 1) + (isLargePrompt(record.class.model, record) ? 2 : 0);
	return (quarter * 2 ** 22 + (record.class.id % 2 ** 22)) * 4 + flags;
}

/** Adds a record to the sums of its conversation, or takes it out. */
export function addToBucket(record: RequestRecord, sign: 1 | -1): void {
	const {buckets} = record.owner;
	const quarter = quarterOf(record.at);
	const key = bucketKey(quarter, record);
	let bucket: Bucket | undefined = buckets.get(key);
	if (!bucket) {
		bucket = {
			...priceClassOf(record.class, record),
			quarter,
			class: record.class,
			isPriced: record.costUsd !== null,
			reportedUsd: 0,
			fallbackUsd: 0,
			withoutFallback: 0,
			usage: {...noUsage},
			requests: 0,
			records: 0,
			lastAt: 0,
		};
		buckets.set(key, bucket);
	}
	addInto(bucket.usage, record, sign);
	if (!record.isPart) bucket.requests += sign;
	bucket.records += sign;
	bucket.reportedUsd += sign * (record.costUsd ?? 0);
	if (record.fallbackCostUsd === null) bucket.withoutFallback += sign;
	else bucket.fallbackUsd += sign * record.fallbackCostUsd;
	bucket.lastAt = Math.max(bucket.lastAt, record.at);
	if (bucket.records === 0) buckets.delete(key);
}

/** Dollars of a bucket; null for a model without a price. */
export function bucketUsd(bucket: Bucket): number | null {
	if (bucket.isPriced && !isConfigured(bucket.model)) return bucket.reportedUsd;
	return costOf(bucket, bucket.usage) ?? (bucket.withoutFallback === 0 ? bucket.fallbackUsd : null);
}

/** Dollars of one request: Claude Code's own price, else the price book's; 0 for a model without a price. */
export const dollarsOf = (record: RequestRecord): number => knownUsd(record) ?? 0;

/** False: its model has no price, and nothing else says what it cost. */
export const isPriced = (record: RequestRecord): boolean => knownUsd(record) !== null;

function knownUsd(record: RequestRecord): number | null {
	if (record.costUsd !== null && !isConfigured(record.class.model)) return record.costUsd;
	return costOf(priceClassOf(record.class, record), record, record.fallbackCostUsd);
}
