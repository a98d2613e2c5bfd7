/**
 * The history against others that read the same transcripts, side by side in one run. Gigabytes are measured when asked
 * for: `npm run bench history -- --large` (some minutes, and 5 GB of the disk).
 */
import {mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {writeCorpus} from '../test/support/corpus.ts';
import {firstFrameRows, showsAll, startFleetIn} from './support/first-frame.ts';
import {keyRow, pressAndSee, startMonitor} from './support/monitor.ts';
import {configDirOf, type Home, type Run, run, runReport} from './support/program.ts';
import {installRivals, names, type Rivals} from './support/rivals.ts';
import {attempt, leftOut, median, type Row} from './support/row.ts';

const mib = 2 ** 20;
const pairs = 7;
/** A year, as the report over a year needs. */
const days = 365;

export async function rows({large = false} = {}): Promise<Row[]> {
	const folder = mkdtempSync(path.join(tmpdir(), 'ccmon-bench-history-'));
	const homes = [homeOf(folder, 'none', 0), homeOf(folder, '256 MB of history', 256 * mib)];
	try {
		const table = await attempt('history, compared', () => compareRows(homes[1]!.home));
		if (large) {
			const {name, home} = homeOf(folder, '4 GB of history', 4096 * mib);
			homes.push({name, home});
			table.push(...(await attempt(name, () => largeRows(home))));
			table.push(...(await attempt(`${name}, keys`, () => keyRows(home))));
		}
		table.push(...(await attempt('history, first frames', () => firstFrameRows(homes))));
		if (!large) {
			table.push({name: '4 GB of history', value: leftOut, limit: 'npm run bench history -- --large', ok: true});
		}
		return table;
	} finally {
		rmSync(folder, {recursive: true, force: true});
	}
}

function homeOf(folder: string, name: string, bytes: number): {name: string; home: Home} {
	const home = path.join(folder, name.replaceAll(' ', '-'));
	const configDir = configDirOf(home);
	mkdirSync(configDir, {recursive: true});
	if (bytes === 0) return {name, home};
	const end = Date.now() - 2 * 86_400_000;
	writeCorpus(configDir, {bytes, projects: 40, days, turns: 220, end});
	// What was written today is another bench's: today.ts.
	for (const file of readdirSync(configDir, {recursive: true, encoding: 'utf8'})) {
		utimesSync(path.join(configDir, file), end / 1000, end / 1000);
	}
	return {name, home};
}

/** As if it had never been run: without its database and without the others' caches. */
function forget(home: Home): void {
	for (const name of ['.local', '.cache', '.config']) rmSync(path.join(home, name), {recursive: true, force: true});
}

async function compareRows(home: Home): Promise<Row[]> {
	let rivals: Rivals;
	try {
		rivals = await installRivals();
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		return [
			{
				name: `history against ${names.ccusage} and ${names.tokscale}`,
				value: `not compared: ${reason}`,
				limit: '',
				ok: true,
			},
		];
	}
	const took: Record<'first' | 'second' | keyof Rivals, Run[]> = {
		...{first: [], second: [], ccusage: [], ccusageBinary: [], tokscale: []},
	};
	for (let pair = -1; pair < pairs; pair++) {
		const round: Partial<typeof took> = {};
		for (const name of ['ccusage', 'ccusageBinary', 'tokscale'] as const) {
			forget(home);
			round[name] = [await run(rivals[name], home)];
		}
		forget(home);
		round.first = [await runReport(home)];
		round.second = [await runReport(home)];
		// The first round brings the transcripts into memory.
		if (pair >= 0) for (const [name, of] of Object.entries(round)) took[name as keyof typeof took].push(...of);
	}
	const ratio = (ours: readonly Run[], theirs: readonly Run[], of: 'ms' | 'cpuMs' = 'ms') =>
		median(ours.map((run, index) => run[of] / theirs[index]![of]));
	const ms = (runs: readonly Run[]) => `${median(runs.map(({ms}) => ms)).toFixed(0)} ms`;
	const row = (name: string, ours: readonly Run[], limit: number): Row => {
		const value = ratio(ours, took.ccusage);
		const bare = ratio(ours, took.ccusageBinary);
		return {
			name: `256 MB, ${name} ÷ ${names.ccusage} daily --offline --json`,
			value: `${value.toFixed(2)}× (${ms(ours)}, ${ms(took.ccusage)}; ÷ its bare binary ${bare.toFixed(2)}×)`,
			limit: `≤ ${limit}×`,
			ok: value <= limit,
		};
	};
	// It asks for prices before it ends: how long it waits for the network is not its speed.
	const cpu = ratio(took.first, took.tokscale, 'cpuMs');
	return [
		row('first scan', took.first, 0.5),
		row('second', took.second, 0.12),
		{
			name: `256 MB, first scan ÷ ${names.tokscale} --json, processor time`,
			value: `${cpu.toFixed(2)}× (${ms(took.first)}, ${ms(took.tokscale)} with its look for prices)`,
			limit: '≤ 1×',
			ok: cpu <= 1,
		},
	];
}

async function largeRows(home: Home): Promise<Row[]> {
	const first: Run[] = [];
	for (let round = -1; round < 3; round++) {
		forget(home);
		const took = await runReport(home);
		if (round >= 0) first.push(took);
	}
	const year: Run[] = [];
	for (let round = -1; round < 9; round++) {
		const took = await runReport(home, ['--since', `${days}d`]);
		if (round >= 0) year.push(took);
	}
	const speed = (4096 * mib) / 1e6 / median(first.map(({ms}) => ms));
	const rss = Math.max(...first.map(({peakRssMb}) => peakRssMb));
	const yearMs = median(year.map(({ms}) => ms));
	return [
		{name: '4 GB, first scan', value: `${speed.toFixed(2)} GB/s`, limit: '≥ 1 GB/s', ok: speed >= 1},
		{name: '4 GB, first scan: peak RSS', value: `${rss.toFixed(0)} MB`, limit: '≤ 200 MB', ok: rss <= 200},
		{name: '4 GB, indexed: report over a year', value: `${yearMs.toFixed(0)} ms`, limit: '≤ 120 ms', ok: yearMs <= 120},
	];
}

/** Looks at the history for the first time, and presses keys until it is read. */
async function keyRows(home: Home): Promise<Row[]> {
	rmSync(path.join(home, '.local'), {recursive: true, force: true});
	const fleet = await startFleetIn(home);
	const monitor = startMonitor({home, args: []});
	const shows = (text: string) => monitor.screen().some(line => line.includes(text));
	/** The chosen grouping, which the key `g` changes. */
	const grouping = () => /by.*\[(\w+)\]/.exec(monitor.screen().find(line => /by.*\[\w+\]/.test(line)) ?? '')?.[1];
	try {
		await monitor.until(showsAll(fleet));
		monitor.press('h');
		await monitor.until(() => shows('reading transcripts'));
		const start = performance.now();
		const delays: number[] = [];
		while (shows('reading transcripts')) {
			delays.push(await pressAndSee(monitor, 'g', grouping));
			await sleep(20 + Math.random() * 40);
		}
		const seconds = (performance.now() - start) / 1000;
		const rss = monitor.peakRssMb();
		const name = `4 GB read in the monitor (${seconds.toFixed(1)} s)`;
		return [
			keyRow(name, delays),
			{name: `${name}: peak RSS`, value: `${rss.toFixed(0)} MB`, limit: '≤ 250 MB', ok: rss <= 250},
		];
	} finally {
		await monitor.stop();
		await fleet.close();
	}
}
