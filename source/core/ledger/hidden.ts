/**
 * What was spent beyond the requests that were seen one by one.
 *
 * Metrics count every request, also those that send no event (auto mode's checks): what they have beyond the events is
 * background of an unreported cause. Without telemetry from the start, Claude Code's own total (status line, cost-state)
 * says how much is missing, but not what for. With neither, nothing is known and nothing is invented: the figures are a
 * lower bound.
 */
import {pricesOf} from '../cost.ts';
import type {Purpose} from '../purpose.ts';
import {unreportedCause} from '../purpose.ts';
import type {Basis} from '../session.ts';
import {addInto, allTokens, noUsage, type TokenUsage} from '../usage.ts';
import type {Conversation, MetricSum} from './conversation.ts';
import {bucketUsd, dollarsOf} from './count.ts';

export interface Hidden {
	purpose: Purpose;
	cause: string;
	model: string | null;
	/** Null where only the dollars are known. */
	usage: TokenUsage | null;
	costUsd: number;
	lastAt: number | null;
}

export interface Reckoning {
	basis: Basis;
	partial: boolean;
	hidden: Hidden[];
}

/** A thousandth of a cent: less is rounding. */
const epsilonUsd = 1e-5;

/** Metrics come once a second: until then a request seen in a transcript has no metric yet. */
const metricDelayMs = 3000;

/** A prompt's line and its event are written at nearly the same time. */
const promptSlackMs = 50;

export interface Circumstances {
	/** It makes requests that Claude Code reports nowhere. */
	isBackgroundSession: boolean;
	/** Nothing is under way: what telemetry has not told by now, it never will. */
	isSettled: boolean;
}

/** Weighs the sources against one another. */
export function reckon(conversation: Conversation, {isBackgroundSession, isSettled}: Circumstances): Reckoning {
	const {hidden, uncoveredUsd, unmeasuredUsd} = beyondEvents(conversation);
	const {lastMetricAt, lastUntoldAt} = conversation;
	const isPending = !isSettled && lastUntoldAt + metricDelayMs > lastMetricAt;
	const complete =
		isHeardWhole(conversation) &&
		(uncoveredUsd < epsilonUsd || isPending) &&
		// A metric that never came may have held requests without an event, too.
		(unmeasuredUsd < epsilonUsd || !isSettled);
	if (complete) return {basis: 'telemetry', partial: isBackgroundSession, hidden};
	const {reported} = conversation;
	if (!reported) return {basis: 'estimated', partial: true, hidden};

	const known = knownUntil(conversation, reported.at) + hidden.reduce((sum, part) => sum + part.costUsd, 0);
	const missing = reported.totalCostUsd - known;
	if (missing > epsilonUsd) hidden.push(...beyondReport(conversation, hidden, missing));
	// A total below what was seen is not this conversation's whole: there may be more.
	return {basis: 'reported', partial: isBackgroundSession || missing < -epsilonUsd, hidden};
}

/** Whether telemetry was received from the conversation's first request on, without a gap. */
function isHeardWhole({coverage, records, promptTimes, lastMetricAt}: Conversation): boolean {
	if (!coverage || coverage.lostEvents > 0) return false;
	if (coverage.fromStart) return true;
	// A ccmon that was started after Claude Code, but before anything was asked, has missed nothing either.
	const {firstEventAt} = coverage;
	const [firstPrompt] = promptTimes;
	if (!firstEventAt || lastMetricAt === 0 || firstPrompt === undefined) return false;
	const since = firstEventAt - promptSlackMs;
	return firstPrompt >= since && records.every(({at, durationMs}) => at - (durationMs ?? 0) >= since);
}

/** What metrics have beyond the events, what transcripts have beyond the metrics, and events beyond them. */
function beyondEvents(conversation: Conversation): {hidden: Hidden[]; uncoveredUsd: number; unmeasuredUsd: number} {
	const sums = new Map<string, MetricSum>();
	for (const metric of conversation.metrics.values()) {
		const key = `${metric.source}|${plainModel(metric.model)}`;
		const sum = sums.get(key);
		if (!sum) sums.set(key, {...metric});
		else addMetric(sum, metric);
	}
	const untold = new Map<string, number>();
	let unmeasuredUsd = 0;
	for (const bucket of conversation.buckets.values()) {
		const key = `${sourceOf(bucket.purpose)}|${plainModel(bucket.model)}`;
		if (!bucket.inTelemetry) {
			untold.set(key, (untold.get(key) ?? 0) + (bucketUsd(bucket) ?? 0));
			continue;
		}
		const sum = sums.get(key);
		if (!sum) {
			unmeasuredUsd += bucketUsd(bucket) ?? 0;
			continue;
		}
		sum.costUsd -= bucketUsd(bucket) ?? 0;
		sum.inputTokens -= bucket.usage.inputTokens;
		sum.outputTokens -= bucket.usage.outputTokens;
		sum.cacheReadTokens -= bucket.usage.cacheReadInputTokens;
		sum.cacheCreationTokens -= bucket.usage.cacheCreation5mInputTokens + bucket.usage.cacheCreation1hInputTokens;
	}
	const hidden: Hidden[] = [];
	let uncoveredUsd = 0;
	for (const [key, sum] of sums) {
		// A main request whose event was lost is in the transcript: it is counted there.
		const fromTranscript = untold.get(key) ?? 0;
		untold.delete(key);
		if (fromTranscript > sum.costUsd + epsilonUsd) uncoveredUsd += fromTranscript - Math.max(0, sum.costUsd);
		const beyond = sum.costUsd - fromTranscript;
		unmeasuredUsd += Math.max(0, -sum.costUsd);
		if (beyond > epsilonUsd) hidden.push(hiddenMetric(conversation, sum, beyond, fromTranscript === 0));
	}
	for (const usd of untold.values()) uncoveredUsd += usd;
	return {hidden, uncoveredUsd, unmeasuredUsd};
}

