/** Whom a request served. Everything nobody asked for is `background`, told apart by its cause. */
export type Purpose = 'main' | 'subagent' | 'compaction' | 'background';

export interface PurposeAndCause {
	purpose: Purpose;
	/** Claude Code's own word (`query_source`), kept for background requests; null otherwise. */
	cause: string | null;
}

/** The cause of what metrics count and no event explains. */
export const unreportedCause = 'unreported';

const mainSources = new Set(['repl_main_thread', 'sdk', 'main']);
/** Claude Code's metrics count an agent that a hook runs with the others: to call it otherwise would count it twice. */
const subagentSources = new Set(['subagent', 'hook_agent']);

/**
 * Classifies telemetry's `query_source`. Unknown words are background under their own name,
 * so that a new kind of hidden request is shown and not swallowed by the main total.
 */
export function purposeOf(querySource: string): PurposeAndCause {
	if (mainSources.has(querySource) || querySource.startsWith('repl_main_thread')) return {purpose: 'main', cause: null};
	if (subagentSources.has(querySource) || querySource.startsWith('agent:')) return {purpose: 'subagent', cause: null};
	if (querySource === 'compact') return {purpose: 'compaction', cause: null};
	return {purpose: 'background', cause: querySource};
}

interface Cause {
	label: string;
	/** What a person sets, in the environment or the settings, to have no more of these requests. */
	turnOff: string | null;
}

const causes: Record<string, Cause> = {
	generate_session_title: {label: 'session title', turnOff: null},
	prompt_suggestion: {label: 'prompt suggestion', turnOff: 'CLAUDE_CODE_ENABLE_PROMPT_SUGGESTION=false'},
	away_summary: {label: 'away summary', turnOff: 'CLAUDE_CODE_ENABLE_AWAY_SUMMARY=0'},
	[unreportedCause]: {label: 'unreported', turnOff: null},
	'unreported (auto-mode checks)': {
		label: 'auto-mode checks (unreported)',
		turnOff: 'another permission mode than auto',
	},
};

/** How a background cause is shown, and the setting that stops it where there is one. */
export function describeCause(cause: string): Cause {
	return causes[cause] ?? {label: cause.replaceAll('_', ' '), turnOff: null};
}
