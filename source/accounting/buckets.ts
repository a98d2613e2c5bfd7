/** Sums per quarter of an hour of a conversation's requests that are priced and shown alike. */
import {addInto, noUsage, sumUsage, type TokenUsage} from '../claude/usage.ts';
import type {Bucket, RequestRecord} from './conversation.ts';
import {costOf, isGuessed, isLargePrompt, priceClassOf} from './cost.ts';
import {quarterOf} from './spending.ts';

/**
 * Receives a part of a request whose tokens have one price. `largePrompt`: as in `PriceClass`. `requests`: 0 for a second
 * part, and for a part of a request that is counted elsewhere.
 */
export type VisitPart = (usage: Readonly<TokenUsage>, largePrompt: boolean, requests: number) => void;

/**
 * Claude Code's own price, if telemetry has reported it and knows the model that answered: of a gateway's model it is that of the
 * one that was asked for.
 */
export const reportedUsdOf = ({costUsd, class: {model}}: RequestRecord): number | null =>
	costUsd === null || isGuessed(model) ? null : costUsd;

/** One part, except for an answer of several calls, some with a prompt above the price step and some below. */
export function visitParts(record: RequestRecord, visit: VisitPart): void {
	const large = record.largePromptUsage;
	const requests = record.isPart ? 0 : 1;
	if (large === null || reportedUsdOf(record) !== null) {
		visit(record, isLargePrompt(record.class.model, record), requests);
		return;
	}
	const small = sumUsage([record]);
	addInto(small, large, -1);
	visit(small, false, requests);
	visit(large, true, 0);
}

/** There are few classes: with the class's number and three flags, a quarter of an hour still fits below 2^53. */
function bucketKey(quarter: number, record: RequestRecord, largePrompt: boolean): number {
	const flags =
		(reportedUsdOf(record) === null ? 0 : 1) + (largePrompt ? 2 : 0) + (record.fallbackCostUsd === null ? 0 : 4);
	return (quarter * 2 ** 22 + (record.class.id % 2 ** 22)) * 8 + flags;
}

/** The bucket of a part of a record. Only a conversation's own turns are in buckets. */
export const bucketOf = (record: RequestRecord, largePrompt: boolean): Bucket | undefined =>
	record.owner.buckets.get(bucketKey(quarterOf(record.at), record, largePrompt));

/** Adds a record to its conversation's sums, or subtracts it. */
export function addToBucket(record: RequestRecord, sign: 1 | -1): void {
	visitParts(record, (usage, largePrompt, requests) => {
		const bucket = openBucket(record, largePrompt);
		addInto(bucket.usage, usage, sign);
		bucket.requests += sign * requests;
		bucket.records += sign;
		bucket.reportedUsd += sign * (reportedUsdOf(record) ?? 0);
		if (bucket.fallbackUsd !== null) bucket.fallbackUsd += sign * (record.fallbackCostUsd ?? 0);
		bucket.lastAt = Math.max(bucket.lastAt, record.at);
		if (bucket.records === 0) record.owner.buckets.delete(bucketKey(bucket.quarter, record, largePrompt));
	});
}

function openBucket(record: RequestRecord, largePrompt: boolean): Bucket {
	const {buckets} = record.owner;
	const quarter = quarterOf(record.at);
	const key = bucketKey(quarter, record, largePrompt);
	let bucket = buckets.get(key);
	if (!bucket) {
		bucket = {
			...priceClassOf(record.class, largePrompt),
			quarter,
			class: record.class,
			isPriced: reportedUsdOf(record) !== null,
			reportedUsd: 0,
			fallbackUsd: record.fallbackCostUsd === null ? null : 0,
			usage: {...noUsage},
			requests: 0,
			records: 0,
			lastAt: 0,
		};
		buckets.set(key, bucket);
	}
	return bucket;
}

/** Dollars of a bucket; null for a model without a price. */
export function bucketUsd(bucket: Bucket): number | null {
	if (bucket.isPriced) return bucket.reportedUsd;
	return costOf(bucket, bucket.usage, bucket.fallbackUsd);
}

/** Dollars for one request: Claude Code's own price, else the price book's; 0 for a model without a price. */
export const dollarsOf = (record: RequestRecord): number => knownUsd(record) ?? 0;

/** Like `dollarsOf`, but null where its model has no price and nothing else says what it cost. */
export function knownUsd(record: RequestRecord): number | null {
	const reportedUsd = reportedUsdOf(record);
	if (reportedUsd !== null) return reportedUsd;
	let sum: number | null = 0;
	visitParts(record, (usage, largePrompt) => {
		const usd = costOf(priceClassOf(record.class, largePrompt), usage);
		sum = sum === null || usd === null ? null : sum + usd;
	});
	return sum ?? record.fallbackCostUsd;
}
