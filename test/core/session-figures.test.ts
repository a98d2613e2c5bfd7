import {describe, expect, test} from 'vitest';
import type {CompactionSeen} from '../../source/claude/events.ts';
import {autoCompactDefaults} from '../../source/claude/settings/auto-compact.ts';
import type {StatuslineSeen} from '../../source/claude/statusline/statusline-seen.ts';
import {noGit} from '../../source/claude/turn.ts';
import {noUsage} from '../../source/claude/usage.ts';
import {compaction, ledgerOf, noon, process, request, sessionOf, turnUsage} from '../support/events.ts';

const model = 'claude-opus-4-6';

/** A request that leaves this many tokens in the context. */
const filled = (n: number, tokens: number, more: Partial<Parameters<typeof request>[0]> = {}) =>
	request({n, model, usage: {...noUsage, cacheReadInputTokens: tokens, outputTokens: 9}, ...more});

const automatic = (n: number, more: Partial<CompactionSeen> = {}) =>
	compaction({n, trigger: 'auto', preTokens: 170_000, ...more});

const statusline = (n: number, contextTokens: number | null, windowTokens = 200_000): StatuslineSeen => ({
	type: 'statusline',
	sessionId: 'one',
	configDir: '/home/dev/.claude',
	at: noon + n * 1000,
	...{model, windowTokens, contextTokens, cache: null, limits: null, name: null, git: noGit},
});

test('360k tokens in a window of 200k are in one of a million, even if the status line says otherwise', () => {
	const {context} = sessionOf([filled(1, 360_236), statusline(2, 360_236)]);
	expect(context).toMatchObject({tokens: 360_236, windowTokens: 1_000_000, basis: 'estimated'});
	expect(context.fill).toBeCloseTo(0.360236, 10);
	// With nothing but the status line, too.
	expect(sessionOf([process(), statusline(2, 360_236)]).context.windowTokens).toBe(1_000_000);
});

test('another model’s tokens prove nothing', () => {
	const events = [filled(1, 400_000, {model: 'claude-opus-5-5'}), automatic(2), filled(3, 20_000)];
	expect(sessionOf(events).context).toMatchObject({tokens: 20_000, windowTokens: 200_000});
});

test('a status line from before the model was switched says nothing of the new one’s window', () => {
	const ofOpus = {...statusline(2, 400_000, 1_000_000), model: 'claude-opus-5-5'};
	const before = [filled(1, 400_000, {model: 'claude-opus-5-5'}), ofOpus, automatic(3, {postTokens: 20_000})];
	expect(sessionOf([...before, filled(4, 30_000)]).context).toMatchObject({
		...{tokens: 30_000, windowTokens: 200_000, basis: 'estimated'},
	});
	// Nor are its compactions those of the larger window.
	const compacted = [filled(4, 150_000), automatic(5), filled(6, 150_000), automatic(7), filled(8, 30_000)];
	expect(sessionOf([process(), ...before, ...compacted]).context).toMatchObject({
		thresholdTokens: 170_000,
		seenCompactions: 2,
	});
	// A newer one does, and so does one with a gateway's name for the model.
	expect(sessionOf([...before, filled(4, 30_000), statusline(5, 30_000)]).context.basis).toBe('reported');
	const named = {...statusline(2, 30_000, 500_000), model: 'house-model'};
	expect(sessionOf([named, filled(4, 30_000)]).context.windowTokens).toBe(500_000);
});

test('after a compaction that does not say what is left the context is unknown until the next request', () => {
	const compacted = [filled(1, 170_000), statusline(2, 170_000), automatic(3, {postTokens: null})];
	expect(sessionOf(compacted).context).toMatchObject({tokens: null, fill: null, windowTokens: 200_000});
	expect(sessionOf([...compacted, statusline(4, 15_000)]).context.tokens).toBe(15_000);
	expect(sessionOf([...compacted, filled(5, 16_000)]).context.tokens).toBe(16_000);
});

test('automatic compactions of the past and of today tell where the next will be', () => {
	const history = {
		type: 'compaction.history' as const,
		compactions: [
			{model, windowTokens: null, preTokens: 166_000, at: noon - 2000},
			{model: 'claude-sonnet-4-6', windowTokens: null, preTokens: 120_000, at: noon - 1000},
		],
	};
	const past = [process(), filled(1, 20_000), history];
	expect(sessionOf(past).context).toMatchObject({thresholdTokens: 167_000, thresholdBasis: 'expected'});
	const live = [...past, automatic(2, {preTokens: 170_000})];
	expect(sessionOf(live).context).toMatchObject({thresholdTokens: 166_000, thresholdBasis: 'seen', seenCompactions: 2});
	// Neither a person's nor a subagent's tells, nor the same one again.
	const others = [automatic(2, {preTokens: 170_000}), automatic(3, {trigger: 'manual'}), automatic(4, {agentId: 'a'})];
	expect(sessionOf([...live, ...others]).context.seenCompactions).toBe(2);
});

