/** What a correct reader of a corpus must count, counted by the generator as it writes and not by reading back. */
import type {LedgerTotals} from './ledger.ts';
import type {WireUsage} from './stub-answer.ts';

export interface SessionTruth {
	cwd: string;
	/** Own requests only: those copied from the session it was forked from stay with that one. */
	main: LedgerTotals;
	subagents: LedgerTotals;
	forkedFrom: string | null;
	/** Input, cache creation and cache read of the last main request, or what the last compaction left if that came later. */
	contextTokens: number;
	compactions: number;
	/** `totalCostUSD` of its cost-state line. */
	reportedUsd: number;
}

export interface CorpusTruth {
	files: number;
	bytes: number;
	/** Distinct requests. */
	requests: number;
	total: LedgerTotals;
	/** By the model id as written. */
	byModel: Record<string, LedgerTotals>;
	/** By date in UTC. */
	byDay: Record<string, LedgerTotals>;
	bySession: Record<string, SessionTruth>;
	/** Forks hold copies of them; these are the distinct ones. */
	compactions: number;
	/** Lines that are not JSON, though they end in a line feed. */
	brokenLines: number;
	/** Files whose last line is not finished. */
	unfinishedLines: number;
}

export const noTotals = (): LedgerTotals => ({
	inputTokens: 0,
	outputTokens: 0,
	cacheReadInputTokens: 0,
	cacheCreation5mInputTokens: 0,
	cacheCreation1hInputTokens: 0,
	requests: 0,
});

export const noTruth = (): CorpusTruth => ({
	files: 0,
	bytes: 0,
	requests: 0,
	total: noTotals(),
	byModel: {},
	byDay: {},
	bySession: {},
	compactions: 0,
	brokenLines: 0,
	unfinishedLines: 0,
});

/** Counts one request everywhere it belongs. */
export function countRequest(
	truth: CorpusTruth,
	request: {model: string; at: number; usage: WireUsage; totals: LedgerTotals},
): void {
	const {model, at, usage, totals} = request;
	const day = new Date(at).toISOString().slice(0, 10);
	truth.byModel[model] ??= noTotals();
	truth.byDay[day] ??= noTotals();
	truth.requests++;
	for (const sum of [truth.total, truth.byModel[model], truth.byDay[day], totals]) {
		sum.inputTokens += usage.input_tokens;
		sum.outputTokens += usage.output_tokens;
		sum.cacheReadInputTokens += usage.cache_read_input_tokens;
		sum.cacheCreation5mInputTokens += usage.cache_creation.ephemeral_5m_input_tokens;
		sum.cacheCreation1hInputTokens += usage.cache_creation.ephemeral_1h_input_tokens;
		sum.requests++;
	}
}
