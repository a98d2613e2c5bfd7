/** Reads the history for the history view, and for budgets that are watched while the monitor runs. */
import {setTimeout as sleep} from 'node:timers/promises';
import {type HistoryBook, historyView, spanDays} from '../../core/history-layout.ts';
import type {ReferenceFigures} from '../../core/reference.ts';
import {sumReport} from '../../core/report.ts';
import {openIndex} from '../../index/schema.ts';
import {type ConversationSpending, readSpendingOf} from '../../index/spending-rows.ts';
import {spendingNow} from '../report/check-budgets.ts';
import {entriesOf} from '../report/entries.ts';
import {dayAt, periodOf} from '../report/period.ts';
import {spentSince} from '../report/spent-since.ts';
import {dayName, ownZone, type Zone} from '../report/zones.ts';

export interface HistoryBookOptions {
	databasePath: string;
	configDirs: readonly string[];
	reference: ReferenceFigures;
	now(): number;
}

/** Longer than a frame: what a key changed meanwhile is drawn before the work goes on. */
export const frameMs = 50;

/**
 * Null: the database cannot be opened. On gigabytes of history reading takes a while and so does adding up: between them
 * comes a key that was pressed meanwhile.
 */
export async function readHistoryBook(options: HistoryBookOptions): Promise<HistoryBook | null> {
	const {database} = openIndex({path: options.databasePath, now: options.now});
	if (!database) return null;
	let spending: ConversationSpending[];
	try {
		spending = readSpendingOf(database, options.configDirs);
	} finally {
		database.close();
	}
	await sleep(frameMs);
	return createBook(spending, ownZone(), options);
}

const everything = {from: 0, until: Number.MAX_SAFE_INTEGER};

function createBook(
	spending: readonly ConversationSpending[],
	zone: Zone,
	{reference, now}: HistoryBookOptions,
): HistoryBook {
	const days = sumReport(entriesOf(spending, 'day', zone, everything), 'day', zone.name);
	const readAt = now();
	return {
		spending: () => spendingNow(spending, zone, readAt),
		view(span, grouping) {
			const today = dayAt(zone, now());
			const period = periodOf(zone, today + 1 - spanDays[span], today);
			const top = sumReport(entriesOf(spending, grouping, zone, period), grouping, zone.name);
			return historyView({span, grouping, today: dayName(today), days, top, reference});
		},
		spentSince: (at, configDir) => spentSince(spending, at, configDir),
	};
}
