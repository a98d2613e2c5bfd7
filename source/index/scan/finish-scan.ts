/** The last steps of a scan, once all transcripts are read: totals from other files, pending work, and reports of damage. */
import {dirname} from 'node:path';
import type {DatabaseSync} from 'node:sqlite';
import {damagedTranscripts} from '../transcript-rows.ts';
import type {ProblemList} from './problems.ts';
import type {ScanPlan} from './scan-plan.ts';
import {scanTotals} from './scan-totals.ts';
import {settlePending} from './settle-pending.ts';

export interface FinishOptions {
	database: DatabaseSync;
	databasePath: string;
	configDirs: readonly string[];
	/** Milliseconds since the epoch. */
	now(): number;
	plan: ScanPlan;
	problems: ProblemList;
}

/** Throws what SQLite throws. */
export function finishScan({database, databasePath, configDirs, now, plan, problems}: FinishOptions): void {
	scanTotals({database, configDirs, stateDir: dirname(databasePath), now});
	settlePending(database, now());
	for (const found of [...plan.damaged, ...damagedTranscripts(database, plan.groups)]) problems.damaged(found);
}
