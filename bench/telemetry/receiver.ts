/** The receiving end of the telemetry bench: the source with a ledger behind it, as in ccmon, in a process of its own. */
import {readFileSync} from 'node:fs';
import {createLedger} from '../../source/core/ledger.ts';
import {createTelemetrySource} from '../../source/live/telemetry/watch.ts';
import {percentile} from '../row.ts';

const [stateDir = '', port = '', token = '', tell = ''] = process.argv.slice(2);
/** Say of each request when it was emitted. */
const told = tell === 'tell';
const ledger = createLedger({dayOf: at => new Date(at).toISOString().slice(0, 10)});
const requests = new Set<string | null>();
const lost = new Map<string, number>();
const source = createTelemetrySource({
	emit(event) {
		ledger.apply(event, Date.now());
		if (event.type === 'request') {
			requests.add(event.requestId);
			if (told) process.send?.({requestId: event.requestId, at: Date.now()});
		}
		if (event.type === 'telemetry.coverage') lost.set(event.sessionId, event.lostEvents);
	},
	clock: {now: () => Date.now()},
	stateDir,
	settings: {port: Number(port), token},
});
await source.ready;

/**
 * Processor time between two turns of the event loop, in ms: what a key would have to wait for. Elapsed time would
 * count what other programs take from the machine as well.
 */
const held: number[] = [];
let before = process.threadCpuUsage();
setInterval(() => {
	const now = process.threadCpuUsage();
	held.push((now.user + now.system - before.user - before.system) / 1000);
	before = now;
}, 1);

process.on('message', () => {
	const peakRssMb = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
	const {refused} = source.status();
	const lostEvents = [...lost.values()].reduce((sum, count) => sum + count, 0);
	const cpuMs = process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000;
	const heldMs = {p99: percentile(held, 99), most: Math.max(...held)};
	process.send?.({requests: requests.size, lostEvents, peakRssMb, cpuMs, heldMs, refused});
});
process.send?.('ready');
