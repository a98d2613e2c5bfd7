/** Running sums over requests: per conversation, tokens by minute, dollars of the last hour. */
import {rateLimitedTokens} from '../claude/usage.ts';
import {addToBucket, knownUsd} from './buckets.ts';
import {type BusyMinutes, createBusyMinutes} from './busy-minutes.ts';
import type {RequestRecord} from './conversation.ts';
import {paidShare} from './cost.ts';
import {forgetIdle, isAside} from './idle-use.ts';
import {createSlidingWindow} from './sliding-window.ts';

export interface RequestSums {
	/** Adds a request as it is now. `wasDropped`: the dollars of the last hour already include it. `now`: ms. */
	add(record: RequestRecord, now: number, wasDropped?: boolean): void;
	/** Subtracts what was added, before the record changes. */
	subtract(record: RequestRecord, now: number): void;
	/** Its conversation is forgotten; the dollars of the last hour still hold it. */
	drop(record: RequestRecord): void;
	/** Dollars of the last 60 minutes. Null: nothing of them has a price. */
	usdPerHour(now: number): number | null;
	/** Of all conversations together. */
	minutes: BusyMinutes;
}

/** `hasRates` false: nobody asks for minutes and rates. */
export function createRequestSums({hasRates}: {hasRates: boolean}): RequestSums {
	const minutes = createBusyMinutes();
	const usdLastHour = createSlidingWindow(60_000, 60);
	const pricedLastHour = createSlidingWindow(60_000, 60);
	const unpricedLastHour = createSlidingWindow(60_000, 60);

	/** Everything is negative when it is subtracted. */
	function addMinute(record: RequestRecord, sign: 1 | -1): {tokens: number; requests: number} {
		const tokens = sign * rateLimitedTokens(record);
		const requests = record.isPart ? 0 : sign;
		record.owner.minutes.add(record.at, tokens, requests);
		minutes.add(record.at, tokens, requests);
		return {tokens, requests};
	}

	function rate(record: RequestRecord, sign: 1 | -1, now: number): void {
		if (!hasRates) return;
		const {at, owner} = record;
		const {tokens, requests} = addMinute(record, sign);
		if (at <= now - 3_600_000) return;
		const usd = knownUsd(record);
		(usd === null ? unpricedLastHour : pricedLastHour).add(at, sign, now);
		usdLastHour.add(at, sign * (usd ?? 0) * paidShare(record.class.model, owner.facts.provider), now);
		if (at <= now - 60_000) return;
		owner.lastMinute ??= {tokens: createSlidingWindow(1000, 60), requests: createSlidingWindow(1000, 60)};
		owner.lastMinute.tokens.add(at, tokens, now);
		owner.lastMinute.requests.add(at, requests, now);
	}

	return {
		add(record, now, wasDropped = false) {
			addToConversation(record, 1);
			if (wasDropped) addMinute(record, 1);
			else rate(record, 1, now);
		},
		subtract(record, now) {
			addToConversation(record, -1);
			rate(record, -1, now);
		},
		drop: record => void addMinute(record, -1),
		usdPerHour: now => (unpricedLastHour.sum(now) > 0 && pricedLastHour.sum(now) <= 0 ? null : usdLastHour.sum(now)),
		minutes,
	};
}

function addToConversation(record: RequestRecord, sign: 1 | -1): void {
	const {owner} = record;
	if (isAside(record)) {
		if (sign === 1) owner.asides.add(record);
		else owner.asides.delete(record);
	} else addToBucket(record, sign);
	forgetIdle(owner, record);
	owner.revision++;
}
