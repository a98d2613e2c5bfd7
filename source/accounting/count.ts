/**
 * Counting requests: each once, whoever tells of it and how often.
 *
 * A transcript repeats a message's usage on a line per content block, older versions write a partial `output_tokens`
 * first, and forked or resumed conversations copy lines into another file: so a message id counts once over all files,
 * with its largest `output_tokens`. Telemetry tells of the same request under its request id, with the final figures, the
 * price and the purpose: it joins the record and wins.
 */

import type {RequestSeen} from '../claude/events.ts';
import {addInto, noUsage, rateLimitedTokens, setUsage} from '../claude/usage.ts';
import {createMinutes, type Minutes} from './busy-minutes.ts';
import type {Bucket, Conversation, RequestRecord} from './conversation.ts';
import {costOf, priceClassOf} from './cost.ts';
import {forgetIdle, isAside} from './idle-use.ts';
import {kindOf} from './request-class.ts';
import {createTwins} from './request-matching.ts';
import type {SlidingWindow} from './sliding-window.ts';

export interface Counter {
	/** Counts the request for the conversation, or joins it with the record there is. */
	count(conversation: Conversation, event: RequestSeen, now: number): void;
	usdPerHour(now: number): number;
	/** Of all conversations together. */
	minutes: Minutes;
}

export function createCounter(dayOf: (at: number) => string, usdLastHour: SlidingWindow): Counter {
	const byMessage = new Map<string, RequestRecord>();
	const byRequest = new Map<string, RequestRecord>();
	const twins = createTwins();
	const minutes = createMinutes(dayOf);
	let startedAt: number | null = null;

	const book = (record: RequestRecord, sign: 1 | -1) => {
		const bucket = bucketOf(record, dayOf);
		addInto(bucket.usage, record, sign);
		bucket.requests += sign;
		bucket.toldUsd += sign * (record.costUsd ?? 0);
		bucket.lastAt = Math.max(bucket.lastAt, record.at);
		if (bucket.requests === 0) record.owner.buckets.delete(bucketKey(record, bucket.day));
		if (isAside(record)) {
			if (sign === 1) record.owner.asides.add(record);
			else record.owner.asides.delete(record);
		}
		forgetIdle(record.owner, record);
		record.owner.revision++;
	};

	const remember = (record: RequestRecord) => {
		if (record.messageId !== null) byMessage.set(record.messageId, record);
		if (record.requestId !== null) byRequest.set(record.requestId, record);
	};

	const find = (event: RequestSeen) =>
		(event.messageId !== null ? byMessage.get(event.messageId) : undefined) ??
		(event.requestId !== null ? byRequest.get(event.requestId) : undefined);

	/** Adds to the rates what a request is now beyond what it was before. */
	const rate = (record: RequestRecord, requests: number, tokens: number, usd: number, at: number, now: number) => {
		record.owner.tokensLastMinute.add(at, tokens, now);
		if (requests !== 0) record.owner.requestsLastMinute.add(at, requests, now);
		usdLastHour.add(at, usd, now);
		record.owner.minutes.add(at, tokens, requests);
		minutes.add(at, tokens, requests);
	};

	/** A record of telemetry turns out to be the same request as one of a transcript. */
	const merge = (record: RequestRecord, told: RequestRecord, now: number) => {
		for (const one of [record, told]) {
			book(one, -1);
			rate(one, -1, -rateLimitedTokens(one), -dollarsOf(one), one.at, now);
		}
		told.owner.records.splice(told.owner.records.indexOf(told), 1);
		learnFrom(record, told);
		book(record, 1);
		rate(record, 1, rateLimitedTokens(record), dollarsOf(record), record.at, now);
	};

	return {
		count(conversation, event, now) {
			startedAt ??= now;
			const known = find(event);
			if (known && !tellsMore(known, event)) {
				known.messageId ??= event.messageId;
				known.requestId ??= event.requestId;
				remember(known);
				return;
			}
			const before = known ? {tokens: rateLimitedTokens(known), usd: dollarsOf(known)} : {tokens: 0, usd: 0};
			const told = recordFrom(conversation, event, event.at < startedAt ? event.at : now);
			const record = known ?? told;
			if (known) {
				book(known, -1);
				twins.forget(known);
				join(known, event, told);
			} else addRecord(conversation, record);
			remember(record);
			book(record, 1);
			const [tokens, usd] = [rateLimitedTokens(record) - before.tokens, dollarsOf(record) - before.usd];
			rate(record, known ? 0 : 1, tokens, usd, event.at, now);
			const twin = twins.match(record);
			if (twin) merge(...(record.inTelemetry ? ([twin, record] as const) : ([record, twin] as const)), now);
		},
		usdPerHour: now => usdLastHour.sum(now),
		minutes,
	};
}

