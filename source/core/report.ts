/** What a time span cost, by one grouping: sums over entries that were read and priced elsewhere. */

import {type Basis, plus, weakerBasis} from '../accounting/figures.ts';
import {getOrMake} from '../accounting/get-or-make.ts';
import type {Purpose} from '../claude/telemetry/purpose.ts';
import {addInto, noUsage, type TokenUsage} from '../claude/usage.ts';
import {usd} from './json-output.ts';
import {pick} from './pick.ts';

export const groupings = ['day', 'week', 'month', 'session', 'project', 'model', 'cause', 'tool'] as const;
export type Grouping = (typeof groupings)[number];

/** Figures that only rows of a report by tool have. */
export interface ToolFigures {
	/** Calls of the tool, including those by subagents. */
	calls: number;
	/** Of the calls' results. */
	resultBytes: number;
	/** How many of `calls` subagents made, and what their requests cost: that is counted where the subagents are, not here. */
	subagentCalls: number;
	subagentUsd: number;
}

/** Requests of one row with the same price source and basis. */
export interface ReportEntry {
	key: string;
	/** Its name for a person, if that is not the key. */
	name: string | null;
	model: string;
	purpose: Purpose;
	usage: TokenUsage;
	requests: number;
	/** Null: the model has no price. */
	costUsd: number | null;
	basis: Basis;
	/** There are hidden requests besides these that cannot be known. */
	partial: boolean;
	tool?: ToolFigures;
}

export interface ReportRow {
	key: string;
	name: string | null;
	usage: TokenUsage;
	requests: number;
	/** Null: nothing in it could be priced. */
	costUsd: number | null;
	/** Part of `costUsd` that nobody asked for; compactions are not in it. Null: none of it is known. */
	backgroundUsd: number | null;
	basis: Basis;
	partial: boolean;
	unpricedModels: readonly string[];
	/** Null except in a report by tool. */
	tool: ToolFigures | null;
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
	hasUnpricedBackground: boolean;
}

function newSum(key: string): Sum {
	return {
		key,
		name: null,
		usage: {...noUsage},
		requests: 0,
		costUsd: null,
		backgroundUsd: null,
		basis: 'telemetry',
		partial: false,
		unpricedModels: [],
		tool: null,
		unpriced: new Set(),
		hasUnpricedBackground: false,
	};
}

const sumOf = (row: ReportRow): Sum => ({
	...row,
	usage: {...row.usage},
	unpriced: new Set(row.unpricedModels),
	hasUnpricedBackground: false,
});

function addTo(sum: Sum, entry: ReportEntry): void {
	sum.name ??= entry.name;
	addAlike(sum, entry);
	if (entry.tool) sum.tool = toolSum(sum.tool, entry.tool);
	if (entry.costUsd === null) sum.unpriced.add(entry.model);
	sum.costUsd = plus(sum.costUsd, entry.costUsd);
	if (entry.purpose !== 'background') return;
	sum.backgroundUsd = plus(sum.backgroundUsd, entry.costUsd);
	sum.hasUnpricedBackground ||= entry.costUsd === null;
}

/** The total is the sum of the rows: there are far fewer of them than entries. */
function addSum(total: Sum, sum: Sum): void {
	addAlike(total, sum);
	if (sum.tool) total.tool = toolSum(total.tool, sum.tool);
	for (const model of sum.unpriced) total.unpriced.add(model);
	total.costUsd = plus(total.costUsd, sum.costUsd);
	total.backgroundUsd = plus(total.backgroundUsd, sum.backgroundUsd);
	total.hasUnpricedBackground ||= sum.hasUnpricedBackground;
}

function addAlike(
	sum: Sum,
	{usage, requests, basis, partial}: Pick<Sum, 'usage' | 'requests' | 'basis' | 'partial'>,
): void {
	addInto(sum.usage, usage);
	sum.requests += requests;
	sum.basis = weakerBasis(sum.basis, basis);
	sum.partial ||= partial;
}

/** The same row of two reports. */
export function joinRows(a: ReportRow, b: ReportRow): ReportRow {
	const sum = sumOf(a);
	addSum(sum, sumOf(b));
	const {unpriced, hasUnpricedBackground: _, ...row} = sum;
	return {...row, unpricedModels: [...unpriced]};
}

const toolSum = (a: ToolFigures | null, b: ToolFigures): ToolFigures => ({
	calls: (a?.calls ?? 0) + b.calls,
	resultBytes: (a?.resultBytes ?? 0) + b.resultBytes,
	subagentCalls: (a?.subagentCalls ?? 0) + b.subagentCalls,
	subagentUsd: (a?.subagentUsd ?? 0) + b.subagentUsd,
});

function toRow({unpriced, hasUnpricedBackground, ...sum}: Sum): ReportRow {
	// Where hidden requests are known, none of them is a measured zero; the same rule as in accounting/costs.ts.
	const isAny = sum.costUsd !== null || unpriced.size > 0;
	const known = isAny && !hasUnpricedBackground && !sum.partial;
	return {...sum, backgroundUsd: sum.backgroundUsd ?? (known ? 0 : null), unpricedModels: [...unpriced].sort()};
}

