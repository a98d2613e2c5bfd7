/** The monitor in a terminal: its first frame, how soon a change shows, and what it costs to keep open. */
import {mkdtempSync, readdirSync, rmSync, utimesSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {ccmonCommand} from '../test/support/ccmon.ts';
import {writeCorpus} from '../test/support/corpus.ts';
import {type LiveFleet, type LiveSession, startLiveFleet} from '../test/support/live-fleet.ts';
import {openInPty, type RunningMonitor, startMonitor} from './support/monitor.ts';
import {median, percentile, type Row} from './support/row.ts';

const sessions = 20;
const corpusBytes = 256 * 2 ** 20;
const restMs = 20_000;
const busyMs = 30_000;

export async function rows(): Promise<Row[]> {
	const home = mkdtempSync(path.join(tmpdir(), 'ccmon-bench-'));
	const configDir = path.join(home, '.claude');
	const yesterday = Date.now() - 86_400_000;
	writeCorpus(configDir, {bytes: corpusBytes, projects: 40, days: 60, end: yesterday});
	age(configDir, yesterday);
	const fleet = await startLiveFleet({configDir, sessions, history: 100});
	const probes = await startLiveFleet({configDir, sessions: 1, prefix: 'probe', seed: 2});
	try {
		const first = await firstFrame(home, fleet);
		const monitor = startMonitor({home, args: []});
		await monitor.until(screen => shows(screen, 'session-1'));
		const resting = await idle(monitor);
		const busy = await streaming(monitor, fleet, probes.sessions[0]!);
		const hour = await afterAnHour(monitor, fleet);
		await monitor.stop();
		return [first, ...resting, ...busy, hour];
	} finally {
		await fleet.close();
		await probes.close();
		rmSync(home, {recursive: true, force: true});
	}
}

/** Files that were written to today would all be read for the day's totals. */
function age(folder: string, at: number): void {
	for (const file of readdirSync(folder, {recursive: true, encoding: 'utf8'})) {
		utimesSync(path.join(folder, file), at / 1000, at / 1000);
	}
}

const shows = (screen: readonly string[], text: string) => screen.some(line => line.includes(text));

async function firstFrame(home: string, fleet: LiveFleet): Promise<Row> {
	const [node = ''] = ccmonCommand;
	const ratios: number[] = [];
	const times: number[] = [];
	for (let pair = 0; pair < 8; pair++) {
		const before = performance.now();
		await new Promise<void>(resolve => openInPty([node, '-e', '0'], {}).onExit(() => resolve()));
		const bare = performance.now() - before;
		const monitor = startMonitor({home, args: []});
		const seen = await monitor.until(screen => fleet.sessions.every(({name}) => shows(screen, name)));
		await monitor.stop();
		// The first pair warms the page cache and the compile cache.
		if (pair === 0) continue;
		times.push(seen - monitor.startedAt);
		ratios.push((seen - monitor.startedAt) / bare);
	}
	const ratio = median(ratios);
	return {
		name: 'first frame ÷ node -e 0 (20 live sessions, 256 MB corpus)',
		value: `${ratio.toFixed(1)}× (${median(times).toFixed(0)} ms)`,
		limit: '≤ 6×',
		ok: ratio <= 6,
	};
}

async function idle(monitor: RunningMonitor): Promise<Row[]> {
	// The sessions were busy a moment ago: a minute later their rates are zero and they are at rest.
	await sleep(65_000);
	const cpu = monitor.cpuMs();
	const bytes = monitor.bytes();
	await sleep(restMs);
	const share = ((monitor.cpuMs() - cpu) / restMs) * 100;
	const perSecond = (monitor.bytes() - bytes) / (restMs / 1000);
	return [
		{name: '20 idle sessions: processor', value: `${share.toFixed(2)} % of a core`, limit: '≤ 0.5 %', ok: share <= 0.5},
		{
			name: '20 idle sessions: to the terminal',
			value: `${perSecond.toFixed(0)} B/s`,
			limit: '≤ 200',
			ok: perSecond <= 200,
		},
	];
}

async function streaming(monitor: RunningMonitor, fleet: LiveFleet, probe: LiveSession): Promise<Row[]> {
	const stream = fleet.stream(1);
	const cpu = monitor.cpuMs();
	const start = performance.now();
	const delays: number[] = [];
	while (performance.now() - start < busyMs) delays.push(await appendAndSee(monitor, probe));
	stream.stop();
	const share = ((monitor.cpuMs() - cpu) / (performance.now() - start)) * 100;
	const mid = percentile(delays, 50);
	const high = percentile(delays, 99);
	return [
		{name: '20 busy sessions: processor', value: `${share.toFixed(1)} % of a core`, limit: '≤ 6 %', ok: share <= 6},
		{
			name: `appended line → screen, p50 / p99 of ${delays.length}`,
			value: `${mid.toFixed(0)} / ${high.toFixed(0)} ms`,
			limit: '≤ 120 / 160 ms',
			ok: mid <= 120 && high <= 160,
		},
	];
}

/** An hour of one request a second in each session, written in one go. */
async function afterAnHour(monitor: RunningMonitor, fleet: LiveFleet): Promise<Row> {
	for (let second = 0; second < 3600; second++) {
		for (const session of fleet.sessions) session.append();
		if (second % 100 === 0) await sleep(100);
	}
	await sleep(5000);
	const rss = monitor.rssMb();
	return {name: 'memory after 72,000 requests', value: `${rss.toFixed(0)} MB`, limit: '≤ 160 MB', ok: rss <= 160};
}

/** Appends to the one session that nobody else appends to, and waits for its row to change. */
async function appendAndSee(monitor: RunningMonitor, probe: LiveSession): Promise<number> {
	const before = rowOf(monitor, probe.name);
	const at = performance.now();
	probe.append();
	const seen = await monitor.until(() => rowOf(monitor, probe.name) !== before);
	await sleep(50 + Math.random() * 200);
	return seen - at;
}

function rowOf(monitor: RunningMonitor, name: string): string {
	return monitor.screen().find(line => line.includes(`${name} `)) ?? '';
}
