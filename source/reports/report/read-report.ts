/** Adds up the rows of a report from what the index has. */
import type {DatabaseSync} from 'node:sqlite';
import {type Grouping, type Report, sumReport} from '../../core/report.ts';
import {type ConversationSpending, readSpendingOf} from '../../index/spending-rows.ts';
import {readToolParts} from '../../index/tools/tool-rows.ts';
import {entriesOf, includesOf, type Where} from './entries.ts';
import type {Period} from './period.ts';
import {toolEntriesOf} from './tool-entries.ts';
import type {Zone} from './zones.ts';

export interface ReportRequest {
	by: Grouping;
	zone: Zone;
	period: Period;
	/** Only what is in all of these rows. */
	within?: Where;
}

/** `spending`: all there is, whatever the period. */
export function readReport(
	database: DatabaseSync,
	configDirs: readonly string[],
	{by, zone, period, within = []}: ReportRequest,
): {report: Report; spending: readonly ConversationSpending[]} {
	const spending = readSpendingOf(database, configDirs);
	const includes = includesOf(within, zone);
	const entries =
		by === 'tool'
			? toolEntriesOf(spending, readToolParts(database, period.from, period.until), period, includes)
			: entriesOf(spending, by, zone, period, within.length > 0 ? includes : undefined);
	return {report: sumReport(entries, by, zone.name), spending};
}
