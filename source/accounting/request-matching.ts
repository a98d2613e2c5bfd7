/**
 * Joins what transcripts and telemetry report of one request where the API gives it no id, as behind Bedrock and many
 * gateways: then the conversation, the model's part in it and the very same tokens at about the same time show that it is
 * the same one. Each request writes something to the cache or reads more from it, so they do not coincide by chance.
 */
import {cacheCreationTokens} from '../claude/usage.ts';
import type {RequestRecord} from './conversation.ts';

export interface RequestMatching {
	/** The other source's record of the same request, which waits no longer; null: this record waits for it. */
	match(record: RequestRecord): RequestRecord | null;
	/** The record is about to change. */
	forget(record: RequestRecord): void;
}

/** In addition to the request's duration: the line of a long answer is as old as its first block. */
const slackMs = 60_000;
/** Without a duration. */
const longestMs = 10 * 60_000;

export function createRequestMatching(): RequestMatching {
	const waiting = new Map<string, Set<RequestRecord>>();
	return {
		match(record) {
			if (!isAlone(record)) return null;
			const key = keyOf(record);
			const others = waiting.get(key);
			const match = nearest(record, others ?? []);
			if (match) {
				others?.delete(match);
				if (others?.size === 0) waiting.delete(key);
			} else if (others) others.add(record);
			else waiting.set(key, new Set([record]));
			return match;
		},
		forget(record) {
			// While transcripts are read for the index, none is ever waiting.
			if (waiting.size === 0) return;
			const key = keyOf(record);
			const others = waiting.get(key);
			if (others?.delete(record) && others.size === 0) waiting.delete(key);
		},
	};
}

/** Reported by one of the two only, and without an id that would join them. */
function isAlone({requestKey, hasMessage, inTelemetry}: RequestRecord): boolean {
	return requestKey === 0 && inTelemetry !== hasMessage;
}

function nearest(record: RequestRecord, others: Iterable<RequestRecord>): RequestRecord | null {
	let best: RequestRecord | null = null;
	for (const other of others) {
		if (other.inTelemetry === record.inTelemetry) continue;
		const distance = Math.abs(other.at - record.at);
		if (distance > slackMs + (record.durationMs ?? other.durationMs ?? longestMs)) continue;
		if (best === null || distance < Math.abs(best.at - record.at)) best = other;
	}
	return best;
}

function keyOf(record: RequestRecord): string {
	const {
		owner,
		class: {purpose},
		inputTokens,
		outputTokens,
		cacheReadInputTokens,
	} = record;
	const counts = [inputTokens, outputTokens, cacheReadInputTokens, cacheCreationTokens(record)];
	return [owner.sessionId, purpose, ...counts].join();
}
