/** How soon the monitor shows every running session, in several homes in turn. */
import {type LiveFleet, startLiveFleet} from '../../test/support/live-fleet.ts';
import {startMonitor} from './monitor.ts';
import {configDirOf, type Home} from './program.ts';
import {median, type Row} from './row.ts';

const rounds = 9;

export const startFleetIn = (home: Home, sessions = 5): Promise<LiveFleet> =>
	startLiveFleet({configDir: configDirOf(home), sessions, history: 20});

export const showsAll =
	({sessions}: LiveFleet) =>
	(screen: readonly string[]): boolean =>
		sessions.every(({name}) => screen.some(line => line.includes(`${name} `)));

/** One row for each home but the first, which is the one to compare with: it holds no history. */
export async function firstFrameRows(homes: readonly {name: string; home: Home}[]): Promise<Row[]> {
	const fleets: LiveFleet[] = [];
	try {
		for (const {home} of homes) fleets.push(await startFleetIn(home));
		const times = homes.map((): number[] => []);
		for (let round = -1; round < rounds; round++) {
			for (const [index, {home}] of homes.entries()) {
				// An earlier monitor may have been left in another view, which is remembered.
				const monitor = startMonitor({home, args: ['--fresh']});
				const seen = await monitor.until(showsAll(fleets[index]!));
				await monitor.stop();
				// The first round fills the caches.
				if (round >= 0) times[index]!.push(seen - monitor.startedAt);
			}
		}
		const [without = Number.NaN] = times.map(median);
		return homes.slice(1).map(({name}, index) => {
			// Within a round, what else the machine does affects all equally.
			const ratio = median(times[index + 1]!.map((time, round) => time / times[0]![round]!));
			return {
				name: `first frame with ${name} ÷ with none`,
				value: `${ratio.toFixed(2)}× (${median(times[index + 1]!).toFixed(0)} ms, ${without.toFixed(0)} ms)`,
				limit: '≤ 1.10×',
				ok: ratio <= 1.1,
			};
		});
	} finally {
		for (const fleet of fleets) await fleet.close();
	}
}
