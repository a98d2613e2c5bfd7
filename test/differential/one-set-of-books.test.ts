/**
 * One set of books: made-up worlds are written to disk and received as telemetry, and the live screen and the reports say
 * the same of them, no matter what is read when and by which; and neither says more than was really spent.
 *
 * New worlds every time. A failure prints its seed: SEED=<seed> repeats that batch, WORLD=<n> that world of it alone.
 * BATCHES=<n> tries so many.
 */
import type {DatabaseSync} from 'node:sqlite';
import {expect, test} from 'vitest';
import {quarterMs} from '../../source/accounting/spending.ts';
import type {ConversationSpending} from '../../source/index/spending-rows.ts';
import {migrations, room} from '../../source/index/telemetry/schema.ts';
import {createWriter, type Delivery} from '../../source/index/telemetry/write.ts';
import {openDatabase} from '../../source/platform/database.ts';
import {seededRandom} from '../support/random.ts';
import {type Batch, createBatch} from './batch.ts';
import {booksDiffer} from './figures.ts';
import {openLiveBooks} from './live.ts';
import {readReport, scan} from './report.ts';
import {faultsOf} from './truth.ts';

const worldsPerBatch = 25;
const dayMs = 86_400_000;
const environment = (name: string) => (process.env[name] === undefined ? null : Number(process.env[name]));
const only = environment('WORLD');
const seeds =
	environment('SEED') === null
		? Array.from({length: environment('BATCHES') ?? 80}, () => Math.floor(Math.random() * 4_000_000))
		: [environment('SEED')!];

function receive({databasePath, later}: Batch, deliveries: readonly Delivery[]): void {
	const {database} = openDatabase({path: databasePath, room, migrations, now: () => later});
	createWriter(database as DatabaseSync).write(deliveries);
	database?.close();
}

/** What is wrong with a batch, a line each. */
async function tryBatch(batch: Batch, seed: number): Promise<string[]> {
	const random = seededRandom(seed + 0.5);
	const share = random.pick([0, 0.3, 1]);
	const running = new Map<string, boolean>();
	const isRunning = (sessionId: string) => {
		const known = running.get(sessionId) ?? random.chance(share);
		running.set(sessionId, known);
		return known;
	};
	receive(batch, batch.write('first'));
	// A status line that is overwritten is known to those who saw it: either both have looked by now, or none.
	const isLookedAt = random.chance(0.8);
	if (isLookedAt) scan(batch, random);
	const direct = openLiveBooks({batch, random, isIndexed: false, isRunning: () => true});
	if (isLookedAt) await direct.readOn();
	let indexed = openLiveBooks({batch, random, isIndexed: true, isRunning});
	if (isLookedAt && random.chance(0.5)) {
		await indexed.readOn();
		indexed.closeQuiet(random.pick([0, 0.5, 1]));
	}
	receive(batch, batch.write('rest'));
	// Started only now, from an index that is behind.
	if (random.chance(0.3)) {
		indexed.close();
		indexed = openLiveBooks({batch, random, isIndexed: true, isRunning});
	}
	await direct.readOn();
	await indexed.readOn();
	scan(batch, random);
	indexed.takeFinished();
	indexed.closeQuiet(random.pick([0, 0.5, 1]));
	const {books, spending, reports} = readReport(batch);
	const usd = [...books.values()].reduce((sum, {cost}) => sum + (cost.totalUsd ?? 0), 0);
	const today = todayUsd(batch, spending);
	const faults = [
		...booksDiffer(direct.books(), books).map(text => `read live ≠ report: ${text}`),
		...booksDiffer(indexed.books(), books).map(text => `live from the index ≠ report: ${text}`),
		...reports.flatMap(({by, totals}) =>
			Math.abs((totals.costUsd ?? 0) - usd) < 1e-8 ? [] : [`report by ${by}: ${totals.costUsd} ≠ ${usd}`],
		),
		...[direct, indexed]
			.filter(live => Math.abs((live.todayUsd() ?? 0) - today) > 1e-8)
			.map(live => `live today: ${live.todayUsd()} ≠ ${today}`),
		...faultsOf(batch, spending),
	];
	direct.close();
	indexed.close();
	return faults;
}

/** What the pieces of spending of the last day add up to, in UTC. */
function todayUsd({later}: Batch, spending: readonly ConversationSpending[]): number {
	const from = Math.floor(later / dayMs) * dayMs;
	const pieces = spending.flatMap(({pieces}) => pieces).filter(({quarter}) => quarter * quarterMs >= from);
	return pieces.reduce((sum, {costUsd}) => sum + (costUsd ?? 0), 0);
}

/** In which world it is. */
function worldOf({worlds, isCopied}: Batch, fault: string): string {
	const index = worlds.findIndex(({seed}) => fault.includes(seed.toString(16).padStart(8, '0')));
	if (index < 0) return '';
	const {script, habits} = worlds[index]!;
	return ` (WORLD=${only ?? index}: ${script.join(' ')}; ${isCopied ? 'copied; ' : ''}${JSON.stringify(habits)})`;
}

test(`${seeds.length * worldsPerBatch} worlds are the same in every book`, {
	timeout: 60_000 + seeds.length * 7000,
}, async () => {
	for (const seed of seeds) {
		const batch = createBatch(seed, worldsPerBatch, only);
		try {
			const faults = (await tryBatch(batch, seed)).map(fault => `${fault}${worldOf(batch, fault)}`);
			expect(faults, `SEED=${seed} repeats it`).toEqual([]);
		} finally {
			batch.remove();
		}
	}
});
