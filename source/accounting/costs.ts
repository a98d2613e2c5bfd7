/** Dollars and tokens of a conversation, by purpose, model, cause and subagent. The parts always add up to the total. */
import {modelName} from '../claude/models/models.ts';
import type {Purpose} from '../claude/telemetry/purpose.ts';
import {addInto, allTokens, noUsage, type TokenUsage} from '../claude/usage.ts';
import type {Bucket, Conversation, Costs} from './conversation.ts';
import {bucketUsd, dollarsOf} from './count.ts';
import type {BackgroundFigure, SubagentFigure} from './figures.ts';
import {idleAsides} from './idle-use.ts';
import {modelKey} from './metrics-surplus.ts';
import {type Hidden, type Reckoning, reckon} from './reconcile.ts';
import {type Moment, restsUntil} from './source-lag.ts';

interface Sum {
	usage: TokenUsage;
	requests: number;
	/** Null until something was priced. */
	usd: number | null;
	lastAt: number | null;
}

const newSum = (): Sum => ({usage: {...noUsage}, requests: 0, usd: null, lastAt: null});

function addBucket(sum: Sum, bucket: Bucket): void {
	addInto(sum.usage, bucket.usage);
	sum.requests += bucket.requests;
	const usd = bucketUsd(bucket);
	if (usd !== null) sum.usd = (sum.usd ?? 0) + usd;
	sum.lastAt = Math.max(sum.lastAt ?? 0, bucket.lastAt);
}

function addHidden(sum: Sum, hidden: Hidden): void {
	if (hidden.usage) addInto(sum.usage, hidden.usage);
	sum.usd = (sum.usd ?? 0) + hidden.costUsd;
	sum.lastAt = Math.max(sum.lastAt ?? 0, hidden.lastAt ?? 0) || null;
}

function sumBy<Key>(map: Map<Key, Sum>, key: Key): Sum {
	let sum = map.get(key);
	if (!sum) {
		sum = newSum();
		map.set(key, sum);
	}
	return sum;
}

/** Told by its requests' id, where there are any: metrics may spell it otherwise. */
function sumOfModel(map: Map<string, Sum & {model: string}>, model: string): Sum {
	const key = modelKey(model);
	let sum = map.get(key);
	if (!sum) {
		sum = {...newSum(), model};
		map.set(key, sum);
	}
	return sum;
}

/** The same object again until something is told, something awaited does not come, or at midnight. */
export function costsOf(conversation: Conversation, moment: Moment): Costs {
	const {costs, revision} = conversation;
	if (costs?.revision === revision && costs.day === moment.today) {
		// A clock that was set back must not keep them for as long.
		if (costs.now <= moment.now && moment.now < costs.until) return costs.value;
	}
	const value = workOutCosts(conversation, moment);
	conversation.costs = {
		revision,
		day: moment.today,
		now: moment.now,
		until: restsUntil(conversation, moment.now),
		value,
	};
	return value;
}

