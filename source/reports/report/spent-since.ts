/** What was spent since a time, by conversation. */
import {quarterMs} from '../../accounting/spending.ts';
import type {ConversationSpending} from '../../index/spending-rows.ts';

export interface SpentSession {
	sessionId: string;
	name: string;
	usd: number;
}

/**
 * Dollars since a time (ms), to the quarter of an hour, without conversations that cost nothing. `configDir`: only
 * those of this folder.
 */
export function spentSince(
	spending: readonly ConversationSpending[],
	at: number,
	configDir: string | null = null,
): SpentSession[] {
	const from = Math.floor(at / quarterMs);
	return spending.flatMap(({sessionId, title, configDir: own, pieces}) => {
		if (configDir !== null && own !== configDir) return [];
		let usd = 0;
		for (const {quarter, costUsd} of pieces) if (quarter >= from) usd += costUsd ?? 0;
		return usd > 0 ? [{sessionId, name: title ?? sessionId, usd}] : [];
	});
}
