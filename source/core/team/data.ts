/** What a team's server answered, as raw data. */
import type {TokenUsage} from '../../claude/usage.ts';

export interface Person {
	user: string;
	/** Empty: in none. */
	team: string;
}

/** The fields of tokens that counters know. */
export type TokenCounts = Omit<TokenUsage, 'webSearchRequests'>;
export type TokenField = keyof TokenCounts;

export const noTokens: TokenCounts = {
	inputTokens: 0,
	outputTokens: 0,
	cacheReadInputTokens: 0,
	cacheCreation5mInputTokens: 0,
	cacheCreation1hInputTokens: 0,
};

/** Increases over the window, from one kind of series. */
export interface SeriesData {
	/** Dollars of each day of the window; null: nothing was received. */
	byDay: readonly (Person & {usd: readonly (number | null)[]})[];
	cost: readonly (Person & {model: string; isBackground: boolean; usd: number})[];
	tokens: readonly (Person & {model: string; field: TokenField; tokens: number})[];
	requests: readonly (Person & {model: string; requests: number})[];
	idle: readonly (Person & {usd: number})[];
	/** Dollars of conversations that may have cost more. */
	lowerBound: readonly (Person & {usd: number})[];
	/** Minutes with at most this many tokens, by bound (`le`), including Infinity. */
	minutes: readonly (Person & {bound: number; minutes: number})[];
	/** Milliseconds since the epoch. */
	received: readonly (Person & {at: number})[];
}

export const noSeries: SeriesData = {
	byDay: [],
	cost: [],
	tokens: [],
	requests: [],
	idle: [],
	lowerBound: [],
	minutes: [],
	received: [],
};

export interface TeamData {
	/** Milliseconds since the epoch: the first midnight, and when it was asked. */
	from: number;
	to: number;
	/** The last midnight. */
	todayFrom: number;
	/** `2026-11-20`, the last being today. */
	days: readonly string[];
	/** What ccmon pushed: exact. */
	ccmon: SeriesData;
	/** What Claude Code exported itself: lower bounds. */
	claudeCode: SeriesData;
	/** Per minute, of all people; null: not known. Peaks are of the last 24 hours. */
	rates: {tokensNow: number | null; tokensPeak: number | null; requestsNow: number | null; requestsPeak: number | null};
	/** Incomplete: the server or a part of it did not answer. */
	partial: boolean;
	warnings: readonly string[];
}
