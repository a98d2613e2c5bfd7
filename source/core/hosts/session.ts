/**
 * A session in a message: the object of `ccmon --once --json`, its key, and what else is needed to show it. What is
 * checked here comes from another machine.
 */
import * as v from 'valibot';
import {basis, count, duration, list, share, text, time, tokens, usd, whole, word} from './fields.ts';

const rate = v.object({tokensPerMinute: count, requestsPerMinute: count});
const httpStatus = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(999)));

/** What the detail of a session shows beyond the JSON output. */
const detail = {
	/** The kernel's start time of the process: together with the pid it is one process. */
	procStart: v.nullable(whole(200)),
	stateSince: v.nullable(time),
	modelName: v.nullable(text(200)),
	provider: word(['anthropic', 'bedrock', 'vertex'], 'anthropic'),
	version: v.nullable(text(100)),
	/** The id that `claude attach` takes. */
	jobId: v.nullable(whole(200)),
	/** `session:@window.%pane` */
	tmux: v.nullable(whole(1000)),
	/** Why no keys reach it; null: they do. */
	controlHint: v.nullable(text()),
	turn: v.object({
		startedAt: v.nullable(time),
		end: v.nullable(word(['finished', 'interrupted', 'error'], 'finished')),
		retry: v.nullable(v.object({attempt: count, of: v.nullable(count), status: httpStatus})),
		todos: v.nullable(v.object({done: count, all: count})),
		queuedPrompts: count,
	}),
	/** The call that waits for an answer: its id, which an answer names, and all of it as lines. */
	waitingCall: v.nullable(v.object({id: whole(200), detail: list(text(4000), 100), at: v.nullable(time)})),
	lastPrompt: v.nullable(v.object({at: time, text: v.nullable(text(4000)), count})),
	lastNotice: v.nullable(v.object({at: time, id: whole(200), text: text(4000)})),
	/** Context tokens of the latest requests, oldest first. */
	contextHistory: list(count, 500),
	seenCompactions: count,
	idleCompactionAt: v.nullable(time),
	unpricedModels: list(text(200), 100),
	costByModel: list(
		v.object({
			model: text(200),
			name: text(200),
			usage: v.object(tokens),
			requests: count,
			costUsd: v.nullable(usd),
		}),
		100,
	),
	subagents: list(
		v.object({
			agentId: text(200),
			agentType: v.nullable(text(200)),
			description: v.nullable(text()),
			finished: v.nullable(v.boolean()),
			requests: count,
			usage: v.object(tokens),
			costUsd: v.nullable(usd),
			lastAt: v.nullable(time),
		}),
		200,
	),
	compactions: list(
		v.object({
			id: text(200),
			at: time,
			trigger: word(['manual', 'auto'], 'manual'),
			preTokens: v.nullable(count),
			postTokens: v.nullable(count),
			durationMs: v.nullable(duration),
			costUsd: v.nullable(usd),
			paysOffAfterMessages: v.nullable(count),
			messagesSince: count,
		}),
		200,
	),
	next: v.object({warmUsd: v.nullable(usd), coldUsd: v.nullable(usd)}),
	drivers: v.object({
		mainRequests: count,
		toolResultBytes: count,
		filesTouched: count,
		cacheMisses: count,
		cacheMissUsd: v.nullable(usd),
	}),
	requestsPerMinute: count,
	peak: rate,
	/** Last lines of a headless session. */
	output: list(text(4000), 100),
};

