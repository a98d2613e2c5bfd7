import {expect, test} from 'vitest';
import {compactionOf, messageOf, totalOf, windowOf} from '../../../source/claude/stream-json/line-events.ts';

const place = {sessionId: 's1', parentToolUseId: null, at: 1000};
const user = (content: string, more: object = {}) => ({type: 'user', message: {role: 'user', content}, ...more});

test('a person’s message is a prompt; those of Claude Code, tools and subagents are not', () => {
	const timestamp = '2026-11-20T10:00:00.000Z';
	expect(messageOf(user('fix it', {uuid: 'u1', timestamp}), place)).toMatchObject({
		...{type: 'prompt', sessionId: 's1', id: 'u1', at: Date.parse(timestamp), text: 'fix it', human: true},
	});
	expect(messageOf(user('fix it'), place)).toMatchObject({id: 'headless@1000', at: 1000});
	expect(messageOf(user('fix it', {isSynthetic: true}), place)).toBeNull();
	expect(messageOf(user('fix it', {tool_use_result: {}}), place)).toBeNull();
	expect(messageOf(user('fix it'), {...place, parentToolUseId: 'toolu_1'})).toBeNull();
	expect(messageOf({type: 'user'}, place)).toBeNull();
});

test('what a slash command prints is a notice', () => {
	const output = '<local-command-stdout>Not enough messages</local-command-stdout>';
	expect(messageOf(user(output), place)).toMatchObject({type: 'notice', text: 'Not enough messages'});
});

test('a compaction has its tokens before and after', () => {
	const compact_metadata = {trigger: 'manual', pre_tokens: 150_000, post_tokens: 4000, duration_ms: 900};
	expect(compactionOf({uuid: 'c1', compact_metadata}, place)).toMatchObject({
		...{id: 'c1', trigger: 'manual', preTokens: 150_000, postTokens: 4000, durationMs: 900},
	});
	expect(compactionOf({}, place)).toMatchObject({id: 'headless@1000', trigger: 'auto', preTokens: null});
});

test('a result has Claude Code’s own total and the window of the main model, however its id is written', () => {
	const modelUsage = {'claude-haiku-4-5': {contextWindow: 200_000}, 'claude-opus-4-6[1m]': {contextWindow: 1_000_000}};
	const line = {total_cost_usd: 0.25, modelUsage};
	const windowFor = (model: string | null) => windowOf(line, place, {model, configDir: '/c'});
	expect(totalOf(line, place)).toMatchObject({origin: 'headless', totalCostUsd: 0.25});
	expect(windowFor('claude-opus-4-6')).toMatchObject({configDir: '/c', windowTokens: 1_000_000, contextTokens: null});
	expect(windowFor('claude-sonnet-5')).toBeNull();
	expect(windowFor(null)).toBeNull();
	expect(totalOf({total_cost_usd: -1}, place)).toBeNull();
	expect(windowOf({modelUsage: {m: {contextWindow: 0}}}, place, {model: 'm', configDir: '/c'})).toBeNull();
});
