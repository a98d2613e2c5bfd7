/**
 * A process of its own that brings a history up to date, and says after each file that it has. After `holdAfter` files it
 * stands still until it is killed.
 */

import {planScan} from '../../../source/index/scan/scan-plan.ts';
import {newCounters, runScanThread} from '../../../source/index/scan/scan-thread.ts';
import {openIndex} from '../../../source/index/schema.ts';

const [databasePath = '', configDir = '', requestsPerWrite = '1', holdAfter = 'Infinity'] = process.argv.slice(2);
const {database} = openIndex({path: databasePath, now: () => 0, busyTimeoutMs: 60_000});
if (!database) process.exit(1);
const plan = planScan({database, configDirs: [configDir], now: 0, onUnreadable: () => {}});
let files = 0;
runScanThread({
	database,
	groups: plan.groups,
	counters: newCounters(),
	now: () => 0,
	requestsPerWrite: Number(requestsPerWrite),
	onFile() {
		process.stdout.write('.');
		if (++files >= Number(holdAfter)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
	},
	onUnreadable: () => process.exit(2),
	onProblem: () => {},
});
database.close();