/** Dollars of one request: what Claude Code said, else by the price table; 0 for a model without a price. */
export function dollarsOf(record: RequestRecord): number {
	return record.costUsd ?? costOf(priceClassOf(record.kind, record), record) ?? 0;
}

function recordFrom(owner: Conversation, event: RequestSeen, seenAt: number): RequestRecord {
	const {usage} = event;
	return {
		messageId: event.messageId,
		requestId: event.requestId,
		owner,
		at: event.at,
		seenAt,
		durationMs: event.durationMs,
		kind: kindOf(event),
		outputEstimated: event.outputEstimated === true,
		costUsd: event.costUsd,
		inTelemetry: event.origin === 'telemetry',
		// Named one by one they lie in the object itself; spread into it, in another one behind it.
		inputTokens: usage.inputTokens,
		outputTokens: usage.outputTokens,
		cacheReadInputTokens: usage.cacheReadInputTokens,
		cacheCreation5mInputTokens: usage.cacheCreation5mInputTokens,
		cacheCreation1hInputTokens: usage.cacheCreation1hInputTokens,
		webSearchRequests: usage.webSearchRequests,
	};
}

function tellsMore(record: RequestRecord, event: RequestSeen): boolean {
	if (event.origin === 'telemetry') return !record.inTelemetry;
	if (event.agentId !== null && record.kind.agentId === null) return true;
	return !record.inTelemetry && isBetter(event, record);
}

/** A guess at the output of an answer under way gives way to what its own source tells next, smaller or not. */
function isBetter(event: RequestSeen, record: RequestRecord): boolean {
	if (record.outputEstimated && event.origin === 'headless') return true;
	return event.usage.outputTokens > record.outputTokens;
}

/** `told`: the event as a record of its own. */
function join(record: RequestRecord, event: RequestSeen, told: RequestRecord): void {
	record.messageId ??= told.messageId;
	record.requestId ??= told.requestId;
	record.kind = kindOf({...record.kind, agentId: record.kind.agentId ?? told.kind.agentId});
	record.durationMs ??= told.durationMs;
	if (!told.inTelemetry) {
		if (record.inTelemetry || !isBetter(event, record)) return;
		setUsage(record, told);
		record.outputEstimated = told.outputEstimated;
		return;
	}
	learnFrom(record, told);
	// A copy in a forked conversation was read first: the one that telemetry names has paid.
	if (record.owner !== told.owner) {
		record.owner.records.splice(record.owner.records.indexOf(record), 1);
		record.owner = told.owner;
		addRecord(told.owner, record);
	}
}

/** What telemetry tells of a request is final. */
function learnFrom(record: RequestRecord, told: RequestRecord): void {
	record.inTelemetry = true;
	record.outputEstimated = false;
	// A transcript's line is as old as its first block of content, the event as the end of the answer.
	record.at = told.at;
	record.owner.isInOrder = false;
	const {purpose, cause, agentId} = told.kind;
	record.kind = kindOf({...record.kind, purpose, cause, agentId: record.kind.agentId ?? agentId});
	record.durationMs ??= told.durationMs;
	record.costUsd = told.costUsd;
	// Telemetry does not tell of searches.
	setUsage(record, {...told, webSearchRequests: record.webSearchRequests});
}

function addRecord(owner: Conversation, record: RequestRecord): void {
	const last = owner.records.at(-1);
	if (last && last.at > record.at) owner.isInOrder = false;
	owner.records.push(record);
}

function bucketKey(record: RequestRecord, day: string): string {
	const priced = priceClassOf(record.kind, record);
	return [
		day,
		record.kind.purpose,
		record.kind.cause ?? '',
		record.kind.agentId ?? '',
		record.inTelemetry ? 1 : 0,
		record.costUsd === null ? 0 : 1,
		priced.speed,
		priced.usInference ? 1 : 0,
		priced.largePrompt ? 1 : 0,
		record.kind.model,
	].join('|');
}

function bucketOf(record: RequestRecord, dayOf: (at: number) => string): Bucket {
	const day = dayOf(record.at);
	const key = bucketKey(record, day);
	let bucket = record.owner.buckets.get(key);
	if (!bucket) {
		bucket = {
			...priceClassOf(record.kind, record),
			purpose: record.kind.purpose,
			cause: record.kind.cause,
			agentId: record.kind.agentId,
			day,
			inTelemetry: record.inTelemetry,
			told: record.costUsd !== null,
			toldUsd: 0,
			usage: {...noUsage},
			requests: 0,
			lastAt: 0,
		};
		record.owner.buckets.set(key, bucket);
	}
	return bucket;
}

/** Dollars of a bucket, or null for a model without a price. */
export function bucketUsd(bucket: Bucket): number | null {
	return bucket.told ? bucket.toldUsd : costOf(bucket, bucket.usage);
}
