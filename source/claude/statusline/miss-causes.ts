/** Why Claude Code's prompt cache did not hold a request's history, in plain words. Seen in the 2.1.332 binary. */
const words: ReadonlyMap<string, string> = new Map([
	['ttl_expired_5m', 'idle for 5 minutes'],
	['ttl_expired_1h', 'idle for an hour'],
	['model_changed', 'another model'],
	['tools_changed', 'other tools'],
	['system_prompt_changed', 'another system prompt'],
	['messages_rewritten', 'rewritten messages'],
	['fast_mode_changed', 'fast mode'],
	['effort_changed', 'another effort'],
	['thinking_mode_changed', 'thinking on or off'],
	['thinking_display_changed', 'thinking shown or not'],
	['auto_mode_changed', 'auto mode'],
	['cache_scope_or_ttl_changed', 'another cache lifetime'],
	['betas_changed', 'other beta features'],
	['defer_loading_changed', 'tools loaded later'],
	['overage_changed', 'usage limit'],
	['extra_body_changed', 'other request fields'],
	['likely_server_side', "the server's side"],
	['unknown', 'not known'],
]);

/** A word of a newer version is shown as it is. */
export const missCauseLabel = (word: string): string => words.get(word) ?? word.replaceAll('_', ' ');
