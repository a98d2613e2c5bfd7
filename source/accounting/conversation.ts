/** What is kept about a conversation: its requests, what metrics and Claude Code's own totals say, and facts about it. */
import type {ReportedTotal} from '../claude/events.ts';
import type {MetricAmounts, MetricSeen, TelemetryCoverage} from '../claude/telemetry/telemetry-seen.ts';
import type {TokenUsage} from '../claude/usage.ts';
import {type BusyMinutes, createBusyMinutes} from './busy-minutes.ts';
import {type ConversationFacts, newFacts} from './facts.ts';
import {type Identified, isOlder} from './identity.ts';
import type {PriceClass} from './price-book.ts';
import type {RequestClass} from './request-class.ts';
import type {SlidingWindow} from './sliding-window.ts';
import type {Spending} from './spending.ts';
import type {ToolFacts} from './tools.ts';

/**
 * One request, counted once in the conversation that it belongs to. There are tens of thousands of them: each is one
 * object that holds its tokens itself.
 */
export interface RequestRecord extends Identified, ToolFacts {
	owner: Conversation;
	/** When it was made, in ms: by its event where there is one, else by its first line. */
	at: number;
	/** Telemetry, or the copied line itself, names the conversation: its age does not matter. */
	ownerIsNamed: boolean;
	/** From when on other sources can have reported it; later than `at` for what was read as it happened. */
	seenAt: number;
	durationMs: number | null;
	class: RequestClass;
	/** A part of a request that is counted elsewhere, priced on its own: it counts tokens and no request. */
	isPart: boolean;
	/** For an answer made of several calls: the calls above the model's price step, where others were below it; else null. */
	largePromptUsage: Readonly<TokenUsage> | null;
	/** Its output tokens are still a guess. */
	outputEstimated: boolean;
	/** Claude Code's own price, once telemetry has reported it. */
	costUsd: number | null;
	/** What an old transcript line says it cost; used where no price is known. */
	fallbackCostUsd: number | null;
	/** Telemetry has seen it: its metrics hold it too. */
	inTelemetry: boolean;
	/** `promptKey`, as it was when the record was registered under it. */
	promptKey: number;
	/** A transcript or a headless session's output has its message id; telemetry does not know it. */
	hasMessage: boolean;
	isHeadless: boolean;
	/** Its row in the index; 0: none. */
	row: number;
	/** It differs from its row. */
	isChanged: boolean;
	/** It turned out to be the same request as another record, and counts no more. */
	isFolded: boolean;
}

/** Requests of a quarter of an hour that are priced and shown alike, added up. */
export interface Bucket extends PriceClass {
	quarter: number;
	class: RequestClass;
	/** The prices were reported: `reportedUsd` counts, not the price table. */
	isPriced: boolean;
	reportedUsd: number;
	/** What transcript lines say, for models without a price; null: they do not say. */
	fallbackUsd: number | null;
	usage: TokenUsage;
	requests: number;
	/** Records, the parts of requests included. */
	records: number;
	lastAt: number;
}

/** Metrics of one quarter of an hour, one model and one kind of source, added up. */
export interface MetricSum extends MetricAmounts {
	model: string;
	source: MetricSeen['querySource'];
	quarter: number;
	lastAt: number;
}

export interface Conversation {
	readonly sessionId: string;
	facts: ConversationFacts;

	/** What belongs to it, by time: `recordsInOrder`. */
	records: RequestRecord[];
	isInOrder: boolean;
	/** Conversations that hold some of its history, too: see `parentsOf`. */
	copies: Map<Conversation, {at: number; isNamed: boolean}>;
	forks: Set<Conversation>;
	/** By agent, null being the main thread: the request whose answer was read last, to which its tool calls belong. */
	lastAnswers: Map<string | null, {messageId: string | null; record: RequestRecord}>;
	/** When the latest request of the copied history was made, as the index knows it. */
	storedCopyAt: number;
	/** Those of the records that no turn of the conversation asked for: background and compaction. */
	asides: Set<RequestRecord>;
	/** Null: to be worked out again. */
	idleAsides: Set<RequestRecord> | null;
	/** All records but the asides. */
	buckets: Map<number, Bucket>;
	/** Null until something happens within the last minute. */
	lastMinute: {tokens: SlidingWindow; requests: SlidingWindow} | null;
	minutes: BusyMinutes;

