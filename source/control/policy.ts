/**
 * The policy "compact idle sessions at N % of the threshold while the cache is warm". Off unless configured. A warm cache
 * makes the compaction itself cheap; the same compaction after the cache has expired writes the whole history again.
 */

import type {Outcome} from '../core/action-log.ts';
import type {Policy} from '../core/config/config.ts';
import {policyPercent} from '../core/policy-rules.ts';
import type {Session} from '../core/session.ts';

/** Milliseconds. */
const idleMs = 60_000;
/** The compaction must be done before the cache is cold. */
const warmMarginMs = 30_000;
const retryMs = 600_000;
/** Claude Code compacts some idle sessions itself: the policy leaves them alone this long before that. */
const handoverMs = 180_000;

/** Whether the policy would compact this session now. Not within a minute after its turn: somebody may still be reading. */
export function isDue(policy: Policy, session: Session, now: number): boolean {
	const percent = policyPercent(policy, session.cwd);
	const {tokens, thresholdTokens, idleCompactionAt} = session.context;
	if (percent === null || tokens === null || thresholdTokens === null) return false;
	if (session.state !== 'idle' || session.control === null) return false;
	if (now - (session.stateSince ?? now) < idleMs) return false;
	if (session.cache === null || session.cache.expiresAt - now < warmMarginMs) return false;
	if (idleCompactionAt !== null && now >= idleCompactionAt - handoverMs) return false;
	return tokens >= (thresholdTokens * percent) / 100;
}

export interface PolicyPorts {
	policy: Policy;
	sessions(): Iterable<Session>;
	now(): number;
	/** Compacts through the guards, refusing if the box has a draft, and logs it. */
	compact(session: Session): Promise<Outcome>;
}

export interface PolicyRunner {
	/** Looks at all sessions; called when something has changed, or every few seconds. */
	look(): void;
	/** The user stopped or resumed the policy. */
	toggle(): void;
	isStopped(): boolean;
}

export function createPolicy(ports: PolicyPorts): PolicyRunner {
	/** When a session may be tried again, and how many tokens it had at the last attempt. */
	const tried = new Map<string, {until: number; tokens: number | null}>();
	let stopped = false;

	const tryOne = async (session: Session) => {
		tried.set(session.key, {until: Number.POSITIVE_INFINITY, tokens: session.context.tokens});
		const {outcome} = await ports.compact(session);
		// Nothing to compact, or not confirmed: retry only once the conversation has grown.
		const until = outcome === 'refused' ? ports.now() + retryMs : Number.POSITIVE_INFINITY;
		tried.set(session.key, {until, tokens: session.context.tokens});
	};

	return {
		look() {
			if (stopped) return;
			const now = ports.now();
			for (const session of ports.sessions()) {
				if (!isDue(ports.policy, session, now)) continue;
				const last = tried.get(session.key);
				if (last && now < last.until && last.tokens === session.context.tokens) continue;
				void tryOne(session);
			}
		},
		toggle() {
			stopped = !stopped;
		},
		isStopped: () => stopped,
	};
}
