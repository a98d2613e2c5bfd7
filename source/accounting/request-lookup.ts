/** Finds the record of a request that is read or reported again: by its ids, else by its message id and prompt tokens. */
import type {RequestRecord} from './conversation.ts';
import {type Identified, isSameRequest} from './identity.ts';

export interface RequestLookup {
	add(record: RequestRecord): void;
	/** With the `promptKey` that it was added under. */
	remove(record: RequestRecord): void;
	/** The record of the same request. `distanceMs`: see `lineDistanceMs`. */
	find(seen: SoughtRequest, distanceMs: number): RequestRecord | undefined;
	/** Another record that turns out to be the same request. */
	copyOf(record: RequestRecord, distanceMs: number): RequestRecord | undefined;
	/** By its request id, regardless of its message id. */
	withRequestKey(requestKey: number): RequestRecord | undefined;
	/** Whether a request that has no request id has parts: they were written on the same lines. */
	hasParts(record: RequestRecord): boolean;
}

/** What a record is found by. */
export type SoughtRequest = Identified & Pick<RequestRecord, 'hasMessage' | 'promptKey' | 'owner'>;

const none: readonly RequestRecord[] = [];

export function createRequestLookup(): RequestLookup {
	const byRequestId = new Map<number, RequestRecord>();
	const byPrompt = new Map<number, RequestRecord | RequestRecord[]>();
	/** How many parts of requests without a request id each last line has. */
	const partsOnLine = new Map<string, number>();

	function countPart(record: RequestRecord, change: 1 | -1): void {
		if (!record.isPart || record.requestKey !== 0) return;
		const line = lineOf(record);
		const count = (partsOnLine.get(line) ?? 0) + change;
		if (count === 0) partsOnLine.delete(line);
		else partsOnLine.set(line, count);
	}

	function alike({hasMessage, promptKey}: SoughtRequest): readonly RequestRecord[] {
		const there = hasMessage ? byPrompt.get(promptKey) : undefined;
		return there === undefined ? none : Array.isArray(there) ? there : [there];
	}

	return {
		add(record) {
			countPart(record, 1);
			if (record.requestKey !== 0) byRequestId.set(record.requestKey, record);
			if (!record.hasMessage) return;
			const key = record.promptKey;
			const there = byPrompt.get(key);
			if (there === undefined) byPrompt.set(key, record);
			else if (Array.isArray(there)) there.push(record);
			else byPrompt.set(key, [there, record]);
		},
		remove(record) {
			countPart(record, -1);
			if (byRequestId.get(record.requestKey) === record) byRequestId.delete(record.requestKey);
			if (!record.hasMessage) return;
			const key = record.promptKey;
			const there = byPrompt.get(key);
			if (there === record) byPrompt.delete(key);
			else if (Array.isArray(there)) there.splice(there.indexOf(record), 1);
		},
		find(seen, distanceMs) {
			const known = seen.requestKey === 0 ? undefined : byRequestId.get(seen.requestKey);
			// Some gateways give one request id to several messages.
			if (!seen.hasMessage || (known && (!known.hasMessage || known.messageKey === seen.messageKey))) return known;
			return alike(seen).find(other => isSame(other, seen, distanceMs));
		},
		copyOf(record, distanceMs) {
			const others = alike(record);
			if (others.length < 2) return;
			return others.find(other => other !== record && isSame(other, record, distanceMs));
		},
		withRequestKey: requestKey => byRequestId.get(requestKey),
		hasParts: record => record.requestKey === 0 && partsOnLine.has(lineOf(record)),
	};
}

const lineOf = ({owner, class: {agentId}, lastLineAt}: RequestRecord) => `${owner.sessionId} ${agentId} ${lastLineAt}`;

function isSame(known: RequestRecord, seen: SoughtRequest, distanceMs: number): boolean {
	const isSameConversation = known.owner === seen.owner;
	return isSameRequest(known, seen, {isSameConversation, lineDistanceMs: distanceMs});
}
