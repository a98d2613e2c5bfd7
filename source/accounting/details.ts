/** What the detail of a session shows of its requests, besides what they cost in all. */

import {type ApiErrorFigure, apiErrorsOf} from './api-errors.ts';
import {bucketUsd, knownUsd} from './buckets.ts';
import type {Conversation} from './conversation.ts';
import {paidShare} from './cost.ts';
import {addPiece, newSum, type Sum} from './costs.ts';
import type {SubagentFigure} from './figures.ts';
import {getOrMake} from './get-or-make.ts';
import type {Rate} from './rates.ts';

export interface Details {
	subagents: readonly SubagentFigure[];
	/** Dollars of each compaction's requests, by its id. No entry: unknown, being in no transcript or without a price. */
	compactionUsd: ReadonlyMap<string, number>;
	/** Of the busiest minute. */
	peak: Rate;
	apiErrors: readonly ApiErrorFigure[];
}

/** The request's event and the boundary line are timed by slightly different clocks. */
const compactionSlackMs = 2000;

export function detailsOf(conversation: Conversation): Details {
	return {
		subagents: subagentsOf(conversation),
		compactionUsd: compactionUsd(conversation),
		peak: conversation.minutes.peak(),
		apiErrors: apiErrorsOf(conversation),
	};
}

/** Sums per subagent, in the order of their first requests. */
function subagentsOf(conversation: Conversation): SubagentFigure[] {
	const sums = new Map<string, Sum>();
	const {subagents} = conversation.facts;
	for (const agentId of subagents.keys()) sums.set(agentId, newSum());
	for (const bucket of conversation.buckets.values()) {
		const {agentId} = bucket.class;
		if (agentId === null) continue;
		const usd = bucketUsd(bucket);
		const costUsd = usd === null ? null : usd * paidShare(bucket.model, conversation.facts.provider);
		addPiece(getOrMake(sums, agentId, newSum), {...bucket, costUsd});
	}
	return [...sums].map(([agentId, sum]) => {
		const known = subagents.get(agentId);
		return {
			agentId,
			agentType: known?.agentType ?? null,
			description: known?.description ?? null,
			finished: known?.finished ?? null,
			requests: sum.requests,
			usage: sum.usage,
			costUsd: sum.usd,
			lastAt: sum.lastAt,
		};
	});
}

function compactionUsd(conversation: Conversation): Map<string, number> {
	const costs = new Map<string, number>();
	const {compactions, provider} = conversation.facts;
	const requests = [...conversation.asides].filter(record => record.class.purpose === 'compaction');
	let after = Number.NEGATIVE_INFINITY;
	for (const {id, at} of [...compactions.values()].sort((a, b) => a.at - b.at)) {
		const until = at + compactionSlackMs;
		const own = requests.filter(record => record.at > after && record.at <= until);
		after = until;
		for (const record of own) {
			const usd = knownUsd(record);
			if (usd !== null) costs.set(id, (costs.get(id) ?? 0) + usd * paidShare(record.class.model, provider));
		}
	}
	return costs;
}
