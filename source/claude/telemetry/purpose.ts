/**
 * What a request was for, from `query_source`, Claude Code's own word for it. The words are those of 2.1.332; README.md
 * tells how to find new ones.
 */

/** Everything nobody asked for is `background`, distinguished by its cause. */
export type Purpose = 'main' | 'subagent' | 'compaction' | 'background';

export interface PurposeAndCause {
	purpose: Purpose;
	/** Claude Code's own word; null for ordinary requests of the main thread, of subagents and of compactions. */
	cause: string | null;
}

/** The cause of what metrics count and no event explains. */
export const unreportedCause = 'unreported';

const mainSources = new Set(['repl_main_thread', 'sdk', 'main']);
const subagentSources = new Set(['subagent', 'hook_agent']);

/** What a person, a tool or a hook asked for: paid for with the main thread, though Claude Code's metrics call it auxiliary. */
const askedFor = new Set([
	...['side_question', 'insights', 'feedback', 'rename_generate_name', 'ship_pr_texts', 'comparison_fork'],
	...['issue_candidates', 'issue_enhancement', 'auto_mode_critique', 'auto_mode_setup_propose'],
	...['web_search_tool', 'web_fetch_apply', 'chrome_mcp', 'mcp_datetime_parse', 'hook_prompt'],
	...['plugin_eval_judge', 'plugin_eval_mock', 'plugin_model_complete', 'plugin_model_classify'],
]);

/**
 * Classifies telemetry's `query_source`. Unknown words are background under their own name, so that a new sort of hidden
 * request is shown and not swallowed by the main total.
 */
export function purposeOf(querySource: string): PurposeAndCause {
	if (mainSources.has(querySource) || querySource.startsWith('repl_main_thread')) return {purpose: 'main', cause: null};
	if (subagentSources.has(querySource) || querySource.startsWith('agent:')) return {purpose: 'subagent', cause: null};
	if (querySource === 'compact') return {purpose: 'compaction', cause: null};
	return {purpose: askedFor.has(querySource) ? 'main' : 'background', cause: querySource};
}

/** Among what Claude Code's metrics count such a request. A hook's agent is a subagent there, its prompt is not. */
export function metricSourceOf({purpose, cause}: PurposeAndCause): 'main' | 'subagent' | 'auxiliary' {
	if (purpose === 'subagent') return 'subagent';
	return purpose === 'main' && cause === null ? 'main' : 'auxiliary';
}

export interface Cause {
	/** In plain words, with its group before it where it has one. */
	label: string;
	/** The environment variable or setting that turns these requests off; null: nothing does. */
	turnOff: string | null;
}

const cause = (label: string, turnOff: string | null = null): Cause => ({label, turnOff});
const noMemory = '"autoMemoryEnabled": false';
const notAutoMode = 'another permission mode than auto';

const causes: ReadonlyMap<string, Cause> = new Map([
	['generate_session_title', cause('session title', 'CLAUDE_CODE_DISABLE_TERMINAL_TITLE=1')],
	['prompt_suggestion', cause('prompt suggestion', 'CLAUDE_CODE_ENABLE_PROMPT_SUGGESTION=false')],
	['away_summary', cause('away summary', 'CLAUDE_CODE_ENABLE_AWAY_SUMMARY=0')],
	['extract_memories', cause('memory: taking notes', noMemory)],
	['extract_memories_first_look', cause('memory: looking for notes to take', noMemory)],
	['memdir_relevance', cause('memory: choosing notes to read', noMemory)],
	['session_memory', cause('memory: notes of the session', noMemory)],
	['auto_dream', cause('memory: consolidation', '"autoDreamEnabled": false')],
	['agent_classifier', cause('agents: state of a background session')],
	['agent_namer', cause('agents: name of a background session')],
	['agent_summary', cause('agents: progress summary', 'CLAUDE_CODE_DISABLE_AGENT_PROGRESS_SUMMARIES=1')],
	['subagent_config_classifier', cause('agents: check of the configuration')],
	['task_ticker_step', cause('agents: task steps')],
	['task_ticker_confirm', cause('agents: confirmation of task steps')],
	['task_ticker_close', cause('agents: closing of tasks')],
	['cache_touch', cause('cache: kept alive')],
	['resume_cache_warm', cause('cache: warmed before a resume')],
	['auto_mode', cause('safety: auto-mode checks', notAutoMode)],
	['auto_mode_investigator', cause('safety: auto-mode investigations', notAutoMode)],
	['compact_fab_check', cause('check of a compaction')],
	['tool_use_summary_generation', cause('tool-use summary', 'CLAUDE_CODE_EMIT_TOOL_USE_SUMMARIES=0')],
	['teleport_generate_title', cause('title of a teleported session')],
	['model_validation', cause('check of a model name')],
	['quota_check', cause('quota check')],
	['verify_api_key', cause('check of the API key')],
	['artifact_comment_reply', cause('artifact comments: reply')],
	['artifact_comment_triage', cause('artifact comments: triage')],
	['artifact_comment_analyst', cause('artifact comments: analysis')],
	['artifact_comment_fast_ack', cause('artifact comments: acknowledgement')],
	[unreportedCause, cause('unreported')],
	['unreported (auto-mode checks)', cause('auto-mode checks (unreported)', notAutoMode)],
]);

/** How a cause is shown, and the setting that stops it where there is one. A new word is shown under its own name. */
export function describeCause(word: string): Cause {
	return causes.get(word) ?? cause(word.replaceAll('_', ' '));
}
