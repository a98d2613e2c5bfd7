/** A made-up session: what it can do, at a given time in the past or now. */
import type {Emit, ProcessStatus} from '../../claude/events.ts';
import {autoCompactDefaults} from '../../claude/settings/auto-compact.ts';
import type {RateLimits} from '../../claude/statusline/rate-limits.ts';
import {noGit} from '../../claude/turn.ts';
import {type Role, subagents} from './cast.ts';
import type {Random} from './random.ts';
import {createDemoRequests} from './requests.ts';
import {demoTurn} from './turns.ts';

/** System prompt, tools and memory files: what every new conversation begins with. */
export const baseTokens = 17_400;
const smallModel = 'claude-haiku-4-5-20251001';
const ttlMs = {'5m': 300_000, '1h': 3_600_000} as const;

export interface Stage {
	emit: Emit;
	random: Random;
	configDir: string;
	/** Not a pid that a process could have. */
	pid: number;
	/** The plan's limits, shared by all; they rise as money is spent. */
	spend(costUsd: number, at: number): RateLimits;
}

export interface Actor {
	readonly role: Role;
	status(): ProcessStatus | null;
	contextTokens(): number;
	setStatus(at: number, status: ProcessStatus, waitingFor?: string): void;
	prompt(at: number, text: string): void;
	/** The model answers; the history grows by `grownTokens`. */
	answer(at: number, grownTokens: number): void;
	/** A tool ran: files were touched and results joined the history. */
	runTool(at: number): void;
	delegate(at: number): void;
	/** A hidden request, by Claude Code's word for it. */
	background(at: number, cause: string): void;
	/** Auto mode judges a tool call: only the metrics know what that cost. */
	classify(at: number): void;
	compact(at: number, trigger: 'manual' | 'auto'): void;
	clear(at: number): void;
}

