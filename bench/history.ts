/**
 * The history against others that read the same transcripts, side by side in one run. Gigabytes are measured when asked
 * for: `npm run bench history -- --large` (some minutes, and 5 GB of the disk).
 */
import {globSync, mkdirSync, mkdtempSync, rmSync, utimesSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {writeCorpus} from '../test/support/corpus.ts';
import {installRivals, names, type Rivals} from './history/rivals.ts';
import {type Place, run, runReport, type Took} from './history/run.ts';
import {firstFrameRows, type HistoryHome, keyRows} from './history/screen.ts';
import {median, type Row} from './row.ts';

const mib = 2 ** 20;
const pairs = 7;
/** A year, as the report over a year needs. */
const days = 365;

export async function rows({large = false} = {}): Promise<Row[]> {
	const folder = mkdtempSync(path.join(tmpdir(), 'ccmon-bench-history-'));
	const homes = [homeOf(folder, '0 MB', 0), homeOf(folder, '256 MB', 256 * mib)];
	try {
		const table = await compareRows(placeOf(homes[1]!));
		if (large) {
			homes.push(homeOf(folder, '4 GB', 4096 * mib));
			table.push(...(await largeRows(homes[2]!)), ...(await keyRows(homes[2]!)));
		}
		table.push(...(await firstFrameRows(homes)));
		if (!large) {
			table.push({name: '4 GB of history', value: 'left out', limit: 'npm run bench history -- --large', ok: true});
		}
		return table;
	} finally {
		rmSync(folder, {recursive: true, force: true});
	}
}

function homeOf(folder: string, name: string, bytes: number): HistoryHome {
	const home = path.join(folder, name.replace(' ', '-'));
	const configDir = path.join(home, '.claude');
	mkdirSync(configDir, {recursive: true});
	if (bytes > 0) writeYear(configDir, bytes);
	return {name, home};
}

function writeYear(configDir: string, bytes: number): void {
	const end = Date.now() - 2 * 86_400_000;
	writeCorpus(configDir, {bytes, projects: 40, days, turns: 220, end});
	// What was changed today is of today's sessions, and the monitor follows these.
	for (const file of globSync('projects/**', {cwd: configDir})) {
		utimesSync(path.join(configDir, file), end / 1000, end / 1000);
	}
}

const placeOf = ({home}: HistoryHome): Place => ({home, configDir: path.join(home, '.claude')});

/** As if it had never been run: without its database and without the others' caches. */
function forget({home}: Place): void {
	for (const name of ['.local', '.cache', '.config']) rmSync(path.join(home, name), {recursive: true, force: true});
}

async function compareRows(place: Place): Promise<Row[]> {
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
	const took: Record<'first' | 'second' | keyof Rivals, Took[]> = {
		...{first: [], second: [], ccusage: [], ccusageBinary: [], tokscale: []},
	};
	for (let pair = -1; pair < pairs; pair++) {
		const round: Partial<typeof took> = {};
		for (const name of ['ccusage', 'ccusageBinary', 'tokscale'] as const) {
			forget(place);
			round[name] = [await run(rivals[name], place)];
		}
		forget(place);
		round.first = [await runReport(place)];
		round.second = [await runReport(place)];
		// The first round brings the transcripts into memory.
		if (pair >= 0) for (const [name, of] of Object.entries(round)) took[name as keyof typeof took].push(...of);
	}
	const ratio = (ours: readonly Took[], theirs: readonly Took[], of: 'ms' | 'cpuMs' = 'ms') =>
		median(ours.map((run, index) => run[of] / theirs[index]![of]));
	const ms = (runs: readonly Took[]) => `${median(runs.map(({ms}) => ms)).toFixed(0)} ms`;
	const row = (name: string, ours: readonly Took[], limit: number): Row => {
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
		row('first scan', took.first, 0.4),
		row('second', took.second, 0.25),
		{
			name: `256 MB, first scan ÷ ${names.tokscale} --json, processor time`,
			value: `${cpu.toFixed(2)}× (${ms(took.first)}, ${ms(took.tokscale)} with its look for prices)`,
			limit: '≤ 1×',
			ok: cpu <= 1,
		},
	];
}

async function largeRows(home: HistoryHome): Promise<Row[]> {
	const place = placeOf(home);
	const first: Took[] = [];
	for (let round = -1; round < 3; round++) {
		forget(place);
		const took = await runReport(place);
		if (round >= 0) first.push(took);
	}
	const year: Took[] = [];
	for (let round = -1; round < 9; round++) {
		const took = await runReport(place, ['--since', `${days}d`]);
		if (round >= 0) year.push(took);
	}
	const speed = (4096 * mib) / 1e6 / median(first.map(({ms}) => ms));
	const rss = Math.max(...first.map(({peakRssMb}) => peakRssMb));
	const yearMs = median(year.map(({ms}) => ms));
	return [
		{name: '4 GB, first scan', value: `${speed.toFixed(2)} GB/s`, limit: '≥ 1 GB/s', ok: speed >= 1},
		{name: '4 GB, first scan: peak RSS', value: `${rss.toFixed(0)} MB`, limit: '≤ 250 MB', ok: rss <= 250},
		{name: '4 GB, indexed: report over a year', value: `${yearMs.toFixed(0)} ms`, limit: '≤ 150 ms', ok: yearMs <= 150},
	];
}
