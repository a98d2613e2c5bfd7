/** Hand-made sessions for tests of the screen: every figure can be set, none has to be. */

import type {CostFigures} from '../../source/accounting/figures.ts';
import {noGit} from '../../source/claude/turn.ts';
import {noUsage} from '../../source/claude/usage.ts';
import type {Session} from '../../source/core/session.ts';
import {createMonitorStore, emptyState, type MonitorState, type MonitorStore} from '../../source/store.ts';

/** When all tests of the screen happen. */
export const noon = Date.UTC(2026, 10, 22, 12, 0, 0);

const minutes = (count: number) => count * 60_000;

type Overrides = Partial<Omit<Session, 'cost' | 'context' | 'drivers' | 'next'>> & {
	cost?: Partial<CostFigures>;
	context?: Partial<Session['context']>;
	drivers?: Partial<Session['drivers']>;
	next?: Partial<Session['next']>;
};

/** An idle session in the middle of its work. Its key is `key-NAME`. */
export function fakeSession({cost, context, drivers, next, ...rest}: Overrides = {}): Session {
	const name = rest.name ?? 'web';
	const tokens = context?.tokens === undefined ? 84_000 : context.tokens;
	const windowTokens = context?.windowTokens === undefined ? 200_000 : context.windowTokens;
	return {
		key: `key-${name}`,
		host: null,
		sessionId: `00000000-0000-4000-8000-${name.length.toString().padStart(12, '0')}`,
		name,
		cwd: `/home/ada/work/${name}`,
		configDir: '/home/ada/.claude',
		pid: 4321,
		procStart: '77',
		kind: 'interactive',
		state: 'idle',
		stateSince: noon - minutes(3),
		waitingFor: null,
		model: 'claude-opus-4-5',
		modelName: 'Opus 4.5',
		provider: 'anthropic',
		version: '2.1.330',
		waiting: null,
		now: null,
		turn: {startedAt: null, end: null, retry: null, todos: null, queuedPrompts: 0},
		lastError: null,
		git: {...noGit, branch: 'main'},
		tmux: null,
		jobId: null,
		runsElsewhere: false,
		transcriptPath: null,
		startedAt: noon - minutes(90),
		lastActivityAt: noon - minutes(3),
		lastPrompt: null,
		lastNotice: null,
		contextHistory: [],
		usage: {...noUsage},
		requests: 42,
		costByModel: [],
		background: [],
		subagents: [],
		compactions: [],
		cache: null,
		tokensPerMinute: 0,
		requestsPerMinute: 0,
		peak: {tokensPerMinute: 90_000, requestsPerMinute: 4},
		output: [],
		control: 'tmux:%3',
		controlHint: null,
		...rest,
		context: {
			thresholdTokens: windowTokens === null ? null : windowTokens * 0.95,
			thresholdBasis: windowTokens === null ? null : 'set',
			seenCompactions: 0,
			idleCompactionAt: null,
			autoCompact: true,
			basis: 'estimated',
			fill: tokens === null || windowTokens === null ? null : tokens / windowTokens,
			...context,
			tokens,
			windowTokens,
		},
		cost: {
			totalUsd: 0.94,
			mainUsd: 0.8,
			subagentUsd: 0.11,
			compactionUsd: 0.02,
			backgroundUsd: 0.01,
			idleUsd: 0,
			basis: 'telemetry',
			partial: false,
			unpricedModels: [],
			...cost,
		},
		drivers: {mainRequests: 42, toolResultBytes: 0, filesTouched: 0, cacheMisses: 0, cacheMissUsd: null, ...drivers},
		next: {warmUsd: null, coldUsd: null, ...next},
	};
}

export function fakeState(sessions: readonly Session[], rest: Partial<MonitorState> = {}): MonitorState {
	return {
		...emptyState,
		ready: true,
		now: noon,
		sessions: new Map(sessions.map(session => [session.key, session])),
		...rest,
	};
}

/** A store of these sessions, and the one way tests change one of them. */
export function fakeStore(sessions: readonly Session[], rest: Partial<MonitorState> = {}) {
	const store: MonitorStore = createMonitorStore(fakeState(sessions, rest));
	const put = (...changed: Session[]) =>
		store.setState(({sessions: before}) => ({
			sessions: new Map([...before, ...changed.map(session => [session.key, session] as const)]),
		}));
	const remove = (key: string) =>
		store.setState(({sessions: before}) => ({sessions: new Map([...before].filter(([other]) => other !== key))}));
	return {store, put, remove};
}

const usage = (
	inputTokens: number,
	cacheReadInputTokens: number,
	cacheCreation5mInputTokens: number,
	outputTokens: number,
) => ({
	...noUsage,
	inputTokens,
	outputTokens,
	cacheReadInputTokens,
	cacheCreation5mInputTokens,
});

