/** Hand-made events for tests of the ledger and of what shows it. Times are ms after a fixed noon. */
import type {CompactionSeen, ProcessInfo, PromptSeen, RequestSeen, SessionEvent} from '../../source/claude/events.ts';
import {noUsage, type TokenUsage} from '../../source/claude/usage.ts';
import {createLedger, type Ledger} from '../../source/core/ledger.ts';
import type {Session} from '../../source/core/session.ts';

export const noon = Date.UTC(2026, 10, 22, 12);

/** 7 input, 30 output, 11,108 cache read, 2,777 written for five minutes: $0.0167346 with Opus 5.5. */
export const turnUsage: TokenUsage = {
	...noUsage,
	inputTokens: 7,
	outputTokens: 30,
	cacheReadInputTokens: 11_108,
	cacheCreation5mInputTokens: 2777,
};
export const turnUsd = 0.0167346;

export function request(fields: Partial<RequestSeen> & {n: number}): RequestSeen {
	const {n, ...rest} = fields;
	return {
		type: 'request',
		origin: 'transcript',
		sessionId: 'one',
		messageId: `msg_${n}`,
		requestId: `req_${n}`,
		at: noon + n * 1000,
		model: 'claude-opus-5-5',
		speed: 'standard',
		inferenceGeo: null,
		usage: turnUsage,
		lastIterationTokens: null,
		purpose: 'main',
		cause: null,
		agentId: null,
		costUsd: null,
		durationMs: null,
		...rest,
	};
}

export const compaction = ({n, ...fields}: Partial<CompactionSeen> & {n: number}): CompactionSeen => ({
	type: 'compaction',
	sessionId: 'one',
	at: noon + n * 1000,
	id: `compact_${n}`,
	trigger: 'manual',
	preTokens: 186_000,
	postTokens: 14_000,
	durationMs: 400,
	agentId: null,
	...fields,
});

export const prompt = ({n, ...fields}: Partial<PromptSeen> & {n: number}): PromptSeen => ({
	type: 'prompt',
	sessionId: 'one',
	at: noon + n * 1000,
	id: `prompt_${n}`,
	human: true,
	text: `do ${n}`,
	command: null,
	...fields,
});

/** The same request as telemetry reports it. */
export function fromTelemetry(fields: Partial<RequestSeen> & {n: number}): RequestSeen {
	return request({
		origin: 'telemetry',
		messageId: null,
		costUsd: turnUsd,
		durationMs: 500,
		...fields,
	});
}

export function process(fields: Partial<ProcessInfo> = {}): SessionEvent {
	return {
		type: 'process.seen',
		process: {
			configDir: '/home/dev/.claude',
			pid: 100,
			procStart: '5000',
			sessionId: 'one',
			kind: 'interactive',
			status: 'idle',
			waitingFor: null,
			name: 'api',
			cwd: '/home/dev/api',
			startedAt: noon,
			statusSince: noon,
			version: '2.1.330',
			tmux: null,
			jobId: null,
			runsElsewhere: false,
			...fields,
		},
	};
}

export function ledgerOf(events: Iterable<SessionEvent>, now = noon + 600_000): Ledger {
	const ledger = createLedger({dayOf: at => new Date(at).toISOString().slice(0, 10)});
	for (const event of events) ledger.apply(event, now);
	return ledger;
}

export function sessionOf(events: Iterable<SessionEvent>, sessionId = 'one', now = noon + 600_000): Session {
	const session = [...ledgerOf(events, now).sessions(now).values()].find(one => one.sessionId === sessionId);
	if (!session) throw new Error(`no session ${sessionId}`);
	return session;
}