function hiddenMetric(conversation: Conversation, sum: MetricSum, costUsd: number, wholeTokens: boolean): Hidden {
	const judged = conversation.classifierAt !== null && sum.source === 'auxiliary';
	return {
		purpose: sum.source === 'auxiliary' ? 'background' : sum.source,
		cause: judged ? 'unreported (auto-mode checks)' : unreportedCause,
		model: sum.model,
		usage: wholeTokens ? usageOf(sum) : null,
		costUsd,
		lastAt: sum.lastAt,
	};
}

/** Metrics give cache creation as one sum; the dollars tell how much of it was for an hour. */
function usageOf(sum: MetricSum): TokenUsage {
	const usage: TokenUsage = {
		...noUsage,
		inputTokens: Math.max(0, sum.inputTokens),
		outputTokens: Math.max(0, sum.outputTokens),
		cacheReadInputTokens: Math.max(0, sum.cacheReadTokens),
	};
	const written = Math.max(0, sum.cacheCreationTokens);
	const prices = pricesOf({model: sum.model, speed: 'standard', usInference: false, largePrompt: false});
	if (!prices) return {...usage, cacheCreation5mInputTokens: written};
	const rest =
		sum.costUsd * 1e6 -
		usage.inputTokens * prices.input -
		usage.outputTokens * prices.output -
		usage.cacheReadInputTokens * prices.cacheRead;
	const oneHour = Math.round((rest - written * prices.cacheWrite5m) / (prices.cacheWrite1h - prices.cacheWrite5m));
	usage.cacheCreation1hInputTokens = Math.min(written, Math.max(0, oneHour));
	usage.cacheCreation5mInputTokens = written - usage.cacheCreation1hInputTokens;
	return usage;
}

/** Splits what a reported total has beyond the known by model, where the report tells its models. */
function beyondReport(conversation: Conversation, known: readonly Hidden[], missingUsd: number): Hidden[] {
	const {reported} = conversation;
	const whole = (model: string | null, usage: TokenUsage | null, costUsd: number): Hidden => ({
		purpose: 'background',
		cause: unreportedCause,
		model,
		usage,
		costUsd,
		lastAt: reported?.at ?? null,
	});
	if (!reported?.byModel) return [whole(null, null, missingUsd)];
	const parts: Hidden[] = [];
	for (const [model, totals] of Object.entries(reported.byModel)) {
		const usage = {...totals.usage};
		let costUsd = totals.costUsd;
		for (const record of conversation.records) {
			if (record.at > reported.at || plainModel(record.model) !== plainModel(model)) continue;
			addInto(usage, record.usage, -1);
			costUsd -= dollarsOf(record);
		}
		for (const part of known) {
			if (part.model === null || plainModel(part.model) !== plainModel(model)) continue;
			if (part.usage) addInto(usage, part.usage, -1);
			costUsd -= part.costUsd;
		}
		if (costUsd <= epsilonUsd) continue;
		// Negative counts mean that the report and the records do not speak of the same requests.
		const sound = Object.values(usage).every(count => count >= 0) && allTokens(usage) > 0;
		parts.push(whole(model, sound ? usage : null, costUsd));
	}
	const explained = parts.reduce((sum, part) => sum + part.costUsd, 0);
	return Math.abs(explained - missingUsd) < Math.max(epsilonUsd, missingUsd * 0.001)
		? parts
		: [whole(null, null, missingUsd)];
}

/** Dollars of the requests up to a time. Records are nearly in order: older ones are reached from the end. */
function knownUntil(conversation: Conversation, at: number): number {
	let known = 0;
	for (const bucket of conversation.buckets.values()) known += bucketUsd(bucket) ?? 0;
	for (let index = conversation.records.length - 1; index >= 0; index--) {
		const record = conversation.records[index]!;
		if (record.at < at - 600_000) break;
		if (record.at > at) known -= dollarsOf(record);
	}
	return known;
}

export function addMetric(sum: MetricSum, metric: Omit<MetricSum, 'day' | 'source' | 'model'>): void {
	sum.costUsd += metric.costUsd;
	sum.inputTokens += metric.inputTokens;
	sum.outputTokens += metric.outputTokens;
	sum.cacheReadTokens += metric.cacheReadTokens;
	sum.cacheCreationTokens += metric.cacheCreationTokens;
	sum.lastAt = Math.max(sum.lastAt, metric.lastAt);
}

function sourceOf(purpose: Purpose): MetricSum['source'] {
	return purpose === 'main' || purpose === 'subagent' ? purpose : 'auxiliary';
}

function plainModel(model: string): string {
	return model.replace(/\[1m\]$/i, '');
}
