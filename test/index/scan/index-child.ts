/** A process of its own that brings a history up to date, and says after each file that it has. */

import {planScan} from '../../../source/index/scan/scan-plan.ts';
import {newCounters, runScanThread} from '../../../source/index/scan/scan-thread.ts';
import {openIndex} from '../../../source/index/schema.ts';

const [databasePath = '', configDir = '', requestsPerWrite = '1'] = process.argv.slice(2);
const {database} = openIndex({path: databasePath, now: () => 0, busyTimeoutMs: 60_000});
if (!database) process.exit(1);
const plan = planScan({database, configDirs: [configDir], now: 0, onUnreadable: () => {}});
runScanThread({
	database,
	groups: plan.groups,
	counters: newCounters(),
	now: () => 0,
	requestsPerWrite: Number(requestsPerWrite),
	onFile: () => process.stdout.write('.'),
	onUnreadable: () => process.exit(2),
	onProblem: () => {},
});
database.close();
