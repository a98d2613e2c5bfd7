/** The sessions of the demo, each there for something that the screen must be able to show. */

import type {ProcessStatus, SessionKind} from '../../claude/events.ts';
import type {GitFigures} from '../../claude/turn.ts';

export interface Chapter {
	/** How large the context has grown at the end of this chapter. */
	contextTokens: number;
	/** Main requests it took. */
	requests: number;
	/** How it ended: with a compaction, or in the present. */
	compaction: 'manual' | 'auto' | null;
}

export interface Role {
	name: string;
	cwd: string;
	gitBranch: string;
	git?: Partial<GitFigures>;
	model: string;
	windowTokens: number;
	kind: SessionKind;
	/** What is known about it: telemetry is exact, a status line knows the total, without either it is an estimate. */
	known: 'telemetry' | 'statusline' | 'transcript';
	cacheTtl: '5m' | '1h';
	autoCompact: boolean;
	startedMinutesAgo: number;
	lastMinutesAgo: number;
	history: readonly Chapter[];
	/** Its state in the first frame; null: finished. */
	status: ProcessStatus | null;
	/** Whether it starts turns by itself; the others stay as they are. */
	active: boolean;
}

/** What most of them have in common. */
export const usual = {
	gitBranch: 'main',
	kind: 'interactive',
	known: 'telemetry',
	cacheTtl: '1h',
	autoCompact: true,
	active: true,
	windowTokens: 1_000_000,
	model: 'claude-opus-5-5',
} satisfies Partial<Role>;

export const cast: readonly Role[] = [
	{
		...usual,
		name: 'api-refactor',
		cwd: '/home/dev/work/api',
		gitBranch: 'refactor/handlers',
		git: {
			linesAdded: 214,
			linesRemoved: 87,
			pullRequest: {number: 482, url: 'https://github.com/acme/api/pull/482', state: 'approved'},
		},
		startedMinutesAgo: 128,
		lastMinutesAgo: 0.1,
		history: [
			{contextTokens: 420_000, requests: 46, compaction: 'manual'},
			{contextTokens: 236_000, requests: 31, compaction: null},
		],
		status: 'busy',
	},
	{
		...usual,
		name: 'docs',
		cwd: '/home/dev/work/docs',
		model: 'claude-sonnet-5-5',
		cacheTtl: '5m',
		startedMinutesAgo: 44,
		lastMinutesAgo: 12,
		history: [{contextTokens: 141_000, requests: 18, compaction: null}],
		status: 'waiting',
		active: false,
	},
	{
		...usual,
		name: 'web',
		cwd: '/home/dev/work/web',
		model: 'claude-opus-4-5-20251101',
		windowTokens: 200_000,
		cacheTtl: '5m',
		startedMinutesAgo: 95,
		lastMinutesAgo: 3,
		history: [
			{contextTokens: 168_000, requests: 34, compaction: 'auto'},
			{contextTokens: 159_000, requests: 37, compaction: null},
		],
		status: 'idle',
	},
	{
		...usual,
		name: '数据管道 🚀',
		cwd: '/home/dev/work/数据管道',
		gitBranch: 'feature/清洗',
		model: 'claude-sonnet-5-5',
		startedMinutesAgo: 61,
		lastMinutesAgo: 0.2,
		history: [{contextTokens: 318_000, requests: 41, compaction: null}],
		status: 'busy',
	},
	{
		...usual,
		name: 'investigate-why-the-integration-tests-time-out-on-the-second-run-only',
		cwd: '/home/dev/work/monorepo/packages/integration-tests',
		gitBranch: 'fix/flaky-integration-tests-second-run',
		model: 'claude-fable-5-2',
		startedMinutesAgo: 37,
		lastMinutesAgo: 1.4,
		history: [{contextTokens: 92_000, requests: 14, compaction: null}],
		status: 'idle',
	},
	{
		...usual,
		name: 'nightly dependency update',
		cwd: '/home/dev/work/infra',
		kind: 'bg',
		model: 'claude-haiku-4-5-20251001',
		windowTokens: 200_000,
		startedMinutesAgo: 22,
		lastMinutesAgo: 0.4,
		history: [{contextTokens: 74_000, requests: 22, compaction: null}],
		status: 'busy',
	},
	{
		...usual,
		name: 'gateway-trial',
		cwd: '/home/dev/play/gateway',
		model: 'house-model-2',
		windowTokens: 200_000,
		known: 'transcript',
		cacheTtl: '5m',
		startedMinutesAgo: 15,
		lastMinutesAgo: 6,
		history: [{contextTokens: 33_000, requests: 9, compaction: null}],
		status: 'idle',
		active: false,
	},
	{
		...usual,
		name: 'legacy-import',
		cwd: '/home/dev/work/legacy',
		gitBranch: 'master',
		model: 'us.anthropic.claude-sonnet-4-6-v1:0',
		windowTokens: 200_000,
		known: 'statusline',
		cacheTtl: '5m',
		autoCompact: false,
		startedMinutesAgo: 176,
		lastMinutesAgo: 4.2,
		history: [{contextTokens: 157_000, requests: 44, compaction: null}],
		status: 'shell',
		active: false,
	},
	{
		...usual,
		name: 'release-notes',
		cwd: '/home/dev/work/api',
		model: 'claude-sonnet-5-5',
		known: 'transcript',
		startedMinutesAgo: 58,
		lastMinutesAgo: 26,
		history: [{contextTokens: 64_000, requests: 12, compaction: null}],
		status: null,
		active: false,
	},
];

export const prompts = [
	'Split the handler module and keep the public API as it is',
	'Why does the second run time out?',
	'Write the missing tests, then run them',
	'Now do the same for the other three endpoints',
	'Explain what changed since the last release',
	'请把清洗步骤拆成独立的函数',
	'Make it faster without changing the output',
	'/review',
	'Looks good. Update the changelog and stop there',
] as const;

export const subagents = [
	{type: 'Explore', description: 'Find every caller of the old handler'},
	{type: 'general-purpose', description: 'Compare three ways to shard the tests'},
	{type: 'Explore', description: 'List where the config is read'},
] as const;