	metrics: Map<string, MetricSum>;
	lastMetricAt: number;
	coverage: TelemetryCoverage | null;
	classifierAt: number | null;
	/** Claude Code's own totals: of each source and start the newest, the highest and, where the start is known, the lowest. */
	totals: Map<string, ReportedTotal>;
	/** Those that Claude Code saved at the end of a process, or at /clear: one line each. */
	savedTotals: Map<string, ReportedTotal>;
	firstTotalAt: number;
	firstStatuslineAt: number;
	/** Conversations with the same running total, itself included; one set for each total that it has had. */
	sharedTotals: Set<ReadonlySet<Conversation>>;

	/** Grows with each change, so that what was worked out from it can be kept meanwhile. */
	revision: number;
	/** When something was entered last, by the reader's clock in ms. */
	touchedAt: number;
	spending: {revision: number; now: number; value: Spending} | null;
	/** Its row in the index; 0: none. */
	row: number;
}

export function createConversation(sessionId: string): Conversation {
	return {
		sessionId,
		facts: newFacts(sessionId),
		records: [],
		isInOrder: true,
		copies: new Map(),
		forks: new Set(),
		lastAnswers: new Map(),
		storedCopyAt: 0,
		asides: new Set(),
		idleAsides: null,
		buckets: new Map(),
		lastMinute: null,
		minutes: createBusyMinutes(),
		metrics: new Map(),
		lastMetricAt: 0,
		coverage: null,
		classifierAt: null,
		totals: new Map(),
		savedTotals: new Map(),
		firstTotalAt: Number.MAX_VALUE,
		firstStatuslineAt: Number.MAX_VALUE,
		sharedTotals: new Set(),
		revision: 0,
		touchedAt: 0,
		spending: null,
		row: 0,
	};
}

/** The records, oldest first: files and telemetry are read one after the other, so they come in several sequences. */
export function recordsInOrder(conversation: Conversation): readonly RequestRecord[] {
	if (!conversation.isInOrder) conversation.records.sort((a, b) => a.at - b.at);
	conversation.isInOrder = true;
	return conversation.records;
}

/** The records after a time, newest first. */
export function* recordsAfter(conversation: Conversation, at: number): Generator<RequestRecord> {
	const records = recordsInOrder(conversation);
	for (let index = records.length - 1; index >= 0 && records[index]!.at > at; index--) yield records[index]!;
}

/** A request, made at a time, is in the history of both. `isNamed`: its copy says whose it is. */
export function addCopy(fork: Conversation, parent: Conversation, at: number, isNamed = false): void {
	const known = fork.copies.get(parent);
	if (known && known.at >= at && (known.isNamed || !isNamed)) return;
	fork.copies.set(parent, {at: Math.max(at, known?.at ?? 0), isNamed: isNamed || known?.isNamed === true});
	fork.revision++;
	if (known) return;
	parent.forks.add(fork);
	for (const other of parent.forks) other.revision++;
}

/** Conversations that its history was copied from; none but for a fork. Ages may be known only later than the copies. */
export function parentsOf({copies, facts}: Conversation): Conversation[] {
	const parents: Conversation[] = [];
	for (const [other, {isNamed}] of copies) if (isNamed || isOlder(other.facts, facts)) parents.push(other);
	return parents;
}

/** When the latest request of the copied history was made, in ms; 0: nothing is copied. */
export function lastCopyAt(conversation: Conversation): number {
	let last = conversation.storedCopyAt;
	for (const parent of parentsOf(conversation)) last = Math.max(last, conversation.copies.get(parent)!.at);
	return last;
}

/** Forgets what was worked out for a conversation and for those whose running totals depend on it. */
export function touchSpending(conversation: Conversation): void {
	conversation.revision++;
	for (const fork of conversation.forks) fork.revision++;
	for (const others of conversation.sharedTotals) for (const other of others) other.revision++;
}

/** A conversation and all that it shares a history or a running total with, also through others: what one spent depends on the rest. */
export function groupOf(conversation: Conversation): Set<Conversation> {
	const group = new Set([conversation]);
	for (const {copies, forks, sharedTotals} of group) {
		for (const other of copies.keys()) group.add(other);
		for (const fork of forks) group.add(fork);
		for (const others of sharedTotals) for (const other of others) group.add(other);
	}
	return group;
}
