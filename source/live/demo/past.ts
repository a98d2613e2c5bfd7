/** The hours before the demo began, so that the first frame already has figures, history and compactions. */
import {type Actor, baseTokens} from './actor.ts';
import {prompts} from './cast.ts';
import type {Random} from './random.ts';

const requestsPerTurn = 6;

/** Plays the role's history, from `startedAt` to `lastAt`. */
export function playPast(actor: Actor, random: Random, startedAt: number, lastAt: number): void {
	const {history} = actor.role;
	const total = history.reduce((sum, chapter) => sum + chapter.requests, 0);
	const stepMs = (lastAt - startedAt) / (total + 1);
	let done = 0;
	let inTurn = 0;
	actor.background(startedAt + stepMs / 2, 'generate_session_title');
	for (const {contextTokens, requests, compaction} of history) {
		const grown = Math.max(0, contextTokens - actor.contextTokens()) / requests;
		for (let request = 0; request < requests; request++) {
			done++;
			const at = Math.round(startedAt + done * stepMs);
			inTurn = (inTurn % requestsPerTurn) + 1;
			if (inTurn === 1) actor.prompt(Math.round(at - stepMs / 4), random.pick(prompts));
			actor.answer(at, Math.round(grown));
			if (inTurn < requestsPerTurn) actor.runTool(at);
			else if (random.chance(0.6)) actor.background(Math.round(at + stepMs / 4), 'prompt_suggestion');
			if (actor.role.known !== 'transcript' && random.chance(0.06)) actor.delegate(at + 1);
			if (random.chance(0.08)) actor.classify(at + 1);
		}
		if (!compaction) continue;
		const at = Math.round(startedAt + done * stepMs + stepMs / 2);
		if (compaction === 'manual') {
			// Between two turns; an automatic one happens in the middle of a turn, which continues afterwards.
			actor.prompt(at - 20_000, '/compact');
			inTurn = 0;
		}
		actor.compact(at, compaction);
	}
	if (actor.contextTokens() > 3 * baseTokens && lastAt - startedAt > 1_800_000) {
		actor.background(Math.round(lastAt + 1), 'away_summary');
	}
}
