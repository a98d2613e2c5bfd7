/** The receiving end of the telemetry bench: the source with a ledger behind it, as in ccmon, in a process of its own. */
import {readFileSync} from 'node:fs';
import {monitorEventLoopDelay} from 'node:perf_hooks';
import {createLedger} from '../../source/core/ledger/ledger.ts';
import {createTelemetrySource} from '../../source/sources/telemetry/watch.ts';

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
const delay = monitorEventLoopDelay({resolution: 10});
delay.enable();

process.on('message', message => {
	if (message === 'reset') delay.reset();
	const peakRssMb = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
	const {refused} = source.status();
	const lostEvents = [...lost.values()].reduce((sum, count) => sum + count, 0);
	const cpuMs = process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000;
	// What the timer itself waits for is no delay.
	const delayMs = {p99: delay.percentile(99) / 1e6 - 10, max: delay.max / 1e6 - 10};
	process.send?.({requests: requests.size, lostEvents, peakRssMb, cpuMs, delayMs, refused});
});
process.send?.('ready');
