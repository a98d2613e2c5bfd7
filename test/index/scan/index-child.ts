/** A process of its own that brings a history up to date, and says after each file that it has. */

import {planScan} from '../../../source/index/scan/scan-plan.ts';
import {counterCount, runScanThread} from '../../../source/index/scan/scan-thread.ts';
import {openHistory} from '../../../source/index/schema.ts';

const [databasePath = '', configDir = '', rowsPerWrite = '1'] = process.argv.slice(2);
const {database} = openHistory({path: databasePath, now: () => 0, busyTimeoutMs: 60_000});
if (!database) process.exit(1);
const plan = planScan({database, configDirs: [configDir], now: 0, onUnreadable: () => {}});
runScanThread({
	database,
	...plan,
	counters: new Int32Array(counterCount),
	rowsPerWrite: Number(rowsPerWrite),
	onFile: () => process.stdout.write('.'),
	onProblem: () => process.exit(2),
	onBrokenLines: () => {},
});
database.close();
