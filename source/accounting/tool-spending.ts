/** What a conversation spent by tool: parts of its spending; the rest of each piece belongs to no tool. */

import type {Provider} from '../claude/events.ts';
import type {Purpose} from '../claude/telemetry/purpose.ts';
import {addInto, noUsage, type TokenUsage} from '../claude/usage.ts';
import {bucketOf, bucketUsd, reportedUsdOf, visitParts} from './buckets.ts';
import type {Bucket, Conversation, RequestRecord} from './conversation.ts';
import {costOf, paidShare} from './cost.ts';
import {isAside} from './idle-use.ts';
import type {PriceClass} from './price-book.ts';
import {addShare} from './tools.ts';

export interface ToolPart extends PriceClass {
	/** As in the piece of spending that it is a part of. */
	quarter: number;
	purpose: Purpose;
	cause: string | null;
	/** Empty: it is not known which tools were called. */
	tool: string;
	calls: number;
	resultBytes: number;
	/** A request is counted once, for the tool that its answer called first. */
	requests: number;
	usage: TokenUsage;
	/** Null: the model has no price. */
	costUsd: number | null;
}

/** The parts of one sum of requests, by tool. */
interface BucketParts {
	bucket: Bucket;
	byTool: Map<string, ToolPart>;
}

/** Requests whose answers called something or may have. The rest called nothing. */
export function toolPartsOf(conversation: Conversation): ToolPart[] {
	const all = new Map<Bucket, BucketParts>();
	let last: BucketParts | undefined;
	for (const record of conversation.records) {
		if (isAside(record) || record.isPart || record.tools?.count === 0) continue;
		visitParts(record, (usage, largePrompt, requests) => {
			const bucket = bucketOf(record, largePrompt);
			if (!bucket) return;
			// Mostly the next request is of the same quarter of an hour and class.
			if (last?.bucket !== bucket) {
				last = all.get(bucket) ?? {bucket, byTool: new Map()};
				all.set(bucket, last);
			}
			addRecord(last, record, usage, requests);
		});
	}
	return [...all.values()].flatMap(parts => priced(parts, conversation.facts.provider));
}

const unknownCalls = [['', 0]] as const;

function addRecord(
	{bucket, byTool}: BucketParts,
	record: RequestRecord,
	usage: Readonly<TokenUsage>,
	requests: number,
): void {
	const {tools, resultBytes} = record;
	const usd = reportedUsdOf(record) ?? record.fallbackCostUsd ?? 0;
	const calls = tools?.calls ?? unknownCalls;
	const count = tools?.count ?? 1;
	let before = 0;
	for (let index = 0; index < calls.length; index++) {
		const [tool, times] = calls[index]!;
		let part = byTool.get(tool);
		if (!part) {
			part = newPart(bucket, tool);
			byTool.set(tool, part);
		}
		const after = calls.length === 1 ? count : before + times;
		// Its second part belongs to the same calls.
		if (requests > 0) {
			part.calls += times;
			part.resultBytes += resultBytes[index] ?? 0;
			if (index === 0) part.requests += requests;
		}
		if (calls.length === 1) addInto(part.usage, usage);
		else addShare(part.usage, usage, before, after, count);
		part.costUsd! += (usd * (after - before)) / count;
		before = after;
	}
}

/** Priced as the sum is that they are parts of: by its tokens, but for what was reported with its price. */
function priced({bucket, byTool}: BucketParts, provider: Provider): ToolPart[] {
	const parts = [...byTool.values()];
	const isPriced = bucketUsd(bucket) !== null;
	const share = paidShare(bucket.model, provider);
	for (const part of parts) {
		const usd = bucket.isPriced ? part.costUsd! : costOf(bucket, part.usage, part.costUsd);
		part.costUsd = isPriced && usd !== null ? usd * share : null;
	}
	return parts;
}

/** Until it is priced, its dollars are those that were reported, or that old transcripts name. */
function newPart({model, speed, usInference, largePrompt, quarter, class: kind}: Bucket, tool: string): ToolPart {
	const {purpose, cause} = kind;
	const sums = {calls: 0, resultBytes: 0, requests: 0, usage: {...noUsage}, costUsd: 0};
	return {model, speed, usInference, largePrompt, quarter, purpose, cause, tool, ...sums};
}
