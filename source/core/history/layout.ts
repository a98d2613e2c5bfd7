/** What the history view shows, as plain data: days as a calendar and as bars, the month, and what cost the most. */

import {isLowerBound} from '../../accounting/figures.ts';
import type {PromptCost} from '../../accounting/prompt-costs.ts';
import {percentile} from '../../accounting/rates.ts';
import {sum} from '../../accounting/sum.ts';
import type {Spending} from '../budget.ts';
import {type MonthProjection, projectMonth} from '../projection.ts';
import type {ReferenceFigures} from '../reference.ts';
import {type Report, type ReportRow, serverOf, type ToolFigures, withServers} from '../report.ts';
import {type HistoryChoice, type HistoryGrouping, type HistoryStep, spanDays} from './choice.ts';
import type {HistoryTroubles} from './troubles.ts';

/** 0: nothing; 1: up to half of the documented average day; 2: up to the average; 3: up to the 90 % day; 4: above that. */
export type HeatLevel = 0 | 1 | 2 | 3 | 4;

export interface HeatDay {
	/** `2026-11-20` */
	day: string;
	usd: number;
	level: HeatLevel;
}

export interface HistoryBar {
	/** The day, or the first day of the week. */
	day: string;
	usd: number;
	backgroundUsd: number;
	/** Days in it: 1 or 7. */
	days: number;
}

export interface TopRow {
	key: string;
	name: string;
	/** Null: nothing of it has a price. */
	usd: number | null;
	/** Share of the span's whole cost, 0 to 1. */
	share: number;
	backgroundUsd: number | null;
	requests: number;
	/** `usd` is a lower bound. */
	partial: boolean;
	/** Null unless the rows are tools. */
	tool: ToolFigures | null;
	/** A tool listed below its MCP server, whose sums include it. */
	isPart: boolean;
	/** For a prompt: when it was asked (ms) and what its subagents cost. Null: not a prompt, or what came before the first. */
	at: number | null;
	subagentUsd: number | null;
}

export interface HistoryView extends HistoryChoice {
	/** Columns of a calendar: weeks from Monday to Sunday; null for days outside the span. */
	weeks: readonly (readonly (HeatDay | null)[])[];
	/** Days, or weeks if there would be too many bars. */
	bars: readonly HistoryBar[];
	total: {usd: number | null; backgroundUsd: number | null; requests: number; partial: boolean};
	/** Days of the span on which something was spent. */
	activeDays: number;
	averageDayUsd: number | null;
	p90DayUsd: number | null;
	reference: ReferenceFigures;
	month: MonthProjection;
	top: readonly TopRow[];
	/** For the conversations that are shown; null: too many to look at one by one. */
	troubles: HistoryTroubles | null;
}

/** The view, and the progress of reading transcripts. */
export interface HistoryState extends HistoryChoice {
	/** Null until it has been read. */
	view: HistoryView | null;
	/** 0 to 1 while transcripts are being read; null: all are. */
	progress: number | null;
	/** When the history was last read, in ms; null: not yet. */
	readAt: number | null;
	/** What gateways and providers count, one line each. */
	besides: readonly string[];
	/** Whose history can be chosen: all machines together, or one of them. Empty: there is only this machine. */
	places: readonly string[];
	/** The chosen entry of `places`. */
	place: string;
	/** What is missing and why, one line each. */
	missing: readonly string[];
}

/** The entry of `HistoryState.places` for all machines together. */
export const everywhere = 'all machines';
export const thisMachine = 'this machine';

/** What several machines spent, by day and by the grouping, within the same opened rows. */
export interface Histories {
	/** The opened rows on this machine; null: this machine is not shown. */
	own: readonly Pick<HistoryStep, 'by' | 'key'>[] | null;
	others: readonly {host: string; days: Report; top: Report}[];
}

/** The history as read at one moment; asking for another span or grouping reads nothing again. */
export interface HistoryBook {
	view(choice: HistoryChoice): HistoryView;
	/** Includes what other machines spent; null: none of them has anything. */
	joined?(choice: HistoryChoice, histories: Histories): HistoryView | null;
	/** Today, this month, and its projects and sessions: what budgets are compared with. */
	spending(): Spending;
	/** Dollars by conversation since a time (ms), to the quarter of an hour: for plan limits. */
	spentSince(at: number, configDir?: string | null): {sessionId: string; name: string; usd: number}[];
}

export interface HistoryFigures extends HistoryChoice {
	/** `2026-11-20`, in the person's time zone. */
	today: string;
	/** Every day, grouped by day. */
	days: Report;
	/** The span, by the chosen grouping; by session where the rows are prompts. */
	top: Report;
	/** Null: the rows are those of `top`. */
	prompts: readonly PromptRow[] | null;
	troubles: HistoryTroubles | null;
	reference: ReferenceFigures;
}

const dayMs = 86_400_000;
const mostBars = 31;
const daysInWeek = 7;

const numberOf = (day: string) => Date.parse(`${day}T00:00:00Z`) / dayMs;
const nameOf = (day: number) => new Date(day * dayMs).toISOString().slice(0, 10);
/** Monday is 0; 1970-01-01 was a Thursday. */
const weekdayOf = (day: number) => (((day + 3) % daysInWeek) + daysInWeek) % daysInWeek;