const byCost = (a: ReportRow, b: ReportRow) => (b.costUsd ?? -1) - (a.costUsd ?? -1) || byKey(a, b);
const byKey = (a: ReportRow, b: ReportRow) => (a.key < b.key ? -1 : Number(a.key > b.key));

const mcpPrefix = 'mcp: ';

/** The row of a tool, by its name in the transcript: `mcp: github/search_issues` for `mcp__github__search_issues`. */
export function toolKey(tool: string): string {
	const [, server, name] = /^mcp__(.+?)__(.+)$/.exec(tool) ?? [];
	return server === undefined ? tool : `${mcpPrefix}${server}/${name}`;
}

/** The MCP server of a tool's row; null: it is of none. */
export function serverOf(key: string): string | null {
	return key.startsWith(mcpPrefix) ? key.slice(mcpPrefix.length).split('/')[0]! : null;
}

/** Sums over the tools of each MCP server, with keys `mcp: server`. The total already includes them. */
function serverSums(rows: readonly ReportRow[]): ReportRow[] {
	const sums = new Map<string, Sum>();
	for (const row of rows) {
		const server = serverOf(row.key);
		if (server === null) continue;
		const sum = getOrMake(sums, server, () => newSum(mcpPrefix + server));
		addSum(sum, sumOf(row));
	}
	return [...sums.values()].map(toRow).sort(byCost);
}

/** Whether a rest is zero, but for rounding in the last digits of the dollars. */
export function isNothing({usage, requests, costUsd}: Pick<ReportEntry, 'usage' | 'requests' | 'costUsd'>): boolean {
	const tokens = Object.values(usage).some(count => count !== 0);
	return !tokens && requests === 0 && Math.abs(costUsd ?? 0) < 1e-9;
}

/** With a row of sums for each MCP server, and the server's tools below it. Sorted by cost. */
export function withServers(rows: readonly ReportRow[]): ReportRow[] {
	const servers = serverSums(rows);
	return [...rows.filter(({key}) => serverOf(key) === null), ...servers].sort(byCost).flatMap(row => {
		if (!servers.includes(row)) return [row];
		return [row, ...rows.filter(({key}) => key.startsWith(`${row.key}/`))];
	});
}

const inOrderOfTime: readonly Grouping[] = ['day', 'week', 'month'];

/** Time spans in order, everything else by cost. */
export const sortRows = (rows: ReportRow[], by: Grouping): ReportRow[] =>
	rows.sort(inOrderOfTime.includes(by) ? byKey : byCost);

/** Adds entries up into rows: time spans in order, everything else by cost. */
export function sumReport(entries: Iterable<ReportEntry>, by: Grouping, timezone: string): Report {
	const sums = new Map<string, Sum>();
	for (const entry of entries)
		addTo(
			getOrMake(sums, entry.key, () => newSum(entry.key)),
			entry,
		);
	const totals = newSum('total');
	for (const sum of sums.values()) addSum(totals, sum);
	const rows = [...sums.values()].filter(sum => by !== 'tool' || sum.tool || !isNothing(sum)).map(toRow);
	sortRows(rows, by);
	if (sums.size === 0) totals.costUsd = 0;
	return {by, timezone, rows, totals: toRow({...totals, name: null})};
}

const rowToJson = ({usage, costUsd, backgroundUsd, tool, ...row}: ReportRow) => ({
	...pick(row, 'key', 'name'),
	...usage,
	costUsd: usd(costUsd),
	backgroundUsd: usd(backgroundUsd),
	// The old name of `requests`.
	messages: row.requests,
	...pick(row, 'basis', 'partial', 'unpricedModels', 'requests'),
	...(tool && {
		server: serverOf(row.key),
		calls: tool.calls,
		resultBytes: tool.resultBytes,
		subagentCalls: tool.subagentCalls,
		subagentUsd: usd(tool.subagentUsd),
	}),
});

/** A report of what could not be read whole: its totals are lower bounds, and unknown where there is nothing. */
export function incomplete(report: Report): Report {
	const nothing = {costUsd: null, backgroundUsd: null, basis: 'estimated'} as const;
	const totals = {...report.totals, partial: true, ...(report.rows.length === 0 && nothing)};
	return {...report, totals};
}

/** The JSON of `ccmon report --json`: stable, scripts rely on it. */
export function reportToJson(report: Report): object {
	const {by, timezone, rows, totals} = report;
	const {key: _, name: __, ...sums} = rowToJson(withTool(totals, by));
	const servers = by === 'tool' && {servers: serverSums(rows).map(row => rowToJson(row))};
	return {schema: 1, by, timezone, rows: rows.map(row => rowToJson(withTool(row, by))), totals: sums, ...servers};
}

const noTool: ToolFigures = {calls: 0, resultBytes: 0, subagentCalls: 0, subagentUsd: 0};

const withTool = (row: ReportRow, by: Grouping): ReportRow =>
	by === 'tool' && row.tool === null ? {...row, tool: noTool} : row;

/** CSV (RFC 4180) with a header line and without totals. */
export function reportToCsv(report: Report): string {
	const csvColumns = Object.keys(rowToJson(withTool(newSum(''), report.by)));
	const lines = report.rows.map(row =>
		Object.values(rowToJson(withTool(row, report.by)))
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