const fields = {
	sessionId: whole(200),
	name: text(),
	cwd: v.nullable(whole()),
	configDir: whole(),
	pid: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
	kind: word(['interactive', 'bg', 'headless'], 'interactive'),
	state: word(['idle', 'busy', 'waiting', 'shell', 'error', 'exited', 'unknown'], 'unknown'),
	waitingFor: v.nullable(text()),
	waiting: v.nullable(
		v.object({
			kind: word(['permission', 'question', 'plan', 'other'], 'other'),
			tool: v.nullable(text(200)),
			summary: v.nullable(text()),
			since: v.nullable(time),
		}),
	),
	now: v.nullable(v.object({tool: v.nullable(text(200)), summary: v.nullable(text()), since: v.nullable(time)})),
	turnStartedAt: v.nullable(time),
	lastError: v.nullable(v.object({status: httpStatus, message: text(), at: time})),
	git: v.object({
		branch: v.nullable(text()),
		worktree: v.nullable(text()),
		linesAdded: v.nullable(count),
		linesRemoved: v.nullable(count),
		pullRequest: v.nullable(v.object({number: count, url: v.nullable(text()), state: v.nullable(text(100))})),
	}),
	model: v.nullable(text(200)),
	startedAt: v.nullable(time),
	lastActivityAt: v.nullable(time),
	context: v.object({
		tokens: v.nullable(count),
		windowTokens: v.nullable(count),
		fill: v.nullable(share),
		thresholdTokens: v.nullable(count),
		thresholdBasis: v.nullable(word(['set', 'seen', 'expected'], 'expected')),
		autoCompact: v.boolean(),
		basis,
	}),
	usage: v.object({...tokens, requests: count}),
	cost: v.object({
		totalUsd: v.nullable(usd),
		mainUsd: v.nullable(usd),
		subagentUsd: v.nullable(usd),
		compactionUsd: v.nullable(usd),
		backgroundUsd: v.nullable(usd),
		idleUsd: v.nullable(usd),
		basis,
		partial: v.boolean(),
		prices: v.nullable(word(['list', 'managed', 'config'], 'list')),
	}),
	background: list(
		v.object({
			cause: text(200),
			requests: v.nullable(count),
			tokens: v.nullable(count),
			costUsd: v.nullable(usd),
			idleRequests: count,
			idleUsd: v.nullable(usd),
			lastAt: v.nullable(time),
			model: v.nullable(text(200)),
		}),
		200,
	),
	cache: v.nullable(v.object({expiresAt: time, ttl: word(['5m', '1h'], '5m')})),
	tokensPerMinute: count,
	control: v.nullable(whole(1000)),
};

/** Identifies a session while it is listed: its process, or its conversation once the process has ended. */
const key = whole(5000);

/** A complete session. */
export const sessionSchema = v.object({key, ...fields, detail: v.object(detail)});

/** A session's changed fields, and within `detail` the changed ones. A new session is sent complete. */
export const changedSessionSchema = v.object({
	key,
	...v.partial(v.object(fields)).entries,
	detail: v.optional(v.partial(v.object(detail))),
});

/** As it is sent: times are ISO 8601. */
export type SentSession = v.InferInput<typeof sessionSchema>;
/** As it is received: times are ms since the epoch, by the clock of the machine that it runs on. */
export type HostSession = v.InferOutput<typeof sessionSchema>;
export type ChangedSession = v.InferOutput<typeof changedSessionSchema>;

/** Null: no session of this key is known, and the change is not a complete one. */
export function applyChange(before: HostSession | undefined, change: ChangedSession): HostSession | null {
	if (!before) return isWhole(change) ? change : null;
	// JSON has no undefined: a field is there with a value, or not at all.
	return {...before, ...change, detail: {...before.detail, ...change.detail}} as HostSession;
}

function isWhole(change: ChangedSession): change is HostSession {
	const has = (object: object, names: object) => Object.keys(names).every(name => name in object);
	return has(change, fields) && change.detail !== undefined && has(change.detail, detail);
}

export const totalsSchema = v.object({
	todayUsd: v.nullable(usd),
	todayBackgroundUsd: v.nullable(usd),
	todayIdleUsd: v.nullable(usd),
	usdPerHour: v.nullable(usd),
	tokensPerMinute: count,
	requestsPerMinute: count,
	/** Of today's busiest minute. */
	peak: rate,
	basis,
	partial: v.boolean(),
	unpricedModels: v.optional(list(text(200), 100), []),
});

const limitWindow = v.nullable(v.object({usedPercentage: v.nullable(share), resetsAt: time}));

/** The limits of one account's plan. */
export const planSchema = v.object({
	/** The same text for the same account on every machine, and no name of it; null: not known. */
	account: v.nullable(whole(100)),
	configDir: whole(),
	/** When it was reported. */
	at: time,
	fiveHour: limitWindow,
	sevenDay: limitWindow,
});

export const problemSchema = v.object({path: text(4096), message: text(2000), count});

export type SentTotals = v.InferInput<typeof totalsSchema>;
export type SentPlan = v.InferInput<typeof planSchema>;
export type SentProblem = v.InferInput<typeof problemSchema>;
