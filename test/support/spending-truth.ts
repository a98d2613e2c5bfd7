/** What the made-up Claude Code has really spent. */
import {costOf, isLargePrompt, priceClassOf} from '../../source/accounting/cost.ts';
import type {ModelTotals} from '../../source/claude/events.ts';
import type {Purpose} from '../../source/claude/telemetry/purpose.ts';
import {addInto, noUsage, sumUsage, type TokenUsage} from '../../source/claude/usage.ts';

export interface Paid {
	sessionId: string;
	/** When the answer was complete. */
	at: number;
	purpose: Purpose;
	cause: string | null;
	/** The one that was asked for, as metrics and totals name it. */
	model: string;
	/** The one that has answered. */
	answered: string;
	usage: TokenUsage;
	/** 0 for a model without a price. */
	usd: number;
	/** What Claude Code says that it cost: the price of the model that was asked for, of one that it does not know a guess. */
	reportedUsd: number;
}

export interface Spent {
	totalUsd: number;
	byPurpose: Record<Purpose, number>;
	usage: TokenUsage;
}

export interface Truth {
	pay(paid: Omit<Paid, 'usd' | 'reportedUsd'>): Paid;
	sessionIds(): string[];
	/** Of one conversation, or of all; up to a time. */
	spent(filter?: {sessionId?: string; until?: number; since?: number}): Spent;
	/** Tokens of one conversation's requests for these purposes. */
	usageOf(sessionId: string, purposes: readonly Purpose[]): TokenUsage;
	byModel(paid: readonly Paid[]): Record<string, ModelTotals>;
}

export function createTruth(): Truth {
	const all: Paid[] = [];
	return {
		pay(request) {
			const {usage} = request;
			const usdOf = (model: string) =>
				costOf(priceClassOf({model, speed: 'standard', inferenceGeo: null}, isLargePrompt(model, usage)), usage);
			const reportedUsd = usdOf(request.model) ?? usage.outputTokens / 1e5;
			const paid = {...request, usd: usdOf(request.answered) ?? 0, reportedUsd};
			all.push(paid);
			return paid;
		},
		sessionIds: () => [...new Set(all.map(({sessionId}) => sessionId))],
		spent({sessionId, until = Number.POSITIVE_INFINITY, since = 0} = {}) {
			const matching = all.filter(
				paid => (sessionId === undefined || paid.sessionId === sessionId) && paid.at <= until && paid.at >= since,
			);
			const byPurpose: Spent['byPurpose'] = {main: 0, subagent: 0, compaction: 0, background: 0};
			for (const {purpose, usd} of matching) byPurpose[purpose] += usd;
			const totalUsd = matching.reduce((sum, {usd}) => sum + usd, 0);
			return {totalUsd, byPurpose, usage: sumUsage(matching.map(({usage}) => usage))};
		},
		usageOf: (sessionId, purposes) =>
			sumUsage(
				all.filter(paid => paid.sessionId === sessionId && purposes.includes(paid.purpose)).map(({usage}) => usage),
			),
		byModel(paid) {
			const totals = new Map<string, {usage: TokenUsage; costUsd: number}>();
			for (const {model, usage, reportedUsd} of paid) {
				const sum = totals.get(model) ?? {usage: {...noUsage}, costUsd: 0};
				addInto(sum.usage, usage);
				sum.costUsd += reportedUsd;
				totals.set(model, sum);
			}
			return Object.fromEntries(totals);
		},
	};
}
