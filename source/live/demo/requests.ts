/** The events for a request of a made-up session, as the real sources would emit them. */
import {costOf, isLargePrompt, priceClassOf} from '../../accounting/cost.ts';
import type {Emit, RequestSeen} from '../../claude/events.ts';
import type {Purpose} from '../../claude/telemetry/purpose.ts';
import {cacheCreationTokens, noUsage, type TokenUsage} from '../../claude/usage.ts';
import type {Role} from './cast.ts';
import type {Random} from './random.ts';

export interface RequestFacts {
	sessionId: string;
	at: number;
	model: string;
	purpose: Purpose;
	cause?: string | null;
	agentId?: string | null;
	usage: Partial<TokenUsage>;
	durationMs: number;
}

const sources: Record<Purpose, 'main' | 'subagent' | 'auxiliary'> = {
	main: 'main',
	subagent: 'subagent',
	compaction: 'auxiliary',
	background: 'auxiliary',
};

/** The first letters of a message id tell Bedrock's messages from Anthropic's, as in real transcripts. */
function messagePrefix(model: string): string {
	return model.includes('anthropic.') ? 'msg_bdrk_' : 'msg_';
}

export interface DemoRequests {
	/** Emits the request by every source that would see it; its price, or 0 without one. */
	make(facts: RequestFacts): number;
}

export function createDemoRequests(role: Role, emit: Emit, random: Random): DemoRequests {
	return {
		make({cause = null, agentId = null, ...facts}) {
			const usage = {...noUsage, ...facts.usage};
			const priced = {model: facts.model, speed: 'standard', inferenceGeo: null} as const;
			const costUsd = costOf(priceClassOf(priced, isLargePrompt(priced.model, usage)), usage);
			const request: RequestSeen = {
				type: 'request',
				origin: 'transcript',
				...priced,
				sessionId: facts.sessionId,
				messageId: `${messagePrefix(facts.model)}demo${random.hex(16)}`,
				requestId: `req_demo${random.hex(16)}`,
				at: facts.at,
				usage,
				lastIterationTokens: null,
				purpose: facts.purpose,
				cause,
				agentId,
				costUsd: null,
				durationMs: null,
			};
			// Hidden requests are in no transcript: only telemetry reports them.
			if (facts.purpose === 'main' || facts.purpose === 'subagent') emit(request);
			if (role.known !== 'telemetry') return costUsd ?? 0;
			const {durationMs} = facts;
			emit({...request, origin: 'telemetry', messageId: null, agentId: null, costUsd, durationMs});
			emit({
				type: 'metric',
				sessionId: facts.sessionId,
				model: facts.model,
				querySource: sources[facts.purpose],
				at: facts.at,
				costUsd: costUsd ?? 0,
				inputTokens: usage.inputTokens,
				outputTokens: usage.outputTokens,
				cacheReadTokens: usage.cacheReadInputTokens,
				cacheCreationTokens: cacheCreationTokens(usage),
			});
			return costUsd ?? 0;
		},
	};
}
