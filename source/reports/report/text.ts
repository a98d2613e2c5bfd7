/** A report as a table for people. */
import {highestOf} from '../../accounting/extremes.ts';
import {isLowerBound} from '../../accounting/figures.ts';
import {clean} from '../../claude/clean.ts';
import {cacheCreationTokens} from '../../claude/usage.ts';
import {formatBytes, formatTokens, formatUsd} from '../../core/format.ts';
import {reportPriceNotes, unpricedAdvice} from '../../core/price-notes.ts';
import {type Grouping, type Report, type ReportRow, serverOf, withServers} from '../../core/report.ts';

export interface TextLook {
	/** The terminal's width; null: not a terminal, so no bars and no limit. */
	columns: number | null;
	ascii: boolean;
	/** Dollars are a comparison, not a bill. */
	subscription: boolean;
	/** Everything could be read, and written down: see `ReadHistory`. */
	isWhole: boolean;
	complete: boolean;
	/** Terminal columns of a text. */
	widthOf(text: string): number;
}

interface Column {
	title: string;
	cell(row: ReportRow): string;
	/** In a narrow terminal, columns with a higher number are left out first. */
	dropRank: number;
	left?: boolean;
}

const titles: Record<Grouping, string> = {
	day: 'DAY',
	week: 'WEEK',
	month: 'MONTH',
	session: 'SESSION',
	project: 'PROJECT',
	model: 'MODEL',
	cause: 'CAUSE',
	tool: 'TOOL',
};

const gap = '  ';
const widestBar = 30;
const narrowestBar = 8;
const longestKey = 48;

export function reportToText(report: Report, look: TextLook): string {
	if (report.rows.length === 0) {
		const nothing = look.isWhole ? 'Nothing was' : 'Not everything could be read: nothing is known to have been';
		return `${nothing} spent in this time (${report.timezone}).\n`;
	}
	const {widthOf} = look;
	const shown = report.by === 'tool' ? {...report, rows: withServers(report.rows)} : report;
	const columns = fitting(columnsOf(shown), shown, look);
	const rows = [...shown.rows, {...report.totals, key: 'total', name: null}];
	const widths = columns.map(column => columnWidth(column, rows, widthOf));
	const line = (cells: readonly string[]) =>
		cells.map((cell, index) => pad(cell, widths[index]! - widthOf(cell), columns[index]!.left === true)).join(gap);
	const room = look.columns === null ? 0 : look.columns - widths.reduce((sum, width) => sum + width + gap.length, 0);
	const bar = barOf(shown, Math.min(room, widestBar), look.ascii);
	const lines = [
		line(columns.map(({title}) => title)),
		...shown.rows.map(row => (line(columns.map(({cell}) => cell(row))) + bar(row)).trimEnd()),
		line(columns.map(({cell}) => cell(rows.at(-1)!))),
	];
	return [...lines, ...notes(report, look), ''].join('\n');
}

function toolColumns(): Column[] {
	const label = ({key}: ReportRow) => {
		const tool = serverOf(key) === null ? undefined : /\/(.+)$/.exec(key)?.[1];
		return tool === undefined ? shorten(clean(key)) : `  ${shorten(clean(tool))}`;
	};
	const subagents = ({tool}: ReportRow) => (tool?.subagentCalls ? formatUsd(tool.subagentUsd) : '');
	return [
		{title: 'TOOL', cell: label, dropRank: 0, left: true},
		{title: 'COST', cell: row => formatUsd(row.costUsd, {partial: isLowerBound(row), unpriced: true}), dropRank: 1},
		{title: 'CALLS', cell: ({tool}) => (tool ? formatTokens(tool.calls) : ''), dropRank: 3},
		{title: 'RESULTS', cell: ({tool}) => (tool ? formatBytes(tool.resultBytes) : ''), dropRank: 2},
		{title: 'IN SUBAGENTS', cell: subagents, dropRank: 6},
		{title: 'REQUESTS', cell: ({requests}) => formatTokens(requests), dropRank: 4},
		{title: 'OUTPUT', cell: ({usage}) => formatTokens(usage.outputTokens), dropRank: 5},
	];
}

