/**
 * The requests that are counted. Each record is in its conversation, in what finds it by its ids, in what matches it without
 * them, and in the sums; every change of it goes through here, so that these agree.
 */
import type {BusyMinutes} from './busy-minutes.ts';
import {addCopy, type Conversation, type RequestRecord} from './conversation.ts';
import {isOlder, promptKey} from './identity.ts';
import {createRequestLookup, type RequestLookup} from './request-lookup.ts';
import {createRequestMatching} from './request-matching.ts';
import {join} from './request-record.ts';
import {createRequestSums} from './request-sums.ts';

export interface RequestRegister {
	lookup: RequestLookup;
	/** `wasDropped`: the dollars of the last hour already include it. */
	insert(record: RequestRecord, now: number, wasDropped?: boolean): void;
	/** Changes a record that is counted. */
	change(record: RequestRecord, now: number, by: () => void): void;
	/** Removes `other`, which is the same request as `record`, after copying what only `other` knows. */
	fold(record: RequestRecord, other: RequestRecord, now: number): void;
	/** Removes what another source reported about the same request where no common id joins the two. */
	foldMatch(record: RequestRecord, now: number): void;
	/** Prices a request that turned out to have parts by its own tokens. */
	keepPartsOutOfPrice(whole: RequestRecord, now: number): void;
	/** A conversation holds a request, made at `at`. `isNamed`: it is known to be its owner. */
	giveTo(record: RequestRecord, claimant: Conversation, isNamed: boolean, at: number, now: number): void;
	/** Marks a record that changed in a way that nothing finds, matches or adds it up by. */
	changed(record: RequestRecord): void;
	/** Forgets the records of a conversation; the dollars of the last hour still include them. */
	drop(conversation: Conversation): void;
	/** Dollars of the last 60 minutes; null: none of them has a price. */
	usdPerHour(now: number): number | null;
	minutes: BusyMinutes;
}

export interface RequestRegisterOptions {
	/** Requests are counted for storage only: no rates are needed, and telemetry is merged elsewhere. */
	isForStorage: boolean;
	/** Called with each record that has changed. */
	onChange?: ((record: RequestRecord) => void) | undefined;
}

export function createRequestRegister({isForStorage, onChange}: RequestRegisterOptions): RequestRegister {
	const lookup = createRequestLookup();
	const sums = createRequestSums({hasRates: !isForStorage});
	const matching = createRequestMatching();

	function changed(record: RequestRecord): void {
		record.isChanged = true;
		onChange?.(record);
	}

	function insert(record: RequestRecord, now: number, wasDropped = false): void {
		lookup.add(record);
		addRecord(record.owner, record);
		sums.add(record, now, wasDropped);
	}

	function remove(record: RequestRecord, now: number): void {
		lookup.remove(record);
		matching.forget(record);
		sums.subtract(record, now);
		record.owner.records.splice(record.owner.records.indexOf(record), 1);
	}

	function change(record: RequestRecord, now: number, by: () => void): void {
		lookup.remove(record);
		matching.forget(record);
		sums.subtract(record, now);
		by();
		record.promptKey = promptKey(record);
		lookup.add(record);
		sums.add(record, now);
		changed(record);
	}

	function fold(record: RequestRecord, other: RequestRecord, now: number): void {
		remove(other, now);
		change(record, now, () => join(record, other));
		giveTo(record, other.owner, other.ownerIsNamed, other.at, now);
		// Its row, if it has one, is to go.
		other.isFolded = true;
		changed(other);
	}

	function foldMatch(record: RequestRecord, now: number): void {
		const match = isForStorage ? null : matching.match(record);
		if (!match) return;
		const [whole, reported] = record.inTelemetry ? [match, record] : [record, match];
		fold(whole, reported, now);
		if (lookup.hasParts(whole)) keepPartsOutOfPrice(whole, now);
	}

	/** Telemetry's price of an answer includes its parts, which are priced on their own. */
	function keepPartsOutOfPrice(whole: RequestRecord, now: number): void {
		if (whole.costUsd !== null) change(whole, now, () => (whole.costUsd = null));
	}

	/** Of two conversations that hold a request, one owns it and the other has a copy: rule 6. */
	function giveTo(record: RequestRecord, claimant: Conversation, isNamed: boolean, at: number, now: number): void {
		const {owner} = record;
		if (claimant === owner) {
			record.ownerIsNamed ||= isNamed;
			return;
		}
		const moves = isNamed
			? !record.ownerIsNamed
			: !record.ownerIsNamed && claimant.facts.bornAt !== null && isOlder(claimant.facts, owner.facts);
		if (!moves) {
			addCopy(claimant, owner, at);
			return;
		}
		remove(record, now);
		record.owner = claimant;
		record.ownerIsNamed ||= isNamed;
		insert(record, now);
		addCopy(owner, claimant, at);
		changed(record);
	}

	function drop(conversation: Conversation): void {
		for (const record of conversation.records) {
			lookup.remove(record);
			matching.forget(record);
			sums.drop(record);
		}
	}

	const {usdPerHour, minutes} = sums;
	return {lookup, insert, change, fold, foldMatch, keepPartsOutOfPrice, giveTo, changed, drop, usdPerHour, minutes};
}

function addRecord(owner: Conversation, record: RequestRecord): void {
	const last = owner.records.at(-1);
	if (last && last.at > record.at) owner.isInOrder = false;
	owner.records.push(record);
}