export function createActor(role: Role, stage: Stage, startedAt: number): Actor {
	const {emit, random, configDir, pid} = stage;
	const requests = createDemoRequests(role, emit, random);
	const newId = () => [8, 4, 4, 4, 12].map(length => random.hex(length)).join('-');
	let sessionId = newId();
	let status: ProcessStatus | null = role.status === null ? null : 'idle';
	let waitingFor: string | null = null;
	let statusSince = startedAt;
	let turnStartedAt = startedAt;
	let context = baseTokens;
	let cachedUntil = 0;
	let reportedUsd = 0;
	const path = () => `${configDir}/projects/${role.cwd.replace(/[^A-Za-z0-9]/g, '-')}/${sessionId}.jsonl`;
	const cacheCreation = (tokens: number) =>
		role.cacheTtl === '1h' ? {cacheCreation1hInputTokens: tokens} : {cacheCreation5mInputTokens: tokens};

	function showProcess(): void {
		if (status === null) return;
		const {name, cwd, kind} = role;
		const jobId = kind === 'bg' ? sessionId.slice(0, 8) : null;
		const process = {configDir, pid, procStart: 'demo', sessionId, kind, status, waitingFor, name, cwd, jobId};
		emit({
			type: 'process.seen',
			process: {...process, startedAt, statusSince, version: '2.1.330', tmux: null, runsElsewhere: false},
		});
	}

	function open(at: number): void {
		const {cwd, gitBranch, name} = role;
		emit({type: 'conversation.seen', sessionId, configDir, path: path(), cwd, gitBranch, title: name, at});
		if (role.known === 'telemetry') emit({type: 'telemetry.coverage', sessionId, fromStart: true, lostEvents: 0});
		showProcess();
	}

	/** Sessions with a status line also report their spending in Claude Code's own total. */
	function spent(costUsd: number, at: number): void {
		const limits = stage.spend(costUsd, at);
		reportedUsd += costUsd;
		if (role.known === 'transcript') return;
		const cache = cachedUntil > 0 ? {expiresAt: cachedUntil, ttl: role.cacheTtl} : null;
		const {model, windowTokens, name} = role;
		emit({
			type: 'statusline',
			sessionId,
			configDir,
			at,
			model,
			windowTokens,
			contextTokens: context,
			cache,
			limits,
			name,
			git: {...noGit, ...role.git},
		});
		emit({type: 'reported', origin: 'statusline', sessionId, at, totalCostUsd: reportedUsd, byModel: null});
	}

	function hidden(at: number, purpose: 'background' | 'compaction', cause: string | null, outputTokens: number): void {
		const model = purpose === 'background' ? smallModel : role.model;
		const read = purpose === 'background' ? {inputTokens: random.between(900, 2600)} : {cacheReadInputTokens: context};
		const usage = {...read, outputTokens};
		spent(requests.make({sessionId, at, model, purpose, cause, usage, durationMs: 900 + outputTokens * 8}), at);
	}

	open(startedAt);
	if (!role.autoCompact) {
		emit({type: 'autocompact', configDir, pid, settings: {...autoCompactDefaults, enabled: false}});
	}

	return {
		role,
		status: () => status,
		contextTokens: () => context,
		setStatus(at, next, reason) {
			// A turn goes on while it waits, and is over when it has ended.
			if (status !== 'busy' && status !== 'waiting') turnStartedAt = at;
			status = next;
			statusSince = at;
			waitingFor = reason ?? null;
			emit({type: 'turn', sessionId, agentId: null, turn: demoTurn(next, {startedAt: turnStartedAt, at}, random)});
			showProcess();
		},
		prompt(at, text) {
			const command = /^\/(\w+)/.exec(text)?.[1] ?? null;
			emit({type: 'prompt', sessionId, at, id: newId(), human: true, text, command});
		},
		answer(at, grownTokens) {
			const isWarm = at < cachedUntil;
			const cached = isWarm ? context : baseTokens - 2000;
			context += grownTokens;
			const read = Math.min(cached, context - 4);
			cachedUntil = at + ttlMs[role.cacheTtl];
			const outputTokens = random.between(120, 1400);
			const usage = {inputTokens: 4, outputTokens, cacheReadInputTokens: read, ...cacheCreation(context - read - 4)};
			const durationMs = 800 + outputTokens * 12;
			spent(requests.make({sessionId, at, model: role.model, purpose: 'main', usage, durationMs}), at);
		},
		runTool(at) {
			const files = [`${role.cwd}/src/${random.pick(['server', 'router', 'cache', 'index', 'schema', 'utils'])}.ts`];
			emit({type: 'tool.use', sessionId, path: path(), toolResultBytes: random.between(400, 24_000), files});
			emit({type: 'conversation.seen', sessionId, configDir, at});
		},
		delegate(at) {
			const {type: agentType, description} = random.pick(subagents);
			const agentId = random.hex(8);
			emit({type: 'subagent', sessionId, agentId, agentType, description, finished: false});
			for (const share of [0, 1, 2]) {
				const usage = {inputTokens: 9, outputTokens: 300, cacheReadInputTokens: 9000 * share, ...cacheCreation(8000)};
				const facts = {sessionId, at: at + share, model: smallModel, usage, durationMs: 2100};
				spent(requests.make({...facts, purpose: 'subagent', agentId}), at + share);
			}
			emit({type: 'subagent', sessionId, agentId, agentType, description, finished: true});
		},
		background: (at, cause) => hidden(at, 'background', cause, random.between(20, 90)),
		classify(at) {
			if (role.known !== 'telemetry') return;
			emit({type: 'classifier', sessionId, at});
			const tokens = {inputTokens: 2200, outputTokens: 30, cacheReadTokens: 0, cacheCreationTokens: 0};
			const metric = {model: 'claude-sonnet-5[1m]', querySource: 'auxiliary', costUsd: 0.0047} as const;
			emit({type: 'metric', sessionId, at, ...metric, ...tokens});
			spent(metric.costUsd, at);
		},
		compact(at, trigger) {
			const preTokens = context;
			hidden(at, 'compaction', null, random.between(1800, 3200));
			context = baseTokens + random.between(2500, 6500);
			cachedUntil = 0;
			const sizes = {preTokens, postTokens: context, durationMs: random.between(9000, 31_000)};
			emit({type: 'compaction', sessionId, at, id: newId(), trigger, ...sizes, agentId: null});
		},
		clear(at) {
			sessionId = newId();
			context = baseTokens;
			cachedUntil = 0;
			reportedUsd = 0;
			statusSince = at;
			open(at);
		},
	};
}
