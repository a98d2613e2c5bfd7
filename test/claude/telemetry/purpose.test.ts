import {expect, test} from 'vitest';
import {describeCause, metricSourceOf, purposeOf} from '../../../source/claude/telemetry/purpose.ts';

test.each([
	['repl_main_thread', 'main', 'main'],
	['repl_main_thread:outputStyle:Explanatory', 'main', 'main'],
	['sdk', 'main', 'main'],
	['agent:builtin:Explore', 'subagent', 'subagent'],
	['agent:custom', 'subagent', 'subagent'],
	['hook_agent', 'subagent', 'subagent'],
	['compact', 'compaction', 'auxiliary'],
])('%s is %s, in metrics %s', (word, purpose, source) => {
	expect(purposeOf(word)).toEqual({purpose, cause: null});
	expect(metricSourceOf(purposeOf(word))).toBe(source);
});

test.each(['side_question', 'web_search_tool', 'web_fetch_apply', 'hook_prompt', 'insights', 'plugin_model_complete'])(
	'%s was asked for: main, though metrics call it auxiliary',
	word => {
		expect(purposeOf(word)).toEqual({purpose: 'main', cause: word});
		expect(metricSourceOf(purposeOf(word))).toBe('auxiliary');
	},
);

test.each([
	['generate_session_title', 'session title', 'CLAUDE_CODE_DISABLE_TERMINAL_TITLE=1'],
	['extract_memories', 'memory: taking notes', '"autoMemoryEnabled": false'],
	['auto_dream', 'memory: consolidation', '"autoDreamEnabled": false'],
	['agent_summary', 'agents: progress summary', 'CLAUDE_CODE_DISABLE_AGENT_PROGRESS_SUMMARIES=1'],
	['resume_cache_warm', 'cache: warmed before a resume', null],
	['auto_mode', 'safety: auto-mode checks', 'another permission mode than auto'],
	['quota_check', 'quota check', null],
])('%s is background, called %s', (word, label, turnOff) => {
	expect(purposeOf(word)).toEqual({purpose: 'background', cause: word});
	expect(metricSourceOf(purposeOf(word))).toBe('auxiliary');
	expect(describeCause(word)).toEqual({label, turnOff});
});

test.each([
	['brand_new_request', 'brand new request'],
	['constructor', 'constructor'],
	['__proto__', '  proto  '],
	['toString', 'toString'],
])('a word that nobody knows is background under its own name: %s', (word, label) => {
	expect(purposeOf(word)).toEqual({purpose: 'background', cause: word});
	expect(describeCause(word)).toEqual({label, turnOff: null});
});
