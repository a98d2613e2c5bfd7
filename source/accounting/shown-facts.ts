/**
 * What is shown about a conversation besides what it spent. A day has thousands that are over: lists that only its next event
 * would need are left out, and only their counts are kept.
 */
import type {Compaction, ConversationFacts} from './facts.ts';
import {sum} from './sum.ts';

/** Times are ms since the epoch. */
export interface ShownFacts
	extends Omit<
		ConversationFacts,
		'promptTimes' | 'humanPromptTimes' | 'lastQuestion' | 'files' | 'toolResultBytes' | 'subagents' | 'contextHistory'
	> {
	/** That a person typed. */
	prompts: number;
	filesTouched: number;
	toolResultBytes: number;
	/** Context tokens of the latest main requests, oldest first. */
	contextHistory: readonly number[];
}

/** Shared by all that have none. */
const noCompactions = new Map<string, Compaction>();

export function shownFacts(facts: ConversationFacts): ShownFacts {
	const {promptTimes, humanPromptTimes, lastQuestion, files, toolResultBytes, subagents, ...shown} = facts;
	return {
		...shown,
		prompts: humanPromptTimes.length,
		filesTouched: files.size,
		toolResultBytes: sum(toolResultBytes.values()),
		contextHistory: [...facts.contextHistory],
		compactions: facts.compactions.size === 0 ? noCompactions : facts.compactions,
	};
}
