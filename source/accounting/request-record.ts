/** Makes a record from what was read about a request, and merges two records of the same request. */
import type {RequestSeen} from '../claude/events.ts';
import {unknownModel} from '../claude/models/model-id.ts';
import {isSameUsage, setUsage} from '../claude/usage.ts';
import type {Conversation, RequestRecord} from './conversation.ts';
import {isGuessed} from './cost.ts';
import {messageKeyOf, promptKeyOf} from './identity.ts';
import {classOf} from './request-class.ts';
import {keyOf} from './request-keys.ts';
import {joinedTools, noBytes, noTools, type ToolFacts} from './tools.ts';

export function recordFrom(conversation: Conversation, event: RequestSeen, seenAt: number): RequestRecord {
	const {usage, at, messageId, requestId} = event;
	const messageKey = messageKeyOf({messageId, requestId, usage});
	return {
		messageKey,
		promptKey: promptKeyOf(messageKey, usage),
		requestKey: requestId === null ? 0 : keyOf(requestId),
		hasMessage: event.origin !== 'telemetry',
		owner: conversation,
		ownerIsNamed: event.origin === 'telemetry' || event.copiedFrom !== undefined,
		at,
		firstLineAt: at,
		lastLineAt: at,
		seenAt,
		durationMs: event.durationMs,
		class: classOf(event),
		isPart: event.isPart === true,
		largePromptUsage: event.largePromptUsage ?? null,
		outputEstimated: event.outputEstimated === true,
		costUsd: event.costUsd !== null && isGuessed(event.model) ? null : event.costUsd,
		fallbackCostUsd: event.fallbackCostUsd ?? null,
		inTelemetry: event.origin === 'telemetry',
		isHeadless: event.origin === 'headless',
		row: 0,
		isChanged: true,
		isFolded: false,
		// What a transcript's answer calls is reported after its request.
		tools: event.origin === 'transcript' ? noTools : null,
		resultBytes: noBytes,
		// Written out one by one, V8 keeps the fields in the object itself; spread, it keeps them in a second object.
		inputTokens: usage.inputTokens,
		outputTokens: usage.outputTokens,
		cacheReadInputTokens: usage.cacheReadInputTokens,
		cacheCreation5mInputTokens: usage.cacheCreation5mInputTokens,
		cacheCreation1hInputTokens: usage.cacheCreation1hInputTokens,
		webSearchRequests: usage.webSearchRequests,
	};
}

/** Whether what was just read holds anything new for the record. */
export function addsTo(record: RequestRecord, seen: RequestRecord, event: RequestSeen): boolean {
	if (event.origin === 'telemetry') return !record.inTelemetry;
	if (record.tools === null && seen.tools !== null) return true;
	if (record.requestKey === 0 && seen.requestKey !== 0) return true;
	if (!record.hasMessage || seen.firstLineAt < record.firstLineAt || seen.lastLineAt > record.lastLineAt) return true;
	if (!record.inTelemetry && (seen.at < record.at || isBetter(seen, record))) return true;
	return record.class !== joinedClass(record, seen);
}

/** The guessed output of an answer in progress gives way to what the same source says next, even if that is smaller. */
function isBetter(seen: RequestRecord, record: RequestRecord): boolean {
	return (record.outputEstimated && seen.isHeadless) || isFinal(seen, record);
}

/** Rule 5. */
function isFinal(seen: RequestRecord, {outputTokens, lastLineAt}: RequestRecord): boolean {
	return seen.outputTokens > outputTokens || (seen.outputTokens === outputTokens && seen.lastLineAt > lastLineAt);
}

export function join(record: RequestRecord, seen: RequestRecord, event?: RequestSeen): void {
	const isReplaced = event ? isBetter(seen, record) : isFinal(seen, record);
	record.class = joinedClass(record, seen);
	if (seen.hasMessage && !record.hasMessage) {
		record.messageKey = seen.messageKey;
		record.hasMessage = true;
		record.firstLineAt = seen.firstLineAt;
		record.lastLineAt = seen.lastLineAt;
		// Telemetry does not report searches.
		record.webSearchRequests = seen.webSearchRequests;
	}
	record.requestKey ||= seen.requestKey;
	if (seen.hasMessage) {
		record.firstLineAt = Math.min(record.firstLineAt, seen.firstLineAt);
		record.lastLineAt = Math.max(record.lastLineAt, seen.lastLineAt);
	}
	record.durationMs ??= seen.durationMs;
	setTools(record, joinedTools(record, seen));
	record.fallbackCostUsd ??= seen.fallbackCostUsd;
	if (seen.inTelemetry) {
		if (!record.inTelemetry) learnFrom(record, seen);
		return;
	}
	if (record.inTelemetry) {
		// Telemetry reports an answer as a whole; its calls are known from the transcript alone.
		if (isSameUsage(record, seen)) record.largePromptUsage ??= seen.largePromptUsage;
		return;
	}
	if (seen.at < record.at) {
		record.at = seen.at;
		record.owner.isInOrder = false;
	}
	if (!isReplaced) return;
	setUsage(record, seen);
	record.fallbackCostUsd = seen.fallbackCostUsd ?? record.fallbackCostUsd;
	record.largePromptUsage = seen.largePromptUsage;
	const {model, speed, inferenceGeo} = seen.class;
	record.class = classOf({...record.class, model, speed, inferenceGeo});
	record.outputEstimated = seen.outputEstimated;
}

/** What telemetry reports about a request is final. */
function learnFrom(record: RequestRecord, seen: RequestRecord): void {
	record.inTelemetry = true;
	record.outputEstimated = false;
	// A transcript's line is as old as its first block of content, the event as the end of the answer.
	record.at = seen.at;
	record.owner.isInOrder = false;
	record.costUsd = seen.costUsd;
	const usage = {...seen, webSearchRequests: record.webSearchRequests};
	if (!isSameUsage(record, usage)) record.largePromptUsage = null;
	setUsage(record, usage);
}

/**
 * Telemetry knows the purpose, transcripts the agent and which model answered, where another one was asked for; of two
 * transcripts, the main thread's decides: rule 6.
 */
function joinedClass(record: RequestRecord, seen: RequestRecord): RequestRecord['class'] {
	const [known, other] = [record.class, seen.class];
	if (seen.inTelemetry && !record.inTelemetry) {
		const {purpose, cause} = other;
		const model = known.model === unknownModel ? other.model : known.model;
		return classOf({...known, model, purpose, cause, agentId: known.agentId ?? other.agentId});
	}
	if (record.inTelemetry) {
		const needsAgent = known.agentId === null && known.purpose !== 'main';
		const agentId = needsAgent ? other.agentId : known.agentId;
		const {model, speed, inferenceGeo} = isAnswering(seen, record) ? other : known;
		return classOf({...known, model, speed, inferenceGeo, agentId});
	}
	if (known.purpose === 'subagent' && other.purpose === 'main')
		return classOf({...known, purpose: 'main', agentId: null});
	return known;
}

/** A transcript's last line of an answer that telemetry has reported. */
const isAnswering = (seen: RequestRecord, {hasMessage, outputTokens, lastLineAt}: RequestRecord) =>
	!seen.inTelemetry &&
	seen.class.model !== unknownModel &&
	seen.outputTokens >= outputTokens &&
	(!hasMessage || seen.lastLineAt >= lastLineAt);

/** False: the record already had all of it. */
export function setTools(record: RequestRecord, {tools, resultBytes}: ToolFacts): boolean {
	if (record.tools === tools && record.resultBytes === resultBytes) return false;
	record.tools = tools;
	record.resultBytes = resultBytes;
	return true;
}
