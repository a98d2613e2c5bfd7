/** What the history view shows, as plain data: days as a calendar and as bars, the month, and who spent the most. */

import {percentile} from '../accounting/rates.ts';
import type {Spending} from './budget.ts';
import {type MonthProjection, projectMonth} from './projection.ts';
import type {ReferenceFigures} from './reference.ts';
import type {Report, ReportRow} from './report.ts';

export const historySpans = ['week', 'month', 'quarter', 'year'] as const;
export type HistorySpan = (typeof historySpans)[number];
export const spanDays: Record<HistorySpan, number> = {week: 7, month: 30, quarter: 91, year: 364};

export const historyGroupings = ['project', 'model', 'session', 'cause'] as const;
export type HistoryGrouping = (typeof historyGroupings)[number];

/** Nothing; up to half of the documented average day; up to it; up to the 90 % day; above that. */
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
	usd: number | null;
	/** Of all that the span cost, 0 to 1. */
	share: number;
	backgroundUsd: number | null;
	requests: number;
	partial: boolean;
}

export interface HistoryView {
	span: HistorySpan;
	grouping: HistoryGrouping;
	today: string;
	timezone: string;
	/** Columns of a calendar: weeks from Monday to Sunday; null for days that are not in the span. */
	weeks: readonly (readonly (HeatDay | null)[])[];
	/** Days, or weeks where there would be too many. */
	bars: readonly HistoryBar[];
	total: {usd: number; backgroundUsd: number | null; requests: number; partial: boolean};
	/** Over the days of the span on which something was spent. */
	activeDays: number;
	averageDayUsd: number | null;
	p90DayUsd: number | null;
	reference: ReferenceFigures;
	month: MonthProjection;
	top: readonly TopRow[];
}

/** The view, and how far the reading of transcripts is. */
export interface HistoryState {
	span: HistorySpan;
	grouping: HistoryGrouping;
	/** Null until it has been read. */
	view: HistoryView | null;
	/** 0 to 1 while transcripts are being read; null: all are. */
	progress: number | null;
	/** When the history was last read, in ms; null: not yet. */
	readAt: number | null;
	/** What gateways and providers count, a line each. */
	besides: readonly string[];
}

/** The history as it was read once; asking for another span or grouping reads nothing again. */
export interface HistoryBook {
	view(span: HistorySpan, grouping: HistoryGrouping): HistoryView;
	/** Of today, this month, and its projects and sessions: what budgets are compared with. */
	spending(): Spending;
	/** Dollars by conversation since a time (ms), to the quarter of an hour: for plan limits. */
	spentSince(at: number, configDir?: string | null): {sessionId: string; name: string; usd: number}[];
}

export interface HistoryFigures {
	span: HistorySpan;
	grouping: HistoryGrouping;
	/** `2026-11-20`, in the person's time zone. */
	today: string;
	/** All days there are, by day. */
	days: Report;
	/** The span, by the grouping. */
	top: Report;
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
	const {span, grouping, today, days, top, reference} = figures;
	const last = numberOf(today);
	const first = last + 1 - spanDays[span];
	const byDay = new Map(days.rows.map(row => [numberOf(row.key), row]));
	const usdOf = (day: number) => byDay.get(day)?.costUsd ?? 0;
	const active = range(first, last)
		.map(usdOf)
		.filter(usd => usd > 0)
		.sort((a, b) => a - b);
	const activeSum = active.reduce((sum, usd) => sum + usd, 0);
	const {costUsd, backgroundUsd, requests, partial} = top.totals;
	return {
		...{span, grouping, today, reference},
		timezone: days.timezone,
		weeks: calendar(first, last, usdOf, reference),
		bars: barsOf(first, last, byDay),
		total: {usd: costUsd ?? 0, backgroundUsd, requests, partial},
		activeDays: active.length,
		averageDayUsd: active.length > 0 ? activeSum / active.length : null,
		p90DayUsd: active.length > 0 ? percentile(active, 90) : null,
		month: projectMonth(
			days.rows.map(({key, costUsd}) => ({day: key, usd: costUsd ?? 0})),
			today,
			reference.monthUsd,
		),
		top: top.rows.map(row => topRow(row, costUsd ?? 0)),
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

function topRow({key, name, costUsd, backgroundUsd, requests, partial}: ReportRow, totalUsd: number): TopRow {
	const share = totalUsd > 0 ? (costUsd ?? 0) / totalUsd : 0;
	return {key, name: name ?? key, usd: costUsd, share, backgroundUsd, requests, partial};
}

/** The next of a list of choices, round and round. */
export function nextOf<Choice>(choices: readonly Choice[], present: Choice): Choice {
	return choices[(choices.indexOf(present) + 1) % choices.length]!;
}
