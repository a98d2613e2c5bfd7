/** A conversation's facts and details as JSON in the database. Unreadable JSON counts as unknown. */
import type {Details} from '../accounting/details.ts';
import {type ConversationFacts, newFacts} from '../accounting/facts.ts';
import {parseObject} from '../claude/transcript/object.ts';
import {noUsage, type TokenUsage} from '../claude/usage.ts';

const noPeak = {tokensPerMinute: 0, requestsPerMinute: 0};

/**
 * Lines of a headless session's output are shown while it runs, and status lines are read from their own files.
 * `withPrompts` false: prompts are left out.
 */
export function factsToJson(facts: ConversationFacts, withPrompts = true): string {
	const {compactions, subagents, files, toolResultBytes, ...rest} = facts;
	const {lastPrompt} = facts;
	return JSON.stringify({
		...rest,
		...(!withPrompts && {lastPrompt: lastPrompt && {...lastPrompt, text: null}, lastQuestion: null}),
		output: [],
		statusline: null,
		compactions: [...compactions.values()],
		subagents: [...subagents.values()],
		files: [...files],
		toolResultBytes: [...toolResultBytes],
	});
}

/** What most conversations have none of: details are never added to. */
const empty = {maps: new Map<never, never>(), list: [] as never[]};

export function factsFromJson(sessionId: string, json: string): ConversationFacts {
	const facts = newFacts(sessionId);
	const stored = objectFrom(json);
	for (const [name, fallback] of plainFields) {
		const value = stored[name];
		const isAlike =
			fallback === null || (typeof value === typeof fallback && Array.isArray(value) === Array.isArray(fallback));
		if (value !== undefined && value !== null && isAlike) Object.assign(facts, {[name]: value});
	}
	const list = <Item>(name: string) => (Array.isArray(stored[name]) ? (stored[name] as Item[]) : empty.list);
	type Compaction = ConversationFacts['compactions'] extends Map<string, infer Value> ? Value : never;
	type Subagent = ConversationFacts['subagents'] extends Map<string, infer Value> ? Value : never;
	facts.compactions = new Map(list<Compaction>('compactions').map(compaction => [compaction.id, compaction]));
	facts.subagents = new Map(list<Subagent>('subagents').map(subagent => [subagent.agentId, subagent]));
	facts.toolResultBytes = new Map(list<[string, number]>('toolResultBytes'));
	facts.files = new Set(list<string>('files'));
	facts.sessionId = sessionId;
	return facts;
}

const plainFields = (Object.entries(newFacts('')) as [keyof ConversationFacts, unknown][]).filter(
	([, fallback]) => !(fallback instanceof Map || fallback instanceof Set),
);

export const detailsToJson = ({subagents, compactionUsd, peak, apiErrors}: Details): string =>
	JSON.stringify({subagents, compactionUsd: [...compactionUsd], peak, ...(apiErrors.length > 0 && {apiErrors})});

export function detailsFromJson(json: string): Details {
	const stored = objectFrom(json) as Partial<{
		subagents: Details['subagents'];
		compactionUsd: [string, number][];
		peak: Details['peak'];
		apiErrors: Details['apiErrors'];
	}>;
	return {
		subagents: stored.subagents ?? [],
		compactionUsd: stored.compactionUsd?.length ? new Map(stored.compactionUsd) : empty.maps,
		peak: stored.peak ?? noPeak,
		apiErrors: stored.apiErrors ?? empty.list,
	};
}

/** Null: it is no usage. */
export function usageFromJson(json: string): TokenUsage | null {
	const stored = objectFrom(json);
	const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;
	return Object.keys(noUsage).every(field => isCount(stored[field])) ? (stored as unknown as TokenUsage) : null;
}

const objectFrom = (json: string) => parseObject(json) ?? {};