/** A small fleet with something of everything in it. */
export function fakeFleet(): Session[] {
	const history = [20, 34, 48, 71, 88, 102, 131, 160, 186, 14, 22, 39, 57, 84, 96, 113, 140, 171, 186];
	return [
		fakeSession({
			name: 'api-refactor',
			state: 'busy',
			modelName: 'Opus 5.5',
			context: {tokens: 780_000, windowTokens: 1_000_000},
			cost: {totalUsd: 2.1, mainUsd: 1.4, subagentUsd: 0.6, compactionUsd: 0.02, backgroundUsd: 0.08},
			cache: {expiresAt: noon + 252_000, ttl: '5m'},
			tokensPerMinute: 41_000,
			lastActivityAt: noon - 2000,
			subagents: [
				{
					agentId: 'a1',
					agentType: 'Explore',
					description: 'Find every caller of the old client',
					finished: false,
					requests: 12,
					usage: usage(200, 180_000, 22_000, 4100),
					costUsd: 0.6,
					lastAt: noon - 2000,
				},
			],
		}),
		fakeSession({
			name: 'docs',
			state: 'waiting',
			waitingFor: 'permission prompt',
			modelName: 'Sonnet 5.5',
			context: {tokens: 140_000, windowTokens: 1_000_000},
			cost: {totalUsd: 0.31, mainUsd: 0.29, subagentUsd: 0, compactionUsd: 0, backgroundUsd: 0.02},
			cache: {expiresAt: noon - 420_000, ttl: '5m'},
			lastActivityAt: noon - minutes(12),
		}),
		fakeSession({
			name: 'web',
			context: {tokens: 186_000, windowTokens: 200_000},
			contextHistory: history.map(value => value * 1000),
			cache: {expiresAt: noon + 65_000, ttl: '5m'},
			next: {warmUsd: 0.09, coldUsd: 1.17},
			drivers: {mainRequests: 64, toolResultBytes: 1_240_000, filesTouched: 14, cacheMisses: 3, cacheMissUsd: 0.4},
			lastPrompt: {at: noon - minutes(3), text: 'Make the header sticky on narrow screens', count: 9},
			costByModel: [
				{
					model: 'claude-opus-4-5',
					name: 'Opus 4.5',
					usage: usage(4100, 2_400_000, 310_000, 41_000),
					requests: 64,
					costUsd: 0.91,
				},
				{model: 'claude-haiku-4-5', name: 'Haiku 4.5', usage: usage(9000, 0, 0, 1200), requests: 5, costUsd: 0.03},
			],
			background: [
				{
					cause: 'generate_session_title',
					requests: 1,
					tokens: 2100,
					costUsd: 0.004,
					idleRequests: 0,
					idleUsd: 0,
					lastAt: noon - minutes(88),
					model: null,
				},
				{
					cause: 'prompt_suggestion',
					requests: 3,
					tokens: 3400,
					costUsd: 0.006,
					idleRequests: 2,
					idleUsd: 0.004,
					lastAt: noon - minutes(2),
					model: null,
				},
			],
			compactions: [
				{
					id: 'c1',
					at: noon - minutes(40),
					trigger: 'auto',
					preTokens: 186_000,
					postTokens: 14_000,
					durationMs: 41_000,
					costUsd: 0.02,
					paysOffAfterMessages: 4,
					messagesSince: 10,
				},
			],
		}),
		fakeSession({
			name: 'infra',
			state: 'shell',
			modelName: 'Haiku 4.5',
			cwd: '/srv/infra',
			context: {tokens: 152_000},
			cost: {
				totalUsd: 0.05,
				mainUsd: 0.05,
				subagentUsd: 0,
				compactionUsd: 0,
				backgroundUsd: null,
				idleUsd: null,
				basis: 'estimated',
				partial: true,
			},
			control: null,
			controlHint: 'not in tmux: start it with ccmon run, or in tmux, to send it keys',
		}),
		fakeSession({
			name: 'new',
			modelName: null,
			model: null,
			context: {tokens: null, windowTokens: null},
			cost: {totalUsd: 0, mainUsd: 0, subagentUsd: 0, compactionUsd: 0, backgroundUsd: 0},
			lastActivityAt: noon - 20_000,
		}),
	];
}

/** Totals and limits that go with `fakeFleet`. */
export const fakeTotals: Partial<MonitorState> = {
	totals: {
		todayUsd: 3.42,
		todayBackgroundUsd: 0.11,
		todayIdleUsd: 0.03,
		usdPerHour: 1.2,
		tokensPerMinute: 78_000,
		requestsPerMinute: 3,
		peak: {tokensPerMinute: 120_000, requestsPerMinute: 6},
		basis: 'telemetry',
		partial: false,
		unpricedModels: [],
	},
	limits: {
		fiveHour: {usedPercentage: 42, resetsAt: noon + minutes(150)},
		sevenDay: {usedPercentage: 17, resetsAt: noon + minutes(3000)},
	},
};
