/** Folders in which everything was written today, as after a restored backup: what that costs a look and a monitor. */
import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {writeCorpus} from '../test/support/corpus.ts';
import {firstFrameRows, showsAll, startFleetIn} from './support/first-frame.ts';
import {type RunningMonitor, startMonitor} from './support/monitor.ts';
import {configDirOf, type Home, runOnce, runReport} from './support/program.ts';
import {attempt, median, type Row} from './support/row.ts';

/** With their subagents' they have 12,000 transcripts, more or less. */
const conversations = 6700;
const gigabyte = 2 ** 30;
const rounds = 7;

export async function rows(): Promise<Row[]> {
	const folder = mkdtempSync(path.join(tmpdir(), 'ccmon-bench-today-'));
	const home = (name: string) => {
		mkdirSync(configDirOf(path.join(folder, name)), {recursive: true});
		return path.join(folder, name);
	};
	try {
		const [none, many, large] = [home('none'), home('many'), home('large')];
		const end = Date.now();
		const {files} = writeCorpus(configDirOf(many), {sessions: conversations, projects: 200, days: 365, turns: 6, end});
		const name = `${files} transcripts written today`;
		const table = await attempt(`${name}: --once --json`, () => onceRows(name, many));
		const homes = [
			{name: 'none', home: none},
			{name, home: many},
		];
		table.push(...(await firstFrameRows(homes)));
		writeCorpus(configDirOf(large), {bytes: gigabyte, projects: 40, days: 0.2, turns: 220, end});
		return [...table, await monitorRow(large)];
	} finally {
		rmSync(folder, {recursive: true, force: true});
	}
}

async function onceRows(of: string, home: Home): Promise<Row[]> {
	// What fills the index.
	await runReport(home);
	const runs = [];
	for (let round = 0; round < rounds; round++) runs.push(await runOnce(home));
	const ms = median(runs.map(run => run.ms));
	const rss = Math.max(...runs.map(run => run.peakRssMb));
	const name = `${of}, indexed: --once --json`;
	return [
		{name, value: `${ms.toFixed(0)} ms`, limit: '≤ 1000 ms', ok: ms <= 1000},
		{name: `${name}, peak RSS`, value: `${rss.toFixed(0)} MB`, limit: '≤ 150 MB', ok: rss <= 150},
	];
}

async function monitorRow(home: Home): Promise<Row> {
	const fleet = await startFleetIn(home);
	const monitor = startMonitor({home, args: []});
	try {
		await monitor.until(showsAll(fleet));
		const seconds = await atRest(monitor);
		const [rss, peak] = [monitor.rssMb(), monitor.peakRssMb()];
		return {
			name: `monitor with 1 GB written today, read after ${seconds.toFixed(0)} s: RSS`,
			value: `${rss.toFixed(0)} MB (peak ${peak.toFixed(0)} MB)`,
			limit: '≤ 150 MB',
			ok: rss <= 150,
		};
	} finally {
		await monitor.stop();
		await fleet.close();
	}
}

/** Waits until it has used next to no processor time for three seconds; gives the seconds until then. */
async function atRest(monitor: RunningMonitor): Promise<number> {
	for (let quiet = 0, before = monitor.cpuMs(); quiet < 3; ) {
		await sleep(1000);
		const now = monitor.cpuMs();
		quiet = now - before <= 50 ? quiet + 1 : 0;
		before = now;
		if (performance.now() - monitor.startedAt > 300_000) throw new Error('the monitor never came to rest');
	}
	return (performance.now() - monitor.startedAt) / 1000 - 3;
}
