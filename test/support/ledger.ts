/** Sums over the stub's ledger, in the words of ccmon's JSON output. */
import type {LedgerEntry} from './anthropic-stub.ts';
import type {WireUsage} from './stub-answer.ts';
import type {StubPurpose} from './stub-purpose.ts';

export interface LedgerTotals {
	inputTokens: number;
	outputTokens: number;
	cacheReadInputTokens: number;
	cacheCreation5mInputTokens: number;
	cacheCreation1hInputTokens: number;
	requests: number;
}

/** What transcripts can know: titles, compactions and classifiers leave no line in them. */
export const inTranscripts: readonly StubPurpose[] = ['main', 'subagent'];

/** Totals of the entries that match; every filter that is left out matches all. */
export function ledgerTotals(
	ledger: readonly LedgerEntry[],
	filter: {sessionId?: string; purposes?: readonly StubPurpose[]} = {},
): LedgerTotals {
	const matching = ledger.filter(
		entry =>
			(filter.sessionId === undefined || entry.sessionId === filter.sessionId) &&
			(filter.purposes === undefined || filter.purposes.includes(entry.purpose)),
	);
	const sum = (figure: (usage: WireUsage) => number) => matching.reduce((total, {usage}) => total + figure(usage), 0);
	return {
		inputTokens: sum(usage => usage.input_tokens),
		outputTokens: sum(usage => usage.output_tokens),
		cacheReadInputTokens: sum(usage => usage.cache_read_input_tokens),
		cacheCreation5mInputTokens: sum(usage => usage.cache_creation.ephemeral_5m_input_tokens),
		cacheCreation1hInputTokens: sum(usage => usage.cache_creation.ephemeral_1h_input_tokens),
		requests: matching.length,
	};
}

/** Tokens in the context after the last main request of a conversation: input, cache creation and cache read. */
export function ledgerContext(ledger: readonly LedgerEntry[], sessionId: string): number {
	const last = ledger.findLast(entry => entry.sessionId === sessionId && entry.purpose === 'main');
	if (!last) throw new Error(`no main request of ${sessionId} in the ledger`);
	const {usage} = last;
	return usage.input_tokens + usage.cache_creation_input_tokens + usage.cache_read_input_tokens;
}

/** Dollars at the prices of Opus 5.5, written out here once more so that the price table is tested, too. */
export function ledgerUsd(sum: LedgerTotals): number {
	return (
		(4 * sum.inputTokens +
			5 * sum.cacheCreation5mInputTokens +
			8 * sum.cacheCreation1hInputTokens +
			0.2 * sum.cacheReadInputTokens +
			20 * sum.outputTokens) /
		1e6
	);
}
