/**
 * What a conversation spent, by quarter of an hour: the largest unit that local days can be put together from in
 * every time zone. The screen and every report add up these pieces, and count in no other way.
 */
import type {Purpose} from '../claude/telemetry/purpose.ts';
import {addInto, type TokenUsage} from '../claude/usage.ts';
import type {Basis} from './figures.ts';
import type {PriceClass} from './price-book.ts';

export interface Piece extends PriceClass {
	/** Milliseconds since the epoch / 900,000. */
	quarter: number;
	purpose: Purpose;
	/** Of background only. */
	cause: string | null;
	/** Spent while nobody had asked for anything. */
	isIdle: boolean;
	/** Known by a sum alone, not request by request. */
	isSurplus: boolean;
	/** Null: only the dollars are known. */
	usage: TokenUsage | null;
	/** 0 for a surplus. */
	requests: number;
	/** Null: the model has no price. */
	costUsd: number | null;
	lastAt: number;
}

export interface Spending {
	pieces: readonly Piece[];
	basis: Basis;
	/** Not everything that was spent is known: the dollars are a lower bound. */
	partial: boolean;
	/** Until when (ms) this is valid if nothing new is reported: after that, something pending counts as missing. */
	until: number;
}

export const quarterMs = 900_000;

export const quarterOf = (at: number): number => Math.floor(at / quarterMs);

/** The same spending in fewer pieces: like ones are added up. */
export function mergePieces(pieces: Iterable<Piece>): Piece[] {
	const sums = new Map<string, Piece>();
	for (const piece of pieces) {
		const {quarter, model, speed, usInference, largePrompt, purpose, cause, isIdle, isSurplus, costUsd} = piece;
		const key = `${quarter} ${speed} ${usInference} ${largePrompt} ${purpose} ${isIdle} ${isSurplus} ${costUsd === null} ${cause}\n${model}`;
		const sum = sums.get(key);
		if (sum) addAlike(sum, piece);
		else sums.set(key, {...piece, usage: piece.usage && {...piece.usage}});
	}
	return [...sums.values()];
}

/** Unlike a `Sum` of costs: where only dollars are known, the tokens stay unknown. */
function addAlike(sum: Piece, {usage, requests, costUsd, lastAt}: Piece): void {
	if (usage && sum.usage) addInto(sum.usage, usage);
	else sum.usage ??= usage && {...usage};
	sum.requests += requests;
	if (costUsd !== null) sum.costUsd = (sum.costUsd ?? 0) + costUsd;
	sum.lastAt = Math.max(sum.lastAt, lastAt);
}
