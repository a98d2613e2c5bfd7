/** Waits for the evidence of an action, and reports when there is none in time. */

import type {Outcome} from '../../core/action-log.ts';
import type {Session} from '../../core/session.ts';
import {changed, type Evidence, findEvidence, newCompaction, type Typed, unchanged} from '../evidence.ts';
import type {FreshStatus} from '../guards.ts';

export interface EvidenceDependencies {
	/** The session as ccmon knows it now; null when it is gone. */
	current(sessionKey: string): Session | null;
	/** Calls the listener on each change of the session. Returns a function that unsubscribes. */
	observe(sessionKey: string, onChange: () => void): () => void;
	freshStatus(session: Session): FreshStatus | null;
	now(): number;
	sleep(ms: number): Promise<void>;
	signal?: AbortSignal;
}

/** Called with the final outcome of a queued action. */
export type OnSettled = (outcome: Outcome) => void;

/** Milliseconds. A queued text is given up once the session has been idle this long without a sign of it. */
const evidenceMs = 90_000;
const queueMs = 3_600_000;
const lookMs = 1000;
const keyEvidenceMs = 10_000;
/** Telemetry reports the price of a compaction slightly later than the transcript shows it. */
const priceMs = 3000;

export interface Submitted extends Typed {
	/** A turn was running: the text was queued. */
	wasBusy: boolean;
	/** What else the user should know, e.g. that a draft could not be restored. */
	note: string | null;
	onSettled: OnSettled | undefined;
}

/** Resolves with `queued` for a queued action; `onSettled` is then called with its final outcome. */
export async function waitForEvidence(submitted: Submitted, deps: EvidenceDependencies): Promise<Outcome> {
	if (!submitted.wasBusy) return settle(submitted, evidenceMs, deps);
	if (submitted.onSettled) void settle(submitted, queueMs, deps).then(submitted.onSettled, () => undefined);
	return unchanged(submitted.before, 'queued', submitted.note);
}

async function settle(submitted: Submitted, forMs: number, deps: EvidenceDependencies): Promise<Outcome> {
	const {before, note} = submitted;
	const look = () => findEvidence(submitted, deps.current(before.key));
	const isIdleForLong = () => {
		const now = deps.current(before.key);
		return (
			(now?.state === 'idle' || now?.state === 'error') &&
			deps.now() - Math.max(now.stateSince ?? 0, submitted.enteredAt) > evidenceMs
		);
	};
	const evidence = await watch(before.key, look, {forMs, giveUp: isIdleForLong}, deps);
	const outcome = figures(submitted, evidence, deps);
	const reasons = [evidence ? evidence.reason : noSign(deps), note].filter(Boolean);
	return {...(await outcome), reason: reasons.length > 0 ? reasons.join('; ') : null};
}

const noSign = (deps: EvidenceDependencies) =>
	deps.signal?.aborted ? 'not waited for' : `not confirmed after ${evidenceMs / 1000} s`;

async function figures(typed: Typed, evidence: Evidence | null, deps: EvidenceDependencies): Promise<Outcome> {
	const {action, before} = typed;
	const compaction = () => newCompaction(typed, deps.current(before.key) ?? before);
	const isPriced = () => compaction()?.costUsd !== null || null;
	const done = evidence?.outcome === 'done';
	if (action === 'compact' && done && before.cost.basis === 'telemetry') {
		await watch(before.key, isPriced, {forMs: priceMs}, deps);
	}
	const outcome = changed(before, deps.current(before.key), evidence?.outcome ?? 'sent', null);
	const found = action === 'compact' && done ? compaction() : null;
	if (!found || !outcome.after) return outcome;
	return {
		...outcome,
		before: {...outcome.before, contextTokens: found.preTokens ?? outcome.before.contextTokens},
		after: {...outcome.after, contextTokens: found.postTokens ?? outcome.after.contextTokens},
		costUsd: found.costUsd,
	};
}

/** Looks immediately and after every change of the session until there is evidence. */
function watch<Seen>(
	key: string,
	look: () => Seen | null,
	{forMs, giveUp = () => false}: {forMs: number; giveUp?: () => boolean},
	deps: EvidenceDependencies,
): Promise<Seen | null> {
	return new Promise(resolve => {
		const ends: (() => void)[] = [];
		const finish = (seen: Seen | null) => {
			for (const end of ends.splice(0)) end();
			resolve(seen);
		};
		const check = () => {
			const seen = look();
			if (seen !== null) finish(seen);
		};
		const abort = () => finish(null);
		const timer = setTimeout(() => finish(look()), forMs);
		ends.push(() => clearTimeout(timer));
		const looking = setInterval(() => giveUp() && finish(look()), lookMs);
		ends.push(() => clearInterval(looking));
		ends.push(deps.observe(key, check));
		deps.signal?.addEventListener('abort', abort);
		ends.push(() => deps.signal?.removeEventListener('abort', abort));
		if (deps.signal?.aborted) abort();
		else check();
	});
}

/** For actions whose evidence is in the registry or the process table. */
export async function waitUntil(
	type: 'interrupt' | 'end',
	session: Session,
	deps: EvidenceDependencies,
	condition: () => boolean,
): Promise<Outcome> {
	const end = deps.now() + keyEvidenceMs;
	let holds = condition();
	while (!holds && deps.now() < end && !deps.signal?.aborted) {
		await deps.sleep(100);
		holds = condition();
	}
	const now = deps.current(session.key);
	if (holds) return changed(session, now, 'done', null);
	const still = type === 'end' ? 'it still runs' : 'it is still busy';
	return changed(session, now, 'sent', `${still} after ${keyEvidenceMs / 1000} s`);
}
