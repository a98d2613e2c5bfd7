/** What a span of time cost, by one grouping: sums over entries that were read and priced elsewhere. */

import {type Basis, weakerBasis} from '../accounting/figures.ts';
import type {Purpose} from '../claude/telemetry/purpose.ts';
import {addInto, noUsage, type TokenUsage} from '../claude/usage.ts';
import {usd} from './json-output.ts';

export const groupings = ['day', 'week', 'month', 'session', 'project', 'model', 'cause'] as const;
export type Grouping = (typeof groupings)[number];

/** Requests that fall into one row and were known and priced alike. */
export interface ReportEntry {
	key: string;
	/** What a person calls it, where that is not the key. */
	name: string | null;
	model: string;
	purpose: Purpose;
	usage: TokenUsage;
	messages: number;
	/** Null: the model has no price. */
	costUsd: number | null;
	basis: Basis;
	/** There are hidden requests beside these that cannot be known. */
	partial: boolean;
	/** The last request, in ms; null: not told. */
	lastAt: number | null;
}

export interface ReportRow {
	key: string;
	name: string | null;
	usage: TokenUsage;
	messages: number;
	/** Null: nothing in it could be priced. */
	costUsd: number | null;
	/** Part of `costUsd` that nobody asked for; compactions are not in it. Null: none of it is known. */
	backgroundUsd: number | null;
	basis: Basis;
	partial: boolean;
	unpricedModels: readonly string[];
	lastAt: number | null;
}

export interface Report {
	by: Grouping;
	/** The time zone whose days are meant, e.g. `Europe/Berlin`. */
	timezone: string;
	rows: readonly ReportRow[];
	totals: ReportRow;
}

interface Sum extends ReportRow {
	usage: TokenUsage;
	unpriced: Set<string>;
}

function newSum(key: string): Sum {
	return {
		key,
		name: null,
		usage: {...noUsage},
		messages: 0,
		costUsd: null,
		backgroundUsd: null,
		basis: 'telemetry',
		partial: false,
		unpricedModels: [],
		lastAt: null,
		unpriced: new Set(),
	};
}

function addTo(sum: Sum, entry: ReportEntry): void {
	sum.name ??= entry.name;
	addInto(sum.usage, entry.usage);
	sum.messages += entry.messages;
	sum.basis = weakerBasis(sum.basis, entry.basis);
	sum.partial ||= entry.partial;
	sum.lastAt = later(sum.lastAt, entry.lastAt);
	if (entry.costUsd === null) {
		sum.unpriced.add(entry.model);
		return;
	}
	sum.costUsd = (sum.costUsd ?? 0) + entry.costUsd;
	if (entry.purpose === 'background') sum.backgroundUsd = (sum.backgroundUsd ?? 0) + entry.costUsd;
}

/** Rows are few and entries many: the total is the sum of the rows. */
function addSum(total: Sum, sum: Sum): void {
	addInto(total.usage, sum.usage);
	total.messages += sum.messages;
	total.basis = weakerBasis(total.basis, sum.basis);
	total.partial ||= sum.partial;
	total.lastAt = later(total.lastAt, sum.lastAt);
	for (const model of sum.unpriced) total.unpriced.add(model);
	if (sum.costUsd !== null) total.costUsd = (total.costUsd ?? 0) + sum.costUsd;
	if (sum.backgroundUsd !== null) total.backgroundUsd = (total.backgroundUsd ?? 0) + sum.backgroundUsd;
}

const later = (a: number | null, b: number | null) => (a === null || b === null ? (a ?? b) : Math.max(a, b));

function toRow({unpriced, ...sum}: Sum): ReportRow {
	// Where hidden requests are known, none of them is a measured zero.
	const known = sum.costUsd !== null && (!sum.partial || sum.basis !== 'estimated');
	return {...sum, backgroundUsd: sum.backgroundUsd ?? (known ? 0 : null), unpricedModels: [...unpriced].sort()};
}

const inOrderOfTime: readonly Grouping[] = ['day', 'week', 'month'];

/** Adds entries up into rows: spans of time in their order, everything else by cost. */
export function sumReport(entries: Iterable<ReportEntry>, by: Grouping, timezone: string): Report {
	const sums = new Map<string, Sum>();
	for (const entry of entries) {
		let sum = sums.get(entry.key);
		if (!sum) {
			sum = newSum(entry.key);
			sums.set(entry.key, sum);
		}
		addTo(sum, entry);
	}
	const totals = newSum('total');
	for (const sum of sums.values()) addSum(totals, sum);
	const rows = [...sums.values()].map(toRow);
	const byKey = (a: ReportRow, b: ReportRow) => (a.key < b.key ? -1 : Number(a.key > b.key));
	if (inOrderOfTime.includes(by)) rows.sort(byKey);
	else rows.sort((a, b) => (b.costUsd ?? -1) - (a.costUsd ?? -1) || byKey(a, b));
	if (sums.size === 0) totals.costUsd = 0;
	return {by, timezone, rows, totals: toRow({...totals, name: null})};
}

const rowToJson = ({
	key,
	name,
	usage,
	messages,
	costUsd,
	backgroundUsd,
	basis,
	partial,
	unpricedModels,
}: ReportRow) => ({
	key,
	name,
	inputTokens: usage.inputTokens,
	outputTokens: usage.outputTokens,
	cacheReadInputTokens: usage.cacheReadInputTokens,
	cacheCreation5mInputTokens: usage.cacheCreation5mInputTokens,
	cacheCreation1hInputTokens: usage.cacheCreation1hInputTokens,
	webSearchRequests: usage.webSearchRequests,
	costUsd: usd(costUsd),
	backgroundUsd: usd(backgroundUsd),
	messages,
	basis,
	partial,
	unpricedModels,
});

/** The JSON of `ccmon report --json`: stable, scripts rely on it. */
export function reportToJson(report: Report): object {
	const {by, timezone, rows, totals} = report;
	const {key: _, name: __, ...sums} = rowToJson(totals);
	return {schema: 1, by, timezone, rows: rows.map(rowToJson), totals: sums};
}

const csvColumns = Object.keys(rowToJson({...newSum(''), unpricedModels: []}));

/** RFC 4180, with a header line; the totals are left to its reader. */
export function reportToCsv(report: Report): string {
	const lines = report.rows.map(row =>
		Object.values(rowToJson(row))
			.map(value => csvField(Array.isArray(value) ? value.join(' ') : value))
			.join(','),
	);
	return [csvColumns.join(','), ...lines, ''].join('\r\n');
}

/** One field of a line of CSV (RFC 4180). */
export function csvField(value: unknown): string {
	if (value === null) return '';
	const text = String(value);
	// A spreadsheet runs a field that begins with one of these as a formula; names come from outside.
	const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
	return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
