/**
 * Counts each request once, no matter who reports it and how often. Which lines and events belong to one request is defined in
 * identity.ts; this finds the record of what is read, and merges it into that.
 */
import type {RequestSeen} from '../claude/events.ts';
import type {ToolCallsSeen} from '../claude/tool-events.ts';
import {idOfPart, idOfWhole} from '../claude/transcript/request-parts.ts';
import {hasSamePrompt, noUsage, type TokenUsage} from '../claude/usage.ts';
import type {BusyMinutes} from './busy-minutes.ts';
import type {Conversation, RequestRecord} from './conversation.ts';
import {idsKey, lineDistanceMs, longestAnswerMs, messageKeyOf, promptKeyOf} from './identity.ts';
import {keyOf, keyOfNumbers} from './request-keys.ts';
import type {SoughtRequest} from './request-lookup.ts';
import {addsTo, join, recordFrom, setTools} from './request-record.ts';
import {createRequestRegister} from './request-register.ts';
import {joinedTools, toolFactsOf} from './tools.ts';

export interface RequestBook {
	/** Counts the request for the conversation, or merges it into its existing record. `now`: the reader's clock, in ms. */
	count(conversation: Conversation, event: RequestSeen, now: number): RequestRecord;
	/** Enters the tools that an answer of the conversation called. `record`: its request; null: to be found. */
	addTools(conversation: Conversation, event: ToolCallsSeen, record: RequestRecord | null): void;
	/**
	 * Restores a stored record and merges what was read about it in the meantime. `wasDropped`:
	 * the dollars of the last hour already include it.
	 */
	restore(record: RequestRecord, now: number, wasDropped?: boolean): void;
	/** Forgets the records of a conversation that is no longer needed; the dollars of the last hour still include them. */
	drop(conversation: Conversation): void;
	/** Dollars of the last 60 minutes. */
	usdPerHour(now: number): number | null;
	/** Of all conversations together. */
	minutes: BusyMinutes;
}

export interface RequestBookOptions {
	/**
	 * Restores stored requests that may be the same one, by `idsKey` and `promptKey`, before the comparison. False:
	 * there are none.
	 */
	recall?(idsKey: number, promptKey: number): boolean;
	/** Requests are counted for storage only: no rates are needed, and telemetry is merged elsewhere. */
	isForStorage?: boolean;
	/** Called with each record that is new or has changed. */
	onChange?(record: RequestRecord): void;
}

export function createRequestBook({recall, onChange, isForStorage = false}: RequestBookOptions = {}): RequestBook {
	const register = createRequestRegister({isForStorage, onChange});
	const {lookup, insert, change, fold, foldMatch, giveTo, changed} = register;
	let startedAt: number | null = null;

	/** Where an answer was read in part before: its request is known. */
	function findAnswer(owner: Conversation, event: ToolCallsSeen): RequestRecord | undefined {
		const {messageId, requestId, usage = noUsage, at} = event;
		const messageKey = messageKeyOf({messageId, requestId, usage});
		if (requestId !== null) {
			const requestKey = keyOf(requestId);
			if (recall && !lookup.withRequestKey(requestKey)) recall(keyOfNumbers(messageKey, requestKey), 0);
			const record = lookup.withRequestKey(requestKey);
			return record?.messageKey === messageKey ? record : undefined;
		}
		if (at === undefined) return;
		const keys = {messageKey, requestKey: 0, promptKey: promptKeyOf(messageKey, usage)};
		const seen = {...usage, ...keys, owner, hasMessage: true, firstLineAt: at, lastLineAt: at};
		return findOrRecall(seen, lineDistanceMs(messageId));
	}

	function findOrRecall(seen: SoughtRequest, distanceMs: number): RequestRecord | undefined {
		const known = lookup.find(seen, distanceMs);
		if (known || !seen.hasMessage || !recall?.(idsKey(seen), seen.promptKey)) return known;
		return lookup.find(seen, distanceMs);
	}

	/** What was counted of the lines before it, with other prompt tokens. */
	function findFollowed(seen: RequestRecord, follows: TokenUsage | undefined): RequestRecord | undefined {
		if (!follows || hasSamePrompt(follows, seen)) return;
		const promptKey = promptKeyOf(seen.messageKey, follows);
		return findOrRecall({...seen, ...follows, promptKey}, longestAnswerMs);
	}

	/** Where telemetry has reported, or reports now, what an answer with parts costs: see `keepPartsOutOfPrice`. */
	function separateParts(seen: RequestRecord, {requestId}: RequestSeen, now: number): void {
		if (seen.inTelemetry) {
			if (requestId !== null && lookup.withRequestKey(keyOf(idOfPart(requestId, 1)))) seen.costUsd = null;
			return;
		}
		// Only telemetry says what an answer costs.
		if (isForStorage) return;
		const whole = requestId === null ? answerOnLineOf(seen) : lookup.withRequestKey(keyOf(idOfWhole(requestId)));
		if (whole) register.keepPartsOutOfPrice(whole, now);
	}

	return {
		count(conversation, event, now) {
			startedAt ??= now;
			const seen = recordFrom(conversation, event, event.at < startedAt ? event.at : now);
			if (seen.inTelemetry || seen.isPart) separateParts(seen, event, now);
			const distanceMs = event.follows ? longestAnswerMs : lineDistanceMs(event.messageId);
			const before = findFollowed(seen, event.follows);
			const known = findOrRecall(seen, distanceMs) ?? before;
			if (!known) {
				insert(seen, now);
				onChange?.(seen);
			} else {
				if (addsTo(known, seen, event)) change(known, now, () => join(known, seen, event));
				giveTo(known, conversation, seen.ownerIsNamed, event.at, now);
			}
			const record = known ?? seen;
			if (before && before !== record) fold(record, before, now);
			const copy = lookup.copyOf(record, distanceMs);
			if (copy) fold(record, copy, now);
			foldMatch(record, now);
			return record;
		},
		addTools(conversation, event, known) {
			const record = known ?? findAnswer(conversation, event);
			if (!record || !setTools(record, joinedTools(record, toolFactsOf(event.tools)))) return;
			record.owner.revision++;
			changed(record);
		},
		restore(record, now, wasDropped = false) {
			const known = record.hasMessage ? lookup.find(record, 0) : undefined;
			if (!known) {
				insert(record, now, wasDropped);
				foldMatch(record, now);
				return;
			}
			change(known, now, () => join(known, record));
			giveTo(known, record.owner, record.ownerIsNamed, record.at, now);
			if (known.row === 0) known.row = record.row;
			else if (known.row !== record.row) {
				// Two of its copies were stored before it was known that they are.
				record.isFolded = true;
				onChange?.(record);
			}
			foldMatch(known, now);
		},
		drop: register.drop,
		usdPerHour: register.usdPerHour,
		minutes: register.minutes,
	};
}

/** The answer that a part without a request id was written with, which is one of the last. */
const answerOnLineOf = ({owner, class: {agentId}, lastLineAt}: RequestRecord): RequestRecord | undefined =>
	owner.records.findLast(
		record =>
			record.lastLineAt === lastLineAt &&
			record.requestKey === 0 &&
			!record.isPart &&
			record.hasMessage &&
			record.class.agentId === agentId,
	);