function workOutCosts(conversation: Conversation, moment: Moment): Costs {
	const reckoning = reckon(conversation, moment);
	const total = newSum();
	const byPurpose = new Map<Purpose, Sum>();
	const byModel = new Map<string, Sum & {model: string}>();
	const todaySum = newSum();
	const todayBackground = newSum();
	const unpriced = new Set<string>();
	for (const bucket of conversation.buckets.values()) {
		addBucket(total, bucket);
		addBucket(sumBy(byPurpose, bucket.purpose), bucket);
		addBucket(sumOfModel(byModel, bucket.model), bucket);
		if (bucketUsd(bucket) === null) unpriced.add(bucket.model);
		if (bucket.day !== moment.today) continue;
		addBucket(todaySum, bucket);
		if (bucket.purpose === 'background') addBucket(todayBackground, bucket);
	}
	const knownUsd = total.usd ?? 0;
	const shareToday = knownUsd > 0 ? (todaySum.usd ?? 0) / knownUsd : todaySum.requests > 0 ? 1 : 0;
	for (const hidden of reckoning.hidden) {
		addHidden(total, hidden);
		addHidden(sumBy(byPurpose, hidden.purpose), hidden);
		if (hidden.model !== null) addHidden(sumOfModel(byModel, hidden.model), hidden);
		// A total does not tell when: a conversation over midnight shares it out like what is known.
		const part = {...hidden, usage: null, costUsd: hidden.todayUsd ?? hidden.costUsd * shareToday};
		addHidden(todaySum, part);
		if (hidden.purpose === 'background') addHidden(todayBackground, part);
	}
	const {background, idleUsd, idleTodayUsd} = backgroundOf(conversation, reckoning, moment);
	const noBackground = reckoning.partial && !byPurpose.has('background');
	// No transcript tells what a compaction cost: in Claude Code's own total it is among the unreported.
	const noCompaction =
		reckoning.basis !== 'telemetry' && conversation.compactions.size > 0 && !byPurpose.has('compaction');
	// Without telemetry all the time, what was seen is not all, and none seen is not none.
	const noIdle = reckoning.basis !== 'telemetry' && idleUsd === 0;
	const part = (purpose: Purpose) => byPurpose.get(purpose)?.usd ?? (total.usd === null ? null : 0);
	return {
		cost: {
			totalUsd: total.usd,
			mainUsd: part('main'),
			subagentUsd: part('subagent'),
			compactionUsd: noCompaction ? null : part('compaction'),
			backgroundUsd: noBackground ? null : part('background'),
			idleUsd: noIdle ? null : idleUsd,
			basis: reckoning.basis,
			partial: reckoning.partial || unpriced.size > 0,
			unpricedModels: [...unpriced],
		},
		usage: total.usage,
		requests: total.requests,
		byModel: [...byModel.values()]
			.map(({model, usage, requests, usd}) => ({model, name: modelName(model), usage, requests, costUsd: usd}))
			.sort((a, b) => (b.costUsd ?? 0) - (a.costUsd ?? 0)),
		background,
		today: {
			totalUsd: todaySum.usd ?? 0,
			backgroundUsd: noBackground ? null : (todayBackground.usd ?? 0),
			idleUsd: noIdle ? null : idleTodayUsd,
		},
	};
}

function backgroundOf(conversation: Conversation, reckoning: Reckoning, {dayOf, today}: Moment) {
	const figures = new Map<string, BackgroundFigure>();
	const figure = (cause: string, model: string | null) => {
		const key = `${cause}|${model ?? ''}`;
		let found = figures.get(key);
		if (!found) {
			found = {cause, requests: 0, tokens: 0, costUsd: 0, idleRequests: 0, idleUsd: 0, lastAt: null, model};
			figures.set(key, found);
		}
		return found;
	};
	let idleUsd = 0;
	let idleTodayUsd = 0;
	const idle = idleAsides(conversation);
	for (const record of conversation.asides) {
		const usd = dollarsOf(record);
		if (idle.has(record)) {
			idleUsd += usd;
			if (dayOf(record.at) === today) idleTodayUsd += usd;
		}
		if (record.kind.purpose !== 'background') continue;
		const row = figure(record.kind.cause ?? 'unknown', null);
		row.requests = (row.requests ?? 0) + 1;
		row.tokens = (row.tokens ?? 0) + allTokens(record);
		row.costUsd = (row.costUsd ?? 0) + usd;
		row.lastAt = Math.max(row.lastAt ?? 0, record.at);
		if (idle.has(record)) {
			row.idleRequests++;
			row.idleUsd = (row.idleUsd ?? 0) + usd;
		}
	}
	for (const hidden of reckoning.hidden) {
		if (hidden.purpose !== 'background') continue;
		const row = figure(hidden.cause, hidden.model);
		row.requests = null;
		row.tokens = hidden.usage && row.tokens !== null ? row.tokens + allTokens(hidden.usage) : null;
		row.costUsd = (row.costUsd ?? 0) + hidden.costUsd;
		row.lastAt = hidden.lastAt;
		row.idleUsd = null;
	}
	return {
		background: [...figures.values()].sort((a, b) => (b.costUsd ?? 0) - (a.costUsd ?? 0)),
		idleUsd,
		idleTodayUsd,
	};
}

/** Sums per subagent, in the order they first spent. */
export function subagentsOf(conversation: Conversation): SubagentFigure[] {
	const sums = new Map<string, Sum>();
	for (const agentId of conversation.subagents.keys()) sums.set(agentId, newSum());
	for (const bucket of conversation.buckets.values())
		if (bucket.agentId !== null) addBucket(sumBy(sums, bucket.agentId), bucket);
	return [...sums].map(([agentId, sum]) => {
		const told = conversation.subagents.get(agentId);
		return {
			agentId,
			agentType: told?.agentType ?? null,
			description: told?.description ?? null,
			finished: told?.finished ?? null,
			requests: sum.requests,
			usage: sum.usage,
			costUsd: sum.usd,
			lastAt: sum.lastAt,
		};
	});
}
