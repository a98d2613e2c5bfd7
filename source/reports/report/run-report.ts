/** `ccmon report`. */
import {sum} from '../../accounting/sum.ts';
import {clean} from '../../claude/clean.ts';
import {hasBudget} from '../../core/budget.ts';
import type {Budgets} from '../../core/config/config.ts';
import {toJsonText} from '../../core/json-text.ts';
import {problemsToJson} from '../../core/problems.ts';
import {groupings, incomplete, reportToCsv, reportToJson} from '../../core/report.ts';
import {readSpendingOf} from '../../index/spending-rows.ts';
import {type CommandIo, sayProblems} from '../command-io.ts';
import {type HistoryPlace, readHistory} from '../read-history.ts';
import {checkBudgets, unpricedModels} from './check-budgets.ts';
import {dayAt, parseDay, periodOf} from './period.ts';
import {type ReportRequest, readReport} from './read-report.ts';
import {spentSince} from './spent-since.ts';
import {reportToText} from './text.ts';
import {namedZone, ownZone} from './zones.ts';

export interface ReportOptions extends HistoryPlace {
	budgets: Budgets;
	/** As typed, unchecked. */
	by?: string | undefined;
	since?: string | undefined;
	until?: string | undefined;
	timezone?: string | undefined;
	json?: boolean;
	csv?: boolean;
	check?: boolean;
	ascii?: boolean;
	/** The user is on a plan that includes usage. */
	subscription?: boolean;
	/** What gateways and providers report, one line each, below the table. Receives ccmon's own count since a time (ms). */
	besides?: (spentSince: (at: number) => number) => Promise<readonly string[]>;
}

/** `unchecked`: it cannot be determined whether a budget is exceeded. */
const exit = {fine: 0, overBudget: 1, usage: 2, unchecked: 2, failed: 1} as const;

/**
 * Reads what is new, then prints. Returns the exit code: 1 if a budget is exceeded (`check`), 2 for a wrong option or
 * if that cannot be determined: nothing wrong or missing may look like money that was not spent.
 */
export async function runReport(options: ReportOptions, io: CommandIo): Promise<number> {
	const request = parseRequest(options, io.now());
	if (typeof request === 'string') return usageError(request, io);
	const {zone} = request;
	if (options.check && !hasBudget(options.budgets)) {
		sayProblems([], io);
		return usageError('--check: no budget is set in the config, under [budgets]', io);
	}
	const {ascii = false, json, csv, check, budgets} = options;
	const {result, problems, isWhole, complete} = await readHistory(options, io, {ascii}, database => ({
		report: readReport(database, options.configDirs, request),
		// Regardless of the period: budgets have their own.
		spending: check || options.besides ? readSpendingOf(database, options.configDirs) : [],
	}));
	if (!result) return check ? exit.unchecked : exit.failed;
	const {spending} = result;
	const report = complete ? result.report : incomplete(result.report);
	if (json) io.stdout.write(toJsonText({...reportToJson(report), problems: problemsToJson(problems)}));
	else if (csv) io.stdout.write(reportToCsv(report));
	else {
		const columns = io.stdout.isTTY ? (io.stdout.columns ?? 80) : null;
		const widthOf = await widthFor(report.rows);
		const subscription = options.subscription === true;
		io.stdout.write(reportToText(report, {columns, ascii, subscription, widthOf, isWhole, complete}));
		const ownUsd = (at: number) => sum(spentSince(spending, at).map(({usd}) => usd));
		const besides = (await options.besides?.(ownUsd)) ?? [];
		if (besides.length > 0) io.stdout.write(`\n${besides.map(clean).join('\n')}\n`);
	}
	if (!check) return exit.fine;
	const exceeded = checkBudgets(spending, budgets, zone, io.now());
	for (const line of exceeded) io.stderr.write(`${line}\n`);
	if (exceeded.length > 0) return exit.overBudget;
	const unpriced = unpricedModels(spending, budgets, zone, io.now());
	if (unpriced.length > 0) {
		const models = unpriced.map(clean).join(', ');
		io.stderr.write(`ccmon report --check: not checked, because no price is known for ${models}: see [prices]\n`);
		return exit.unchecked;
	}
	if (problems.length === 0) return exit.fine;
	io.stderr.write('ccmon report --check: not checked, because of what is said above\n');
	return exit.unchecked;
}

/** Characters known to be one column wide: those of most names, and those that the table itself adds. */
const narrow = /^[\x20-\x7e\u2013\u2026\u2264\u2265]*$/;

/** Other text is measured with Unicode tables that take 30 ms to load: only if needed. */
async function widthFor(rows: readonly {key: string; name: string | null}[]): Promise<(text: string) => number> {
	if (rows.every(({key, name}) => narrow.test(key) && narrow.test(name ?? ''))) return text => text.length;
	const {default: stringWidth} = await import('string-width');
	return text => stringWidth(text);
}

/** The checked options, or what is wrong with one of them and what is allowed. */
function parseRequest(options: ReportOptions, now: number): ReportRequest | string {
	const by = groupings.find(grouping => grouping === (options.by ?? 'day'));
	if (!by) return `--by ${options.by}: one of ${groupings.join(', ')}`;
	if (options.json && options.csv) return '--json or --csv, not both';
	const zone = options.timezone === undefined ? ownZone() : namedZone(options.timezone);
	if (!zone) return `--timezone ${options.timezone}: not a time zone such as Europe/Berlin`;
	const today = dayAt(zone, now);
	const days: (number | null)[] = [];
	for (const name of ['since', 'until'] as const) {
		const text = options[name];
		const day = text === undefined ? null : parseDay(text, today);
		if (text !== undefined && day === null) return `--${name} ${text}: a day such as 2026-11-01, today, or 7d`;
		days.push(day);
	}
	const [since = null, until = null] = days;
	if (since !== null && until !== null && since > until) return '--since is later than --until';
	return {by, zone, period: periodOf(zone, since, until)};
}

function usageError(message: string, io: CommandIo): number {
	io.stderr.write(`ccmon report: ${message}\n`);
	return exit.usage;
}
