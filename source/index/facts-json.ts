/** A conversation's facts and details as JSON in the database. What cannot be read is as if nothing were known. */
import type {Details} from '../accounting/details.ts';
import {type ConversationFacts, newFacts} from '../accounting/facts.ts';

const noPeak = {tokensPerMinute: 0, requestsPerMinute: 0};

/** Lines of a headless session's output are shown while it runs, and status lines are read from their own files. */
export function factsToJson(facts: ConversationFacts): string {
	const {compactions, subagents, files, toolResultBytes, ...rest} = facts;
	return JSON.stringify({
		...rest,
		output: [],
		statusline: null,
		compactions: [...compactions.values()],
		subagents: [...subagents.values()],
		files: [...files],
		toolResultBytes: [...toolResultBytes],
	});
}

export function factsFromJson(sessionId: string, json: string): ConversationFacts {
	const facts = newFacts(sessionId);
	const stored = objectFrom(json);
	for (const [name, fallback] of Object.entries(facts) as [keyof ConversationFacts, unknown][]) {
		const value = stored[name];
		const isPlain = !(fallback instanceof Map || fallback instanceof Set);
		const isAlike =
			fallback === null || (typeof value === typeof fallback && Array.isArray(value) === Array.isArray(fallback));
		if (isPlain && value !== undefined && value !== null && isAlike) Object.assign(facts, {[name]: value});
	}
	const list = <Item>(name: string) => (Array.isArray(stored[name]) ? (stored[name] as Item[]) : []);
	type Compaction = ConversationFacts['compactions'] extends Map<string, infer Value> ? Value : never;
	type Subagent = ConversationFacts['subagents'] extends Map<string, infer Value> ? Value : never;
	facts.compactions = new Map(list<Compaction>('compactions').map(compaction => [compaction.id, compaction]));
	facts.subagents = new Map(list<Subagent>('subagents').map(subagent => [subagent.agentId, subagent]));
	facts.files = new Set(list<string>('files'));
	facts.toolResultBytes = new Map(list<[string, number]>('toolResultBytes'));
	facts.sessionId = sessionId;
	return facts;
}

export const detailsToJson = ({subagents, compactionUsd, peak}: Details): string =>
	JSON.stringify({subagents, compactionUsd: [...compactionUsd], peak});

export function detailsFromJson(json: string): Details {
	const stored = objectFrom(json) as Partial<{
		subagents: Details['subagents'];
		compactionUsd: [string, number][];
		peak: Details['peak'];
	}>;
	return {
		subagents: stored.subagents ?? [],
		compactionUsd: new Map(stored.compactionUsd ?? []),
		peak: stored.peak ?? noPeak,
	};
}

function objectFrom(json: string): Record<string, unknown> {
	try {
		const value: unknown = JSON.parse(json);
		return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
	} catch {
		return {};
	}
}