function columnsOf({by, rows}: Report): Column[] {
	if (by === 'tool') return toolColumns();
	/** Rows with the same model name show their ids, which may differ by a date. */
	const isAmbiguous = (name: string) => rows.filter(row => row.name === name).length > 1;
	const label = ({key, name}: ReportRow) => {
		if (name === null || by === 'project') return shorten(clean(key));
		if (by === 'session') return shorten(clean(`${name} ${key.slice(0, 8)}`));
		return shorten(clean(by === 'model' && isAmbiguous(name) ? key : name));
	};
	return [
		{title: titles[by], cell: label, dropRank: 0, left: true},
		{title: 'COST', cell: row => formatUsd(row.costUsd, {partial: isLowerBound(row), unpriced: true}), dropRank: 1},
		{title: 'BACKGROUND', cell: row => formatUsd(row.backgroundUsd), dropRank: 3},
		{title: 'INPUT', cell: ({usage}) => formatTokens(usage.inputTokens), dropRank: 6},
		{title: 'OUTPUT', cell: ({usage}) => formatTokens(usage.outputTokens), dropRank: 4},
		{title: 'CACHE READ', cell: ({usage}) => formatTokens(usage.cacheReadInputTokens), dropRank: 7},
		{title: 'CACHE WRITE', cell: ({usage}) => formatTokens(cacheCreationTokens(usage)), dropRank: 8},
		{title: 'REQUESTS', cell: ({requests}) => formatTokens(requests), dropRank: 5},
	];
}

const columnWidth = ({title, cell}: Column, rows: readonly ReportRow[], widthOf: TextLook['widthOf']) =>
	highestOf(
		rows.map(row => widthOf(cell(row))),
		widthOf(title),
	);

/** Leaves out columns until a line fits, with some room for a bar. */
function fitting(all: readonly Column[], report: Report, {columns, widthOf}: TextLook): Column[] {
	const kept = [...all];
	if (columns === null) return kept;
	const rows = [...report.rows, report.totals];
	const widths = new Map(all.map(column => [column, gap.length + columnWidth(column, rows, widthOf)]));
	const width = () => kept.reduce((sum, column) => sum + widths.get(column)!, 0);
	while (kept.length > 2 && width() + narrowestBar > columns) {
		const worst = kept.reduce((found, column) => (column.dropRank > found.dropRank ? column : found));
		kept.splice(kept.indexOf(worst), 1);
	}
	return kept;
}

function pad(text: string, missing: number, left: boolean): string {
	const space = ' '.repeat(Math.max(0, missing));
	return left ? text + space : space + text;
}

function shorten(text: string): string {
	if (text.length <= longestKey) return text;
	// Keep the end of a path: it says more than the beginning.
	return text.includes('/') ? `…${text.slice(1 - longestKey)}` : `${text.slice(0, longestKey - 1)}…`;
}

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar as long as the row's share of the largest row. */
function barOf({rows}: Report, width: number, ascii: boolean): (row: ReportRow) => string {
	const most = highestOf(rows.map(({costUsd}) => costUsd ?? 0));
	if (width < narrowestBar || most <= 0) return () => '';
	return ({costUsd}) => {
		const cells = ((costUsd ?? 0) / most) * (width - gap.length);
		const whole = ascii ? Math.round(cells) : Math.floor(cells);
		const rest = ascii ? '' : eighths[Math.floor((cells - whole) * 8)]!;
		return gap + (ascii ? '#' : '█').repeat(whole) + rest;
	};
}

function notes({by, rows, totals, timezone}: Report, {subscription, complete}: TextLook): string[] {
	const lines: string[] = [];
	if (totals.unpricedModels.length > 0) {
		lines.push(`$?, ≥: ${unpricedAdvice(totals.unpricedModels)}`);
	}
	if (!complete) lines.push('≥: not everything could be read: see above.');
	if (rows.some(({partial}) => partial)) {
		lines.push('≥: there were requests that transcripts do not hold (titles, checks); `ccmon setup` makes them known.');
	}
	if (by === 'tool') lines.push(...toolNotes(totals));
	lines.push(...reportPriceNotes().map(clean));
	if (subscription) lines.push('Dollars are what the API would charge: on a Pro or Max plan they are a comparison.');
	lines.push(`Days of ${timezone}.`);
	return ['', ...lines];
}

function toolNotes({tool}: ReportRow): string[] {
	const notes = [
		'A request belongs to the tools that its answer called, in equal parts where it called several times.',
	];
	if (tool?.subagentCalls) {
		notes.push('Agent: with all that subagents used. IN SUBAGENTS: how much of that went into calls of the tool.');
	}
	return notes;
}
