/** Adds up the rows of a report from what the index has. */
import type {DatabaseSync} from 'node:sqlite';
import {type Grouping, type Report, sumReport} from '../../core/report.ts';
import {type ConversationSpending, readSpendingOf} from '../../index/spending-rows.ts';
import {readToolParts} from '../../index/tools/tool-rows.ts';
import {entriesOf} from './entries.ts';
import type {Period} from './period.ts';
import {toolEntriesOf} from './tool-entries.ts';
import type {Zone} from './zones.ts';

export interface ReportRequest {
	by: Grouping;
	zone: Zone;
	period: Period;
}

/** `spending`: all there is, whatever the period. */
export function readReport(
	database: DatabaseSync,
	configDirs: readonly string[],
	{by, zone, period}: ReportRequest,
): {report: Report; spending: readonly ConversationSpending[]} {
	const spending = readSpendingOf(database, configDirs);
	const entries =
		by === 'tool'
			? toolEntriesOf(spending, readToolParts(database, period.from, period.until), period)
			: entriesOf(spending, by, zone, period);
	return {report: sumReport(entries, by, zone.name), spending};
}