export function historyView(figures: HistoryFigures): HistoryView {
	const {span, grouping, path, today, days, top, prompts, troubles, reference} = figures;
	const last = numberOf(today);
	const first = last + 1 - spanDays[span];
	const byDay = new Map(days.rows.map(row => [numberOf(row.key), row]));
	const usdOf = (day: number) => byDay.get(day)?.costUsd ?? 0;
	const active = range(first, last)
		.map(usdOf)
		.filter(usd => usd > 0)
		.sort((a, b) => a - b);
	const activeSum = sum(active);
	const {costUsd, backgroundUsd, requests, unpricedModels} = top.totals;
	const partial = isLowerBound(top.totals);
	return {
		span,
		grouping,
		path,
		troubles,
		reference,
		weeks: calendar(first, last, usdOf, reference),
		bars: barsOf(first, last, byDay),
		total: {usd: costUsd ?? (unpricedModels.length > 0 ? null : 0), backgroundUsd, requests, partial},
		activeDays: active.length,
		averageDayUsd: active.length > 0 ? activeSum / active.length : null,
		p90DayUsd: active.length > 0 ? percentile(active, 90) : null,
		month: projectMonth(
			days.rows.map(({key, costUsd}) => ({day: key, usd: costUsd ?? 0})),
			today,
			reference.monthUsd,
		),
		top: prompts ? promptRows(prompts, costUsd ?? 0, partial) : rowsOf(top, grouping),
	};
}

const range = (from: number, to: number) =>
	Array.from({length: Math.max(0, to - from + 1)}, (_, index) => from + index);

function heatLevel(usd: number, {averageDayUsd, p90DayUsd}: ReferenceFigures): HeatLevel {
	if (usd <= 0) return 0;
	if (usd > p90DayUsd) return 4;
	if (usd > averageDayUsd) return 3;
	return usd > averageDayUsd / 2 ? 2 : 1;
}

function calendar(first: number, last: number, usdOf: (day: number) => number, reference: ReferenceFigures) {
	const monday = first - weekdayOf(first);
	const weeks: (HeatDay | null)[][] = [];
	for (let start = monday; start <= last; start += daysInWeek) {
		weeks.push(
			range(start, start + daysInWeek - 1).map(day => {
				if (day < first || day > last) return null;
				const usd = usdOf(day);
				return {day: nameOf(day), usd, level: heatLevel(usd, reference)};
			}),
		);
	}
	return weeks;
}

function barsOf(first: number, last: number, byDay: ReadonlyMap<number, ReportRow>): HistoryBar[] {
	const days = last - first + 1 <= mostBars ? 1 : daysInWeek;
	const bars: HistoryBar[] = [];
	for (let start = days === 1 ? first : first - weekdayOf(first); start <= last; start += days) {
		const rows = range(Math.max(first, start), Math.min(last, start + days - 1)).map(day => byDay.get(day));
		bars.push({
			day: nameOf(start),
			usd: rows.reduce((sum, row) => sum + (row?.costUsd ?? 0), 0),
			backgroundUsd: rows.reduce((sum, row) => sum + (row?.backgroundUsd ?? 0), 0),
			days,
		});
	}
	return bars;
}

/** Days from the latest on, everything else in the report's order; tools below their servers. */
function rowsOf({rows, totals}: Report, grouping: HistoryGrouping): TopRow[] {
	const shown = grouping === 'tool' ? withServers(rows) : grouping === 'day' ? rows.toReversed() : rows;
	return shown.map(row => topRow(row, totals.costUsd ?? 0));
}

function topRow(row: ReportRow, totalUsd: number): TopRow {
	const {key, name, costUsd, backgroundUsd, requests, tool} = row;
	const isPart = serverOf(key) !== null && key.includes('/');
	const shown = {key, name: name ?? key, share: shareOf(costUsd, totalUsd), isPart};
	return {
		...shown,
		usd: costUsd,
		backgroundUsd,
		requests,
		partial: isLowerBound(row),
		tool,
		at: null,
		subagentUsd: null,
	};
}

const shareOf = (usd: number | null, totalUsd: number) => (totalUsd > 0 ? (usd ?? 0) / totalUsd : 0);

/** A prompt, and what it cost. */
export interface PromptRow extends PromptCost {
	/** Null: it is not kept. */
	text: string | null;
}

/** The prompts in order, then what the total has beyond them: known only as a sum, so not attributable to a prompt. */
function promptRows(prompts: readonly PromptRow[], totalUsd: number, partial: boolean): TopRow[] {
	const rest = totalUsd - prompts.reduce((sum, {costUsd}) => sum + (costUsd ?? 0), 0);
	const base = {partial: false, tool: null, isPart: false};
	const rows = prompts.map(
		({at, text, requests, costUsd, subagentUsd, backgroundUsd}): TopRow => ({
			...base,
			key: String(at),
			at,
			requests,
			usd: costUsd,
			backgroundUsd,
			subagentUsd,
			name: at === null ? 'before the first prompt' : (text ?? 'not kept'),
			share: shareOf(costUsd, totalUsd),
		}),
	);
	if (Math.abs(rest) < leastRestUsd) return rows;
	const sums = {usd: rest, backgroundUsd: null, subagentUsd: null, requests: 0, share: shareOf(rest, totalUsd)};
	return [...rows, {...base, ...sums, key: 'rest', name: 'known only as a sum', at: null, partial}];
}

/** Smaller differences come from adding up in a different order. */
const leastRestUsd = 1e-6;