test('what a window that was set made it compact at says nothing once it is not set any more', () => {
	const [configDir, pid] = ['/home/dev/.claude', 100];
	const ofWindow = (windowTokens: number | null) => ({
		...({type: 'autocompact', configDir, pid, settings: {...autoCompactDefaults, windowTokens}} as const),
	});
	const early = [
		filled(1, 117_500),
		automatic(2, {preTokens: 118_000}),
		automatic(3, {preTokens: 119_000}),
		filled(4, 20_000),
	];
	const set = [process({configDir, pid}), ofWindow(150_000), ...early];
	expect(sessionOf(set).context).toMatchObject({thresholdTokens: 117_000, thresholdBasis: 'set'});
	const unset = [...set, ofWindow(null)];
	expect(sessionOf(unset).context).toMatchObject({thresholdTokens: 167_000, thresholdBasis: 'expected'});
	const late = [automatic(5, {preTokens: 168_000}), automatic(6, {preTokens: 169_000}), filled(7, 20_000)];
	expect(sessionOf([...unset, ...late]).context).toMatchObject({thresholdTokens: 168_000, seenCompactions: 2});
	// Without them in force, the same ones are what is usual on this machine.
	const never = [process({configDir, pid}), ...early];
	expect(sessionOf(never).context).toMatchObject({thresholdTokens: 118_000, thresholdBasis: 'seen'});
});

test('a session that had been handed out before has the new threshold', () => {
	const ledger = ledgerOf([process(), filled(1, 20_000)]);
	const thresholdOf = () => [...ledger.sessions(noon + 9000).values()][0]?.context.thresholdBasis;
	expect(thresholdOf()).toBe('expected');
	const compactions = [1, 2].map(n => ({model, windowTokens: 200_000, preTokens: 160_000, at: noon - n}));
	ledger.apply({type: 'compaction.history', compactions}, noon + 9000);
	expect(thresholdOf()).toBe('seen');
});

describe('after the clock was set back, a cache lives no longer than its lifetime from now', () => {
	const hour = 3_600_000;
	const usage = {...noUsage, cacheReadInputTokens: 200_000, cacheCreation1hInputTokens: 50_000};
	/** Written in what is the future again. */
	const written = request({n: 1, usage, at: noon + 5 * hour});
	const shown = {...statusline(0, 250_000), at: noon + 6 * hour};
	const said = {...shown, cache: {expiresAt: noon + 7 * hour, ttl: '1h' as const}};
	const expiryOf = (events: Parameters<typeof sessionOf>[0], now: number) =>
		sessionOf(events, 'one', now).cache?.expiresAt;

	test('as the answer says it, and as the status line does', () => {
		for (const events of [
			[process(), written],
			[process(), written, said],
		]) {
			expect(expiryOf(events, noon)).toBe(noon + hour);
			const {context} = sessionOf(events, 'one', noon);
			expect(context.idleCompactionAt).toBe(noon + 54 * 60_000);
		}
		const short = request({n: 1, usage: turnUsage, at: noon + 5 * hour});
		expect(expiryOf([short], noon)).toBe(noon + 300_000);
		// Until then it is as it was.
		expect(expiryOf([process(), written], noon + 5 * hour)).toBe(noon + 6 * hour);
		expect(expiryOf([process(), written, said], noon + 6.5 * hour)).toBe(noon + 7 * hour);
	});

	test('also where the session had been shown before', () => {
		const ledger = ledgerOf([process(), written], noon + 5 * hour);
		const expiry = (now: number) => [...ledger.sessions(now).values()][0]?.cache?.expiresAt;
		expect(expiry(noon + 5 * hour + 1000)).toBe(noon + 6 * hour);
		expect(expiry(noon)).toBe(noon + hour);
		// It counts down from there.
		expect(expiry(noon + 60_000)).toBe(noon + hour);
	});

	test('also where its conversation is over and kept as sums', () => {
		const events = [request({n: 1, usage, at: noon + hour})];
		const ledger = ledgerOf(events, noon + hour);
		ledger.close(() => true, noon + 4 * hour);
		expect([...ledger.open()]).toEqual([]);
		const expiry = (now: number) => [...ledger.sessions(now).values()][0]?.cache?.expiresAt;
		expect(expiry(noon + 4 * hour)).toBe(noon + 2 * hour);
		expect(expiry(noon)).toBe(noon + hour);
	});
});

test('when Claude Code will compact an idle session itself', () => {
	const usage = {...noUsage, cacheReadInputTokens: 200_000, cacheCreation1hInputTokens: 50_000};
	const events = [process(), request({n: 1, usage})];
	expect(sessionOf(events).context.idleCompactionAt).toBe(noon + 1000 + 54 * 60_000);
	expect(sessionOf([process({kind: 'headless'}), request({n: 1, usage})]).context.idleCompactionAt).toBeNull();
	const settings = {...autoCompactDefaults, idleMinTokens: null};
	const off = {type: 'autocompact' as const, configDir: '/home/dev/.claude', pid: 100, settings};
	expect(sessionOf([...events, off]).context.idleCompactionAt).toBeNull();
});
