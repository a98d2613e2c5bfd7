/**
 * Joins what transcripts and telemetry tell of one request where the API gives it no id, as behind Bedrock and many
 * gateways: then the conversation, the model's part in it and the very same tokens at about the same time tell that it is
 * the same one. Each request writes something to the cache or reads more from it, so chance does not repeat them.
 */
import {cacheCreationTokens} from '../claude/usage.ts';
import type {RequestRecord} from './conversation.ts';

export interface Twins {
	/** The other source's record of the same request, which is taken out; else the record waits for it. */
	match(record: RequestRecord): RequestRecord | null;
	/** The record is about to change. */
	forget(record: RequestRecord): void;
}

/** Beyond the duration of the request: the line of a long answer is as old as its first block. */
const slackMs = 60_000;
/** Without a duration. */
const longestMs = 10 * 60_000;

export function createTwins(): Twins {
	const waiting = new Map<string, Set<RequestRecord>>();
	return {
		match(record) {
			if (!isLone(record)) return null;
			const key = keyOf(record);
			const others = waiting.get(key);
			const twin = nearest(record, others ?? []);
			if (twin) {
				others?.delete(twin);
				if (others?.size === 0) waiting.delete(key);
			} else if (others) others.add(record);
			else waiting.set(key, new Set([record]));
			return twin;
		},
		forget(record) {
			const key = keyOf(record);
			const others = waiting.get(key);
			if (others?.delete(record) && others.size === 0) waiting.delete(key);
		},
	};
}

/** Told by one of the two only, and without an id that would join them. */
function isLone({requestId, messageId, inTelemetry}: RequestRecord): boolean {
	return requestId === null && inTelemetry === (messageId === null);
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
	const {owner, kind, inputTokens, outputTokens, cacheReadInputTokens} = record;
	const told = [inputTokens, outputTokens, cacheReadInputTokens, cacheCreationTokens(record)];
	return [owner.sessionId, kind.purpose, ...told].join();
}
