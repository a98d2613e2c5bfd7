/** What was spent since a time, by conversation. */
import {quarterMs} from '../../index/schema.ts';
import type {SessionSpending} from './read-spending.ts';

export interface SpentSession {
	sessionId: string;
	name: string;
	usd: number;
}

/**
 * Dollars since a time (ms), to the quarter of an hour; conversations that cost nothing are left out. `configDir`: only
 * those of this folder.
 */
export function spentSince(
	spending: readonly SessionSpending[],
	at: number,
	configDir: string | null = null,
): SpentSession[] {
	const from = Math.floor(at / quarterMs);
	return spending.flatMap(({session, spent}) => {
		if (configDir !== null && session.configDir !== configDir) return [];
		let usd = 0;
		for (const {quarter, costUsd} of spent) if (quarter >= from) usd += costUsd ?? 0;
		return usd > 0 ? [{sessionId: session.sessionId, name: session.title ?? session.sessionId, usd}] : [];
	});
}

export const sumOf = (sessions: readonly {usd: number}[]): number => sessions.reduce((sum, {usd}) => sum + usd, 0);
