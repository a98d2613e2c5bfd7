/** Tokens and requests per minute beside what is recommended. */

import type {Rate} from '../../accounting/rates.ts';
import {clean} from '../../claude/clean.ts';
import type {FleetTotals} from '../../core/fleet.ts';
import {formatTokens} from '../../core/format.ts';
import {fullName} from '../../core/hosts/host.ts';
import type {Range, RecommendedRate} from '../../core/reference.ts';
import {compareWithRange} from '../../core/reference.ts';
import type {Session} from '../../core/session.ts';
import type {SmallColumn} from '../table-layout.ts';
import {rightColumn} from '../tables.ts';

export interface RateRow {
	name: string;
	live: Rate;
	peak: Rate;
}

const mostSessions = 10;

/** All sessions together, then those with requests, the busiest first. */
export function rateRows(sessions: Iterable<Session>, totals: FleetTotals): RateRow[] {
	const rows = [...sessions]
		.filter(({peak}) => peak.requestsPerMinute > 0)
		.map(session => ({name: clean(fullName(session)), live: session, peak: session.peak}))
		.sort((a, b) => b.live.tokensPerMinute - a.live.tokensPerMinute || b.peak.tokensPerMinute - a.peak.tokensPerMinute);
	return [{name: 'all sessions', live: totals, peak: totals.peak}, ...rows.slice(0, mostSessions)];
}

export const rateColumns = (width: number): readonly SmallColumn<RateRow>[] => [
	{title: 'SESSION', align: 'left', max: width >= 70 ? 36 : 12, text: ({name}) => name},
	rightColumn('TOK/MIN', ({live}) => formatTokens(live.tokensPerMinute)),
	rightColumn('PEAK', ({peak}) => formatTokens(peak.tokensPerMinute)),
	rightColumn('REQ/MIN', ({live}) => formatTokens(live.requestsPerMinute)),
	rightColumn('PEAK', ({peak}) => formatTokens(peak.requestsPerMinute)),
];

const span = ([low, high]: Range, format: (value: number) => string) => `${format(low)}–${format(high)}`;

/** `200k–300k tokens` */
export const recommendedTokens = ({tokensPerMinute}: RecommendedRate) =>
	`${span(tokensPerMinute, formatTokens)} tokens`;

/** `200k–300k tokens and 5–7 requests` */
export function recommendationWords(rate: RecommendedRate): string {
	const {requestsPerMinute} = rate;
	const tokens = recommendedTokens(rate);
	return requestsPerMinute ? `${tokens} and ${span(requestsPerMinute, String)} requests` : tokens;
}

/** What is recommended for the team, and how this machine's busiest minute of today compares with it. */
export function recommendationText(rate: RecommendedRate, {peak}: FleetTotals): string {
	const [from, to] = rate.users;
	const team = Number.isFinite(to) ? `${from}–${to}` : `${from} and more`;
	const tokens = compareWithRange(peak.tokensPerMinute, rate.tokensPerMinute);
	const documented = `Recommended per user in a team of ${team}: ${recommendationWords(rate)} a minute.`;
	const requests = rate.requestsPerMinute && compareWithRange(peak.requestsPerMinute, rate.requestsPerMinute);
	const verdict =
		requests === null || requests === tokens
			? `Today's peak is ${tokens} that`
			: `Today's peak of tokens is ${tokens} that, of requests ${requests}`;
	return `${documented} ${verdict}. Cache reads do not count.`;
}
