/** What turns had cost by the time an API error ended them. */
import type {ApiErrorFact} from './api-error-facts.ts';
import {dollarsOf} from './buckets.ts';
import {type Conversation, recordsAfter} from './conversation.ts';
import {paidShare} from './cost.ts';
import {isAside} from './idle-use.ts';

export interface ApiErrorFigure extends Omit<ApiErrorFact, 'id'> {
	/** What the turn, subagents included, had cost when it failed. */
	usd: number;
}

export function apiErrorsOf(conversation: Conversation): ApiErrorFigure[] {
	const {apiErrors, promptTimes, provider} = conversation.facts;
	return apiErrors.map(({at, status, reason}) => {
		const startedAt = promptTimes.findLast(prompt => prompt <= at) ?? Number.NEGATIVE_INFINITY;
		let usd = 0;
		for (const record of recordsAfter(conversation, startedAt))
			if (record.at <= at && !isAside(record)) usd += dollarsOf(record) * paidShare(record.class.model, provider);
		return {at, status, reason, usd};
	});
}
