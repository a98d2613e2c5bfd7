import {expect, test} from 'vitest';
import {newFacts} from '../../source/accounting/facts.ts';
import type {AutoCompactSettings} from '../../source/claude/compaction.ts';
import {resolveModel} from '../../source/claude/models/models.ts';
import {autoCompactDefaults} from '../../source/claude/settings/auto-compact.ts';
import {createCompactionMemory} from '../../source/core/compaction-memory.ts';
import {
	automaticCompaction,
	compactionThreshold,
	contextWindow,
	explainingWindow,
	idleCompactionAt,
	nextMessageCost,
} from '../../source/core/context.ts';
import {compaction} from '../support/events.ts';

const automatic = autoCompactDefaults;

const window = (facts: Partial<Parameters<typeof contextWindow>[0]>) =>
	contextWindow({
		...{reportedTokens: null, model: 'claude-opus-4-5', settings: automatic, largestContextTokens: 0},
		...facts,
	});
const threshold = (
	windowTokens: number | null,
	settings: Partial<AutoCompactSettings> = {},
	memory = createCompactionMemory(),
) => compactionThreshold({windowTokens, model: 'claude-opus-4-6', settings: {...automatic, ...settings}}, memory);

test('the window is what Claude Code says, else the model’s', () => {
	expect(window({largestContextTokens: 150_000})).toEqual({tokens: 200_000, basis: 'estimated'});
	expect(window({reportedTokens: 500_000})).toEqual({tokens: 500_000, basis: 'reported'});
	expect(window({model: 'claude-opus-5-5'}).tokens).toBe(1_000_000);
	expect(window({model: 'claude-sonnet-4-5[1m]'}).tokens).toBe(1_000_000);
});

test('a pick of the 1M window counts for its model, and can be forbidden', () => {
	const picked = {...automatic, pickedModel: 'opus[1m]'};
	expect(window({settings: picked}).tokens).toBe(1_000_000);
	expect(window({settings: picked, model: 'claude-sonnet-4-5'}).tokens).toBe(200_000);
	expect(window({settings: {...picked, oneMillionOff: true}}).tokens).toBe(200_000);
	expect(window({settings: {...automatic, oneMillionOff: true}, model: 'claude-opus-5-5'}).tokens).toBe(200_000);
});

test('CLAUDE_CODE_MAX_CONTEXT_TOKENS is the window of models that Claude Code does not know, or of all', () => {
	const unknown = {...automatic, maxContext: {tokens: 131_072, isOfAll: false}};
	expect(window({settings: unknown, model: 'glm-4.7'}).tokens).toBe(131_072);
	expect(window({settings: unknown, model: 'claude-opus-4-8'}).tokens).toBe(1_000_000);
	const all = {...automatic, maxContext: {tokens: 131_072, isOfAll: true}};
	expect(window({settings: all, model: 'claude-opus-4-8'}).tokens).toBe(131_072);
});

test('more tokens than a window prove the larger one, no matter who claimed it', () => {
	expect(window({largestContextTokens: 200_001}).tokens).toBe(1_000_000);
	expect(window({reportedTokens: 200_000, largestContextTokens: 360_236})).toEqual({
		tokens: 1_000_000,
		basis: 'estimated',
	});
});

test('an unknown model has an unknown window', () => {
	expect(window({model: 'gpt-6', largestContextTokens: 9}).tokens).toBeNull();
	expect(window({model: null}).tokens).toBeNull();
});

test('with a window set the threshold is exact', () => {
	// Seen: W = 150,000 compacts at 117,000.
	expect(threshold(200_000, {windowTokens: 150_000})).toEqual({
		...{thresholdTokens: 117_000, thresholdBasis: 'set', seenCompactions: 0},
	});
	expect(threshold(1_000_000, {windowByModel: new Map([['claude-opus-4-6', 400_000]])}).thresholdTokens).toBe(367_000);
	expect(threshold(1_000_000, {serverWindows: new Map([['claude-opus-4-6', 500_000]])})).toMatchObject({
		...{thresholdTokens: 467_000, thresholdBasis: 'set'},
	});
	// Never above the model's window.
	expect(threshold(200_000, {windowTokens: 1_000_000}).thresholdTokens).toBe(167_000);
});

test('the per cent lowers it and never raises it', () => {
	const set = {windowTokens: 150_000};
	expect(threshold(200_000, {...set, percent: 50}).thresholdTokens).toBe(65_000);
	expect(threshold(200_000, {...set, percent: 33.3333}).thresholdTokens).toBe(43_333);
	expect(threshold(200_000, {...set, percent: 99}).thresholdTokens).toBe(117_000);
});

test('without a set window the threshold is what was seen, else what is usual', () => {
	expect(threshold(200_000)).toEqual({thresholdTokens: 167_000, thresholdBasis: 'expected', seenCompactions: 0});
	const memory = createCompactionMemory();
	for (const [at, preTokens] of [171_000, 172_000, 179_000].entries())
		memory.add({model: 'claude-opus-4-6', windowTokens: 200_000, preTokens, at});
	expect(threshold(200_000, {}, memory)).toEqual({
		...{thresholdTokens: 172_000, thresholdBasis: 'seen', seenCompactions: 3},
	});
	expect(threshold(200_000, {windowTokens: 150_000}, memory).thresholdBasis).toBe('set');
	expect(threshold(1_000_000, {}, memory)).toMatchObject({thresholdTokens: 967_000, thresholdBasis: 'expected'});
});

