/** The books of the reports: what the index has settled. */
import {costsOf} from '../../source/accounting/costs.ts';
import {groupings} from '../../source/core/report.ts';
import {planScan, type ScanGroup} from '../../source/index/scan/scan-plan.ts';
import {newCounters, runScanThread} from '../../source/index/scan/scan-thread.ts';
import {scanTotals} from '../../source/index/scan/scan-totals.ts';
import {settlePending} from '../../source/index/scan/settle-pending.ts';
import {openIndex} from '../../source/index/schema.ts';
import {readSpendingOf} from '../../source/index/spending-rows.ts';
import {readReport as readReportBy} from '../../source/reports/report/read-report.ts';
import {namedZone} from '../../source/reports/report/zones.ts';
import type {Random} from '../support/random.ts';
import type {Batch} from './batch.ts';
import {type Books, figuresOf} from './figures.ts';

/** Brings the index up to date, its transcripts in any order and written in pieces of any size. */
export function scan({databasePath, configDirs, stateDir, later}: Batch, random: Random): void {
	const now = () => later;
	const {database, problem} = openIndex({path: databasePath, now});
	if (!database) throw new Error(problem?.message);
	const onUnreadable = (path: string, error: unknown) => {
		throw new Error(`${path}: ${error}`);
	};
	const onProblem = ({path, message}: {path: string; message: string}) => onUnreadable(path, message);
	try {
		const {groups} = planScan({database, configDirs, now: later, onUnreadable});
		const order = random.shuffled(random.pick([groups, groups.flatMap(apart)]));
		const requestsPerWrite = random.pick([1, 10, 3000]);
		runScanThread({
			...{database, groups: order, counters: newCounters(), now, requestsPerWrite},
			...{onUnreadable, onProblem},
		});
		scanTotals({database, configDirs, stateDir, now});
		settlePending(database, later);
	} finally {
		database.close();
	}
}

/** As if each conversation were the only one of its project. */
const apart = (group: ScanGroup): ScanGroup[] =>
	[...Map.groupBy(group.files, ({sessionId, path}) => sessionId ?? path).values()].map(files => ({...group, files}));

export function readReport({databasePath, configDirs, later}: Batch) {
	const {database} = openIndex({path: databasePath, now: () => later});
	if (!database) throw new Error('no index');
	try {
		const spending = readSpendingOf(database, configDirs);
		const compacted = new Set(
			database
				.prepare("SELECT id FROM conversation WHERE json_array_length(facts, '$.compactions') > 0")
				.all()
				.map(({id}) => Number(id)),
		);
		const books: Books = new Map(
			spending.map(one => [
				one.sessionId,
				figuresOf(costsOf({...one, until: Number.POSITIVE_INFINITY}, compacted.has(one.row))),
			]),
		);
		const period = {from: 0, until: Number.MAX_SAFE_INTEGER};
		const zone = namedZone('UTC')!;
		const reports = groupings.map(by => readReportBy(database, configDirs, {by, zone, period}));
		return {books, spending, reports};
	} finally {
		database.close();
	}
}
