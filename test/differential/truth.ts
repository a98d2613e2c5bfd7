/** Compares what the reports say with what the made-up worlds have really spent. */
import {addInto, noUsage} from '../../source/claude/usage.ts';
import type {ConversationSpending} from '../../source/index/spending-rows.ts';
import type {Step} from '../support/spending-steps.ts';
import type {Batch, BatchWorld} from './batch.ts';
import {differences} from './figures.ts';

/** The total of a process that is killed, or of two that share a conversation, is not all of it. */
const hiding: readonly Step[] = ['kill', 'another'];

/** A line each. */
export function faultsOf({worlds}: Batch, spending: readonly ConversationSpending[]): string[] {
	const bySession = new Map(spending.map(one => [one.sessionId, one]));
	return worlds.flatMap(world => {
		const paid = new Set(world.truth.sessionIds());
		const others = world.written.flatMap(({event}) =>
			'sessionId' in event && !paid.has(event.sessionId) && bySession.has(event.sessionId) ? [event.sessionId] : [],
		);
		return [
			...[...paid].flatMap(sessionId => {
				const spent = bySession.get(sessionId);
				return spent ? faultsOfConversation(world, spent) : [];
			}),
			...new Set(others.map(sessionId => `report ≠ truth: ${sessionId}: nothing was spent in it`)),
		];
	});
}

function faultsOfConversation({truth, script, habits, isLossy}: BatchWorld, spent: ConversationSpending): string[] {
	const {sessionId, pieces, partial} = spent;
	const {totalUsd} = truth.spent({sessionId});
	const usd = pieces.reduce((sum, {costUsd}) => sum + (costUsd ?? 0), 0);
	const faults: string[] = [];
	const say = (text: string) => faults.push(`report ≠ truth: ${sessionId}: ${text}`);
	const isPriced = habits.answered !== 'glm-4.6' && habits.check.asked !== 'glm-4.6';
	const asksForPriced = habits.asked !== 'glm-4.6' && habits.check.asked !== 'glm-4.6';
	// A status line alone does not say which of its dollars are a guess, but for the lines' own model.
	const isSaved = habits.totals && !script.some(step => hiding.includes(step));
	const isGuessKnown =
		isPriced || (!habits.hasCostOnLines && (asksForPriced || isSaved || (habits.telemetry && !isLossy)));
	if (isGuessKnown && usd > totalUsd + 1e-7) say(`$${usd}, spent were $${totalUsd}`);
	// What came after the last status line is nowhere, where no total is written at the end and telemetry's end was lost.
	const isReported = habits.totals || (habits.telemetry && !isLossy);
	if (
		isPriced &&
		isReported &&
		!partial &&
		!script.some(step => hiding.includes(step)) &&
		Math.abs(usd - totalUsd) > 1e-4
	) {
		say(`$${usd} and called whole, spent were $${totalUsd}`);
	}
	if (script.includes('interrupt')) return faults;
	// What is on disk line by line is known to the token.
	const known = {...noUsage};
	for (const {purpose, isSurplus, usage} of pieces)
		if (usage && !isSurplus && (purpose === 'main' || purpose === 'subagent')) addInto(known, usage);
	const inLines = truth.usageOf(sessionId, ['main', 'subagent']);
	for (const text of differences(known, inLines)) say(`tokens of main and subagents, ${text}`);
	return faults;
}