test('settings explain a compaction at their threshold or later, where there would have been none without them', () => {
	const explaining = (preTokens: number, settings: Partial<AutoCompactSettings>, model = 'claude-opus-4-6') =>
		explainingWindow({model, windowTokens: null, preTokens, at: 5}, {...automatic, ...settings});
	const set = {windowTokens: 150_000};
	expect([116_999, 117_000, 166_999, 167_000].map(tokens => explaining(tokens, set))).toEqual([
		...[null, 150_000, 150_000, null],
	]);
	expect([118_000, 167_000].map(tokens => explaining(tokens, {}))).toEqual([null, null]);
	// Half of what is left after 20,000 for the summary.
	expect([89_999, 90_000].map(tokens => explaining(tokens, {percent: 50}))).toEqual([null, 200_000]);
	expect(explaining(170_000, {serverWindows: new Map([['claude-opus-4-6', 180_000]])})).toBeNull();
	// Of a model of a million tokens, limited to 200,000.
	expect(explaining(168_000, {oneMillionOff: true}, 'claude-opus-5-5')).toBe(200_000);
	expect(explaining(967_000, set, 'claude-opus-5-5')).toBeNull();
	expect(explaining(118_000, set, 'house-model-2')).toBeNull();
});

test('no threshold when it is off or the window is not known', () => {
	const none = {thresholdTokens: null, thresholdBasis: null, seenCompactions: 0};
	expect(threshold(200_000, {enabled: false})).toEqual(none);
	expect(threshold(null)).toEqual(none);
});

test('a window in which Claude Code’s reserve leaves no room has no threshold', () => {
	const none = {thresholdTokens: null, thresholdBasis: null, seenCompactions: 0};
	for (const windowTokens of [8192, 32_000, 33_000]) expect(threshold(windowTokens)).toEqual(none);
	expect(threshold(33_000, {percent: 10})).toEqual(none);
	expect(threshold(40_000).thresholdTokens).toBe(7000);
});

test('Claude Code compacts an idle session six minutes before its one-hour cache expires', () => {
	const cache = {expiresAt: 3_600_000, ttl: '1h'} as const;
	expect(idleCompactionAt({tokens: 200_000, cache}, automatic)).toBe(54 * 60_000);
	expect(idleCompactionAt({tokens: 199_999, cache}, automatic)).toBeNull();
	expect(idleCompactionAt({tokens: 200_000, cache: {...cache, ttl: '5m'}}, automatic)).toBeNull();
	expect(idleCompactionAt({tokens: 200_000, cache}, {...automatic, idleMinTokens: null})).toBeNull();
	expect(idleCompactionAt({tokens: 200_000, cache}, {...automatic, enabled: false})).toBeNull();
	expect(idleCompactionAt({tokens: null, cache}, automatic)).toBeNull();
});

test('the next message reads a warm history and writes a cold one', () => {
	const opus = resolveModel('claude-opus-4-5');
	const cost = nextMessageCost(186_000, opus, '5m');
	expect(cost.warmUsd).toBeCloseTo(0.093, 10);
	expect(cost.coldUsd).toBeCloseTo(1.1625, 10);
	expect(nextMessageCost(186_000, opus, '1h').coldUsd).toBeCloseTo(1.86, 10);
	expect(nextMessageCost(null, opus, '5m')).toEqual({warmUsd: null, coldUsd: null});
});

test('a compaction counts for the threshold unless a person asked for it, it is a subagent’s, or its tokens are unknown', () => {
	const facts = {...newFacts('one'), model: 'claude-opus-4-6', largestContextTokens: 150_000};
	const seen = compaction({n: 1, trigger: 'auto', preTokens: 167_000, at: 5});
	const {model} = facts;
	const largestTokens = 150_000;
	expect(automaticCompaction(seen, facts)).toEqual({
		model,
		windowTokens: null,
		largestTokens,
		preTokens: 167_000,
		at: 5,
	});
	expect(automaticCompaction({...seen, trigger: 'manual'}, facts)).toBeNull();
	expect(automaticCompaction({...seen, agentId: 'a'}, facts)).toBeNull();
	expect(automaticCompaction({...seen, preTokens: null}, facts)).toBeNull();
	expect(automaticCompaction(seen, {...facts, model: null})).toBeNull();
	// Tokens that the API may have refused prove no larger window than the status line says; those that it took do.
	const refused = {...seen, preTokens: 252_000};
	const statusline = {
		...({type: 'statusline', sessionId: 'one', configDir: '', at: 9, model, windowTokens: 200_000} as const),
		...{contextTokens: null, cache: null, limits: null, name: null},
		git: {worktree: null, linesAdded: null, linesRemoved: null, pullRequest: null},
	};
	expect(automaticCompaction(refused, {...facts, statusline})?.windowTokens).toBe(200_000);
	const large = {...facts, statusline, largestContextTokens: 240_000};
	expect(automaticCompaction(refused, large)?.windowTokens).toBe(1_000_000);
});
