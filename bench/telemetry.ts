/** The monitor while telemetry storms in: how soon it answers a key, what it holds, what it keeps; and two on one port. */
import {execFile} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {promisify} from 'node:util';
import type {LiveFleet} from '../test/support/live-fleet.ts';
import {apiRequest, logsBody, otlpNoon, sendOtlp} from '../test/support/otlp.ts';
import {showsAll, startFleetIn} from './support/first-frame.ts';
import {keyRow, pressAndSee, type RunningMonitor, startMonitor} from './support/monitor.ts';
import {type Home, runReport, setUp, type TelemetryAddress} from './support/program.ts';
import {percentile, type Row} from './support/row.ts';
import type {Load, Sent} from './support/telemetry-sender.ts';

const sessions = 20;
/** Of each request that the sender makes up. */
const outputTokens = 30;
const sender = path.join(import.meta.dirname, 'support/telemetry-sender.ts');

export async function rows(): Promise<Row[]> {
	// 50 Claude Codes, 100 events a second each; and as many invalid requests, from a sender that does not know the token.
	const events = {connections: 50, batchesPerSecond: 10, eventsPerBatch: 10, seconds: 10, junk: false};
	const junk = {...events, connections: 100, batchesPerSecond: 50, eventsPerBatch: 1, junk: true};
	return [...(await inHome(storm(events))), ...(await inHome(storm(junk))), ...(await inHome(shared))];
}

interface Place {
	home: Home;
	fleet: LiveFleet;
	address: TelemetryAddress;
	open(): Promise<RunningMonitor>;
}

async function inHome(measure: (place: Place) => Promise<Row[]>): Promise<Row[]> {
	const home = mkdtempSync(path.join(tmpdir(), 'ccmon-bench-'));
	const fleet = await startFleetIn(home, sessions);
	const monitors: RunningMonitor[] = [];
	const open = async () => {
		const monitor = startMonitor({home, args: []});
		monitors.push(monitor);
		await monitor.until(showsAll(fleet));
		return monitor;
	};
	try {
		return await measure({home, fleet, address: await setUp(home), open});
	} finally {
		for (const monitor of monitors) await monitor.stop();
		await fleet.close();
		rmSync(home, {recursive: true, force: true});
	}
}

const storm =
	(load: Omit<Load, keyof TelemetryAddress | 'sessionIds'>) =>
	async ({home, fleet, address, open}: Place): Promise<Row[]> => {
		const before = await requestsOf(home);
		const monitor = await open();
		const sessionIds = fleet.sessions.map(({sessionId}) => sessionId());
		const all: Load = {...load, ...address, ...(load.junk ? {token: 'wrong'} : {}), sessionIds};
		let isOver = false;
		const sending = promisify(execFile)(process.execPath, [sender, JSON.stringify(all)]).finally(() => {
			isOver = true;
		});
		const delays: number[] = [];
		while (!isOver) {
			const row = selected(monitor);
			delays.push(await pressAndSee(monitor, row <= 5 ? 'j' : 'k', () => selected(monitor)));
			await sleep(30 + Math.random() * 70);
		}
		const sent: Sent = JSON.parse((await sending).stdout);
		const rss = monitor.peakRssMb();
		await monitor.stop();
		const rate = sent.events / (sent.elapsedMs / 1000);
		const name = `monitor under ${rate.toFixed(0)} ${load.junk ? 'strangers’ requests' : 'events'}/s`;
		const stored = (await requestsOf(home)) - before;
		const wrong = load.junk ? sent.events - sent.refused + stored : sent.events - stored;
		return [
			{
				name: `${name}: ${load.junk ? 'not refused' : 'lost'} of ${sent.events}`,
				value: `${wrong}`,
				limit: '0',
				ok: wrong === 0,
			},
			keyRow(name, delays),
			{name: `${name}: peak RSS`, value: `${rss.toFixed(0)} MB`, limit: '≤ 200 MB', ok: rss <= 200},
		];
	};

/** By their tokens, each event made up with as many. */
const requestsOf = async (home: Home): Promise<number> =>
	JSON.parse((await runReport(home)).stdout).totals.outputTokens / outputTokens;

/** The row of the selection. */
const selected = (monitor: RunningMonitor) => monitor.screen().findIndex(line => line.startsWith('▸'));

/** How soon a request is on both screens, and what is missed when the one that listens is killed. */
async function shared({fleet, address, open}: Place): Promise<Row[]> {
	const monitors = [await open(), await open()];
	const {name, sessionId} = fleet.sessions[0]!;
	const rowOf = (monitor: RunningMonitor) => monitor.screen().find(line => line.includes(`${name} `));
	const send = async (sequence: number) => {
		const request = apiRequest({sequence, sessionId: sessionId(), at: Date.now() - otlpNoon, costUsd: 1});
		const answer = await sendOtlp('logs', logsBody(request), address).catch(() => null);
		return answer?.status === 200;
	};
	const delays: number[] = [];
	for (let sequence = 0; sequence < 60; sequence++) {
		const before = monitors.map(rowOf);
		const at = performance.now();
		await send(sequence);
		const seen = monitors.map((monitor, index) => monitor.until(() => rowOf(monitor) !== before[index]));
		delays.push(Math.max(...(await Promise.all(seen))) - at);
		await sleep(100);
	}
	process.kill(monitors[0]!.pid, 'SIGKILL');
	const killedAt = Date.now();
	let [missed, missedUntil] = [0, killedAt];
	for (let sequence = 60; Date.now() < killedAt + 3000; sequence++) {
		if (!(await send(sequence))) {
			missed++;
			missedUntil = Date.now();
		}
		await sleep(5);
	}
	const [middle, high] = [percentile(delays, 50), percentile(delays, 99)];
	const gap = missedUntil - killedAt;
	return [
		{
			name: `two monitors: a request on both screens, p50 / p99 of ${delays.length}`,
			value: `${middle.toFixed(0)} / ${high.toFixed(0)} ms`,
			limit: '≤ 500 ms',
			ok: high <= 500,
		},
		{
			name: 'two monitors, one killed: until the other takes its place',
			value: `${gap} ms (${missed} requests not taken)`,
			limit: '≤ 2000 ms',
			ok: gap <= 2000,
		},
	];
}
