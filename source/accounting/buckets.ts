/** Requests of a conversation that are priced and shown alike, added up by quarter of an hour. */
import {addInto, noUsage, sumUsage, type TokenUsage} from '../claude/usage.ts';
import type {Bucket, RequestRecord} from './conversation.ts';
import {costOf, isConfigured, isLargePrompt, priceClassOf} from './cost.ts';
import {quarterOf} from './spending.ts';

/** What of a request is priced alike. */
export interface PricedPart {
	usage: Readonly<TokenUsage>;
	/** As in `PriceClass`. */
	largePrompt: boolean;
	/** 0 for a second part, and for a part of a request that is counted elsewhere. */
	requests: number;
}

/** One part, except for an answer of several calls, some with a prompt above the price step and some below. */
export function pricedParts(record: RequestRecord): PricedPart[] {
	const large = record.largePromptUsage;
	const requests = record.isPart ? 0 : 1;
	if (large === null || isReported(record)) {
		return [{usage: record, largePrompt: isLargePrompt(record.class.model, record), requests}];
	}
	const small = sumUsage([record]);
	addInto(small, large, -1);
	return [
		{usage: small, largePrompt: false, requests},
		{usage: large, largePrompt: true, requests: 0},
	];
}

/** Claude Code's own price counts. */
const isReported = ({costUsd, class: {model}}: RequestRecord) => costUsd !== null && !isConfigured(model);

/** Buckets are few: with the class's number and two flags, a quarter of an hour stays below 2^53. */
function bucketKey(quarter: number, record: RequestRecord, largePrompt: boolean): number {
	const flags = (record.costUsd === null ? 0 : 1) + (largePrompt ? 2 : 0);
	return (quarter * 2 ** 22 + (record.class.id % 2 ** 22)) * 4 + flags;
}

/** The sums that the parts of a record are in, which is one of its conversation's own turns. */
export const bucketOf = (record: RequestRecord, {largePrompt}: PricedPart): Bucket | undefined =>
	record.owner.buckets.get(bucketKey(quarterOf(record.at), record, largePrompt));

/** Adds a record to the sums of its conversation, or takes it out. */
export function addToBucket(record: RequestRecord, sign: 1 | -1): void {
	for (const part of pricedParts(record)) addPart(record, part, sign);
}

function addPart(record: RequestRecord, {usage, largePrompt, requests}: PricedPart, sign: 1 | -1): void {
	const {buckets} = record.owner;
	const quarter = quarterOf(record.at);
	const key = bucketKey(quarter, record, largePrompt);
	let bucket: Bucket | undefined = buckets.get(key);
	if (!bucket) {
		bucket = {
			...priceClassOf(record.class, largePrompt),
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
	addInto(bucket.usage, usage, sign);
	bucket.requests += sign * requests;
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

/** As `dollarsOf`; null: its model has no price, and nothing else says what it cost. */
export function knownUsd(record: RequestRecord): number | null {
	if (isReported(record)) return record.costUsd;
	let sum = 0;
	for (const {usage, largePrompt} of pricedParts(record)) {
		const usd = costOf(priceClassOf(record.class, largePrompt), usage);
		if (usd === null) return record.fallbackCostUsd;
		sum += usd;
	}
	return sum;
}
