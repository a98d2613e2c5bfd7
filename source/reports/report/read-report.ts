/** Adds up the rows of a report from what the index has. */
import type {DatabaseSync} from 'node:sqlite';
import {type Grouping, type Report, sumReport} from '../../core/report.ts';
import {readSpendingOf} from '../../index/spending-rows.ts';
import {readSpendingSums, type SumBy} from '../../index/spending-sums.ts';
import {readToolParts} from '../../index/tools/tool-rows.ts';
import {entriesOf, includesOf, type Where} from './entries.ts';
import type {Period} from './period.ts';
import {toolEntriesOf} from './tool-entries.ts';
import {spansSinceClaudeCode, type Zone} from './zones.ts';

export interface ReportRequest {
	by: Grouping;
	zone: Zone;
	period: Period;
	/** Restricts it to what is in all of these rows. */
	within?: Where;
}

const sumsBy = {
	day: 'day',
	week: 'day',
	month: 'day',
	session: 'conversation',
	project: 'conversation',
	model: 'class',
	cause: 'class',
} as const satisfies Partial<Record<Grouping, SumBy>>;

export function readReport(
	database: DatabaseSync,
	configDirs: readonly string[],
	{by, zone, period, within = []}: ReportRequest,
): Report {
	if (by !== 'tool' && within.length === 0) {
		const offsets = spansSinceClaudeCode(zone);
		const sums = readSpendingSums(database, configDirs, {...period, by: sumsBy[by], offsets});
		return sumReport(entriesOf(sums, by, zone, period), by, zone.name);
	}
	const spending = readSpendingOf(database, configDirs);
	const includes = includesOf(within, zone);
	const entries =
		by === 'tool'
			? toolEntriesOf(spending, readToolParts(database, period.from, period.until), period, includes)
			: entriesOf(spending, by, zone, period, includes);
	return sumReport(entries, by, zone.name);
}
