/** Dollars and tokens of a conversation, by purpose, model and cause. The parts always add up to the total. */

import {modelKey, modelName} from '../claude/models/models.ts';
import {type Purpose, unreportedCause} from '../claude/telemetry/purpose.ts';
import {addInto, allTokens, noUsage, type TokenUsage} from '../claude/usage.ts';
import {type BackgroundFigure, type CostFigures, type ModelFigure, plus} from './figures.ts';
import {getOrMake} from './get-or-make.ts';
import type {Piece, Spending} from './spending.ts';

/** What a conversation has cost so far. */
export interface Costs {
	cost: CostFigures;
	usage: TokenUsage;
	requests: number;
	byModel: ModelFigure[];
	background: BackgroundFigure[];
}

export interface Sum {
	usage: TokenUsage;
	requests: number;
	/** Null until something was priced. */
	usd: number | null;
	lastAt: number | null;
}

export const newSum = (): Sum => ({usage: {...noUsage}, requests: 0, usd: null, lastAt: null});

export function addPiece(
	sum: Sum,
	{usage, requests, costUsd, lastAt}: Pick<Piece, 'usage' | 'requests' | 'costUsd' | 'lastAt'>,
): void {
	if (usage) addInto(sum.usage, usage);
	sum.requests += requests;
	if (costUsd !== null) sum.usd = (sum.usd ?? 0) + costUsd;
	sum.lastAt = Math.max(sum.lastAt ?? 0, lastAt);
}

/** Of all pieces, or of those that `includes` picks, e.g. today's. `hasCompactions`: the conversation was compacted. */
export function costsOf(
	{pieces, basis, partial}: Spending,
	hasCompactions: boolean,
	includes: (piece: Piece) => boolean = () => true,
): Costs {
	const total = newSum();
	const byPurpose = new Map<Purpose, Sum>();
	/** By the model's id, where it is known: metrics may spell it otherwise. */
	const byModel = new Map<string, Sum & {model: string}>();
	const unpriced = new Set<string>();
	const idle = newSum();
	for (const piece of pieces) {
		if (!includes(piece)) continue;
		addPiece(total, piece);
		addPiece(getOrMake(byPurpose, piece.purpose, newSum), piece);
		if (piece.model !== '')
			addPiece(
				getOrMake(byModel, modelKey(piece.model), () => ({...newSum(), model: piece.model})),
				piece,
			);
		if (piece.costUsd === null) unpriced.add(piece.model);
		if (piece.isIdle) addPiece(idle, piece);
	}
	const noBackground = partial && !byPurpose.has('background');
	// No transcript says what a compaction cost: in Claude Code's own total it is among the unreported.
	const noCompaction = basis !== 'telemetry' && hasCompactions && !byPurpose.has('compaction');
	// Without complete telemetry, what was seen is not everything, and having seen none does not mean there was none.
	const noneIdle = basis === 'telemetry' && idle.lastAt === null ? 0 : null;
	// A part that nothing was used for is a zero, also beside one that has no price.
	const isKnown = total.usd !== null || unpriced.size > 0;
	const part = (purpose: Purpose) => {
		const sum = byPurpose.get(purpose);
		return sum ? sum.usd : isKnown ? 0 : null;
	};
	return {
		cost: {
			totalUsd: total.usd,
			mainUsd: part('main'),
			subagentUsd: part('subagent'),
			compactionUsd: noCompaction ? null : part('compaction'),
			backgroundUsd: noBackground ? null : part('background'),
			idleUsd: idle.usd ?? noneIdle,
			basis,
			partial,
			unpricedModels: [...unpriced],
		},
		usage: total.usage,
		requests: total.requests,
		byModel: [...byModel.values()]
			.map(({model, usage, requests, usd}) => ({model, name: modelName(model), usage, requests, costUsd: usd}))
			.sort((a, b) => (b.costUsd ?? 0) - (a.costUsd ?? 0)),
		background: backgroundOf(pieces.filter(piece => piece.purpose === 'background' && includes(piece))),
	};
}

function backgroundOf(pieces: readonly Piece[]): BackgroundFigure[] {
	const figures = new Map<string, BackgroundFigure>();
	for (const {cause, model, isSurplus, isIdle, usage, requests, costUsd, lastAt} of pieces) {
		// Requests without a known cause are listed by model.
		const named = isSurplus && model !== '' ? model : null;
		const row = getOrMake(figures, `${cause}|${named ?? ''}`, () => ({
			cause: cause ?? unreportedCause,
			requests: 0,
			tokens: null,
			costUsd: null,
			idleRequests: 0,
			idleUsd: 0,
			lastAt: null,
			model: named,
		}));
		row.requests = isSurplus || row.requests === null ? null : row.requests + requests;
		// Where only the dollars are known, the tokens are missing.
		if (usage !== null) row.tokens = (row.tokens ?? 0) + allTokens(usage);
		row.costUsd = plus(row.costUsd, costUsd);
		row.lastAt = Math.max(row.lastAt ?? 0, lastAt);
		if (isSurplus) row.idleUsd = null;
		if (!isIdle) continue;
		row.idleRequests += requests;
		row.idleUsd = row.idleUsd === null || costUsd === null ? null : row.idleUsd + costUsd;
	}
	return [...figures.values()].sort((a, b) => (b.costUsd ?? 0) - (a.costUsd ?? 0));
}
