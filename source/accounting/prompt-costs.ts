/** What each prompt of a conversation cost: the requests that followed it, with its subagents and background. */

import {knownUsd} from './buckets.ts';
import {type Conversation, type RequestRecord, recordsInOrder} from './conversation.ts';
import {paidShare} from './cost.ts';
import {getOrMake} from './get-or-make.ts';
import {quarterOf} from './spending.ts';

export interface PromptCost {
	/** When it was asked, ms; null: what was spent before the first one. */
	at: number | null;
	requests: number;
	/** `main + subagent + compaction + background`; null: nothing in it could be priced. */
	costUsd: number | null;
	subagentUsd: number;
	backgroundUsd: number;
}

/**
 * In the order of time. A subagent's requests belong to the prompt that it was started after, however long it works; all
 * others to the prompt before them. What is known only as a sum is not among them. `includes` picks requests.
 */
export function promptCostsOf(
	conversation: Conversation,
	includes: (request: {quarter: number} & RequestRecord['class']) => boolean,
): PromptCost[] {
	const {promptTimes, humanPromptTimes, provider} = conversation.facts;
	// Other prompts, such as the notice that a task has ended, continue what a person asked for.
	const times = humanPromptTimes.length > 0 ? humanPromptTimes : promptTimes;
	const costs = new Map<number, PromptCost>();
	const startOfAgent = new Map<string, number>();
	for (const record of recordsInOrder(conversation)) {
		const {agentId, purpose, model} = record.class;
		const startedAt = record.at - (record.durationMs ?? 0);
		const agentAt = agentId === null ? undefined : startOfAgent.get(agentId);
		if (agentId !== null && agentAt === undefined) startOfAgent.set(agentId, startedAt);
		const index = times.findLastIndex(at => at <= (agentAt ?? startedAt));
		if (!includes({...record.class, quarter: quarterOf(record.at)})) continue;
		const none = {requests: 0, costUsd: null, subagentUsd: 0, backgroundUsd: 0};
		const cost: PromptCost = getOrMake(costs, index, () => ({at: times[index] ?? null, ...none}));
		const usd = knownUsd(record);
		const paid = usd === null ? 0 : usd * paidShare(model, provider);
		if (!record.isPart) cost.requests++;
		if (usd !== null) cost.costUsd = (cost.costUsd ?? 0) + paid;
		if (purpose === 'subagent') cost.subagentUsd += paid;
		else if (purpose === 'background') cost.backgroundUsd += paid;
	}
	return [...costs.values()].sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
}
