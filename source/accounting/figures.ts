/** What was spent, as the screen, the JSON and the reports show it. All money is US dollars. */
import type {SubagentSeen} from '../claude/events.ts';
import type {TokenUsage} from '../claude/usage.ts';

/** How a figure is known; the first is the most exact. */
export type Basis = 'telemetry' | 'reported' | 'estimated';

const strength: Record<Basis, number> = {telemetry: 2, reported: 1, estimated: 0};

/** A sum is known no better than its least exact part. */
export function weakerBasis(a: Basis, b: Basis): Basis {
	return strength[a] <= strength[b] ? a : b;
}

/** The sum of what is known; null if neither is. */
export const plus = (a: number | null, b: number | null): number | null =>
	a === null || b === null ? (a ?? b) : a + b;

/** Dollars. Null: nothing could be priced. `main + subagent + compaction + background = total`. */
export interface CostFigures {
	totalUsd: number | null;
	mainUsd: number | null;
	subagentUsd: number | null;
	compactionUsd: number | null;
	backgroundUsd: number | null;
	idleUsd: number | null;
	basis: Basis;
	/** Hidden requests cannot be known: the figure is a lower bound. */
	partial: boolean;
	/** Models without a price, by their id as written; their requests are not in the dollars. */
	unpricedModels: readonly string[];
}

/** Whether dollars leave something out: requests that nobody saw, or models without a price. */
export const isLowerBound = ({partial, unpricedModels}: Pick<CostFigures, 'partial' | 'unpricedModels'>): boolean =>
	partial || unpricedModels.length > 0;

export interface BackgroundFigure {
	cause: string;
	/** Null: known by its sum only. */
	requests: number | null;
	/** Those that are known; null where only the dollars are. */
	tokens: number | null;
	/** Null: none of it has a price. */
	costUsd: number | null;
	idleRequests: number;
	idleUsd: number | null;
	lastAt: number | null;
	/** Set where the cause does not imply it, e.g. for what metrics hold beyond the events. */
	model: string | null;
}

export interface ModelFigure {
	/** The id as Claude Code wrote it. */
	model: string;
	name: string;
	usage: TokenUsage;
	requests: number;
	costUsd: number | null;
}

export interface SubagentFigure extends Omit<SubagentSeen, 'type' | 'sessionId'> {
	requests: number;
	usage: TokenUsage;
	costUsd: number | null;
	lastAt: number | null;
}
