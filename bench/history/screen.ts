/** The monitor beside a history: what it costs the first frame, and the keys while it is read. */
import {rmSync} from 'node:fs';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {type LiveFleet, startLiveFleet} from '../../test/support/live-fleet.ts';
import {keyRow, pressAndSee, type RunningMonitor, startMonitor} from '../monitor.ts';
import {median, type Row} from '../row.ts';

/** A home whose config folder holds so much history. */
export interface HistoryHome {
	name: string;
	home: string;
}

const rounds = 9;
const shows = (screen: readonly string[], text: string) => screen.some(line => line.includes(text));
const fleetIn = ({home}: HistoryHome) =>
	startLiveFleet({configDir: path.join(home, '.claude'), sessions: 5, history: 20});

/** The first home is the one without history. */
export async function firstFrameRows(homes: readonly HistoryHome[]): Promise<Row[]> {
	const fleets: LiveFleet[] = [];
	try {
		for (const home of homes) fleets.push(await fleetIn(home));
		const times = homes.map((): number[] => []);
		for (let round = -1; round < rounds; round++) {
			for (const [index, {home}] of homes.entries()) {
				const monitor = startMonitor({home, args: []});
				const seen = await monitor.until(screen => fleets[index]!.sessions.every(({name}) => shows(screen, name)));
				await monitor.stop();
				// The first round fills the caches.
				if (round >= 0) times[index]!.push(seen - monitor.startedAt);
			}
		}
		const [without = Number.NaN] = times.map(median);
		return homes.slice(1).map(({name}, index) => {
			// Within a round, what else the machine does hits all alike.
			const ratio = median(times[index + 1]!.map((time, round) => time / times[0]![round]!));
			return {
				name: `first frame with ${name} of history ÷ with none`,
				value: `${ratio.toFixed(2)}× (${median(times[index + 1]!).toFixed(0)} ms, ${without.toFixed(0)} ms)`,
				limit: '≤ 1.10×',
				ok: ratio <= 1.1,
			};
		});
	} finally {
		for (const fleet of fleets) await fleet.close();
	}
}

/** Looks at the history for the first time, and presses keys until it is read. */
export async function keyRows(place: HistoryHome): Promise<Row[]> {
	rmSync(path.join(place.home, '.local'), {recursive: true, force: true});
	const fleet = await fleetIn(place);
	const monitor = startMonitor({home: place.home, args: []});
	try {
		await monitor.until(screen => fleet.sessions.every(({name}) => shows(screen, name)));
		monitor.press('h');
		await monitor.until(screen => shows(screen, 'reading transcripts'));
		const start = performance.now();
		const delays: number[] = [];
		while (shows(monitor.screen(), 'reading transcripts')) {
			delays.push(await pressAndSee(monitor, 'g', () => grouping(monitor)));
			await sleep(20 + Math.random() * 40);
		}
		const seconds = (performance.now() - start) / 1000;
		const rss = monitor.peakRssMb();
		const name = `${place.name} read in the monitor (${seconds.toFixed(1)} s)`;
		return [
			keyRow(name, delays),
			{name: `${name}: peak RSS`, value: `${rss.toFixed(0)} MB`, limit: '≤ 250 MB', ok: rss <= 250},
		];
	} finally {
		await monitor.stop();
		await fleet.close();
	}
}

/** The chosen grouping, which the key `g` changes. */
const grouping = (monitor: RunningMonitor) =>
	/by.*\[(\w+)\]/.exec(monitor.screen().find(line => /by.*\[\w+\]/.test(line)) ?? '')?.[1];
