import fc from 'fast-check';
import {expect, test} from 'vitest';
import {parseStatusline} from '../../../source/claude/statusline/parse.ts';
import {expectBounded, spoilt} from '../../support/absurd.ts';

const sessionId = '2cb60385-5c98-42a1-af7d-abd6bf43d249';
const at = Date.UTC(2026, 10, 22, 10, 0);

/** As piped by Claude Code 2.1.330 after an answer, on a subscription. */
const payload = {
	session_id: sessionId,
	transcript_path: `/home/dev/.claude/projects/-home-dev-api/${sessionId}.jsonl`,
	cwd: '/home/dev/api',
	model: {id: 'claude-opus-5-5', display_name: 'Opus 5.5'},
	session_name: 'api-refactor',
	version: '2.1.330',
	cost: {total_cost_usd: 0.0207634, total_duration_ms: 307526},
	context_window: {
		total_input_tokens: 14258,
		context_window_size: 1000000,
		current_usage: {
			input_tokens: 7,
			output_tokens: 75,
			cache_creation_input_tokens: 2850,
			cache_read_input_tokens: 11401,
		},
		used_percentage: 1,
	},
	prompt_cache: {warm: false, ttl: '5m', expires_at: 1795335799, hit_ratio: 0.79, recache_tokens_if_cold: 14258},
	rate_limits: {
		five_hour: {used_percentage: 42, resets_at: 1795342698},
		seven_day: {used_percentage: 17, resets_at: 1795601898},
	},
};

const parse = (changed: object) => parseStatusline(JSON.stringify({...payload, ...changed}), at);

test('window, context without output, cache, limits and total of a payload', () => {
	expect(parse({})).toEqual({
		seen: {
			type: 'statusline',
			misses: null,
			sessionId,
			configDir: '/home/dev/.claude',
			at,
			model: 'claude-opus-5-5',
			windowTokens: 1_000_000,
			contextTokens: 14_258,
			cache: {expiresAt: 1795335799000, ttl: '5m'},
			limits: {
				fiveHour: {usedPercentage: 42, resetsAt: 1795342698000},
				sevenDay: {usedPercentage: 17, resetsAt: 1795601898000},
			},
			name: 'api-refactor',
			git: {worktree: null, linesAdded: null, linesRemoved: null, pullRequest: null},
		},
		reported: {type: 'reported', origin: 'statusline', sessionId, at, totalCostUsd: 0.0207634, byModel: null},
	});
});

test('branch, worktree and pull request, field by field', () => {
	const git = (changed: object) => parse(changed)?.seen.git;
	expect(
		git({
			cost: {total_cost_usd: 1, total_lines_added: 214, total_lines_removed: 87},
			pr: {number: 482, url: 'https://github.com/a/b/pull/482', review_state: 'approved', kind: 'pr'},
			worktree: {name: 'fix', path: '/home/dev/fix', branch: 'worktree-fix'},
		}),
	).toEqual({
		...{worktree: 'fix', linesAdded: 214, linesRemoved: 87},
		pullRequest: {number: 482, url: 'https://github.com/a/b/pull/482', state: 'approved'},
	});
	expect(git({pr: {number: 3, review_state: 7}})?.pullRequest).toEqual({number: 3, url: null, state: null});
	expect(git({pr: {number: -1}, worktree: 'x', cost: {total_lines_added: -5}})).toEqual({
		...{worktree: null, linesAdded: null, linesRemoved: null, pullRequest: null},
	});
});

test('no limits with an API key, and no cache and context before the first request', () => {
	const told = parse({
		rate_limits: undefined,
		prompt_cache: undefined,
		context_window: {context_window_size: 200000, current_usage: null, used_percentage: null},
	});
	expect(told?.seen).toMatchObject({limits: null, cache: null, contextTokens: null, windowTokens: 200_000});
});

test('after a compaction the context is not known, rather than empty', () => {
	const current_usage = {
		input_tokens: 0,
		output_tokens: 0,
		cache_creation_input_tokens: 0,
		cache_read_input_tokens: 0,
	};
	expect(parse({context_window: {context_window_size: 200000, current_usage}})?.seen.contextTokens).toBeNull();
});

test('a total of zero is reported: a new conversation has cost nothing', () => {
	expect(parse({cost: {total_cost_usd: 0}})?.reported?.totalCostUsd).toBe(0);
});

test('only one of the two limits', () => {
	const told = parse({rate_limits: {five_hour: {used_percentage: 250, resets_at: 10}, seven_day: null}});
	expect(told?.seen.limits).toEqual({fiveHour: {usedPercentage: 100, resetsAt: 10_000}, sevenDay: null});
});

test.each([
	['prompt_cache', {expires_at: 'soon', ttl: '5m'}, {cache: null}],
	['prompt_cache', {expires_at: null, ttl: '5m'}, {cache: null}],
	['prompt_cache', {expires_at: 5, ttl: '7m'}, {cache: null}],
	['rate_limits', 'none', {limits: null}],
	['context_window', [1], {windowTokens: null, contextTokens: null}],
	['model', null, {model: null}],
	['transcript_path', 7, {configDir: ''}],
	['transcript_path', '/x.jsonl', {configDir: ''}],
])('%s of another shape does not affect the other fields', (field, value, expected) => {
	const told = parse({[field]: value});
	expect(told?.seen).toMatchObject({sessionId, ...expected});
	expect(told?.reported?.totalCostUsd).toBe(0.0207634);
});

test('a cost of another shape gives no total', () => {
	for (const cost of [null, {total_cost_usd: -1}, {total_cost_usd: '3'}]) expect(parse({cost})?.reported).toBeNull();
});

test('strips what could move the cursor from a name', () => {
	expect(parse({session_name: 'a\u001b[2J\nb'})?.seen.name).toBe('a b');
});

test.each(['', '{', 'null', '[]', '{"session_id": "../../etc"}', '{"session_id": 5}'])('%j is no payload', text => {
	expect(parseStatusline(text, at)).toBeNull();
});

test('with one damaged value, everything that is read is within bounds', () => {
	fc.assert(
		fc.property(spoilt(payload), json => expectBounded(parseStatusline(JSON.stringify(json), at))),
		{numRuns: 1000},
	);
});

test('an impossible total, window or time is unknown, and the other fields are still read', () => {
	const {seen, reported} = parse({
		cost: {total_cost_usd: 1e300},
		context_window: {...payload.context_window, context_window_size: -1},
		prompt_cache: {...payload.prompt_cache, expires_at: 1e15},
	})!;
	expect(reported).toBeNull();
	expect(seen).toMatchObject({windowTokens: null, contextTokens: 14_258, cache: null, model: 'claude-opus-5-5'});
});

test('reads why the cache was missed, even from a cold cache', () => {
	const cache = {
		warm: false,
		expires_at: null,
		requests: 7,
		misses: 2,
		miss_causes: {tools_changed: 2, 'x\u001b[2J': 1},
	};
	const seen = parse({prompt_cache: cache})?.seen;
	expect(seen?.misses).toEqual({requests: 7, misses: 2, causes: {tools_changed: 2, x: 1}});
	expect(parse({prompt_cache: {...cache, misses: -1}})?.seen.misses).toBeNull();
});
