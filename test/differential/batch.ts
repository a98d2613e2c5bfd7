/** Several made-up worlds in one home, each on days of its own, so that a database serves them all. */
import {cpSync, existsSync, mkdirSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';
import type {Delivery} from '../../source/index/telemetry/write.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {noon} from '../support/events.ts';
import {seededRandom} from '../support/random.ts';
import {spendingFiles, writeClaudeJson} from '../support/spending-files.ts';
import {type Habits, habitsOf} from '../support/spending-habits.ts';
import {allSteps, type Step} from '../support/spending-steps.ts';
import {simulate, type World} from '../support/spending-world.ts';

export interface BatchWorld extends World {
	seed: number;
	script: readonly Step[];
	habits: Habits;
	/** Some of its telemetry never arrives. */
	isLossy: boolean;
}

export interface Batch {
	folder: TemporaryFolder;
	configDirs: readonly string[];
	stateDir: string;
	databasePath: string;
	worlds: readonly BatchWorld[];
	/** The second config folder is an old copy of the first. */
	isCopied: boolean;
	/** When everything is over and nothing is pending any more, ms. */
	later: number;
	/** Writes the first part of everything, or the rest. Returns the telemetry that was sent meanwhile. */
	write(part: 'first' | 'rest'): Delivery[];
	remove(): void;
}

const dayMs = 86_400_000;

/** `only`: of the worlds, this one alone. */
export function createBatch(seed: number, count: number, only: number | null): Batch {
	const random = seededRandom(seed);
	const folder = temporaryFolder();
	const stateDir = folder.at('state');
	mkdirSync(stateDir, {mode: 0o700});
	const [first, second, link] = [folder.at('claude'), folder.at('other'), folder.at('link')];
	const isCopied = random.chance(0.3);
	const configDirs = random.chance(0.3) ? [link, first, second] : [first, second];
	mkdirSync(first);
	symlinkSync(first, link);
	const parts = Array.from({length: count}, (_, index) => {
		const world = createWorld(seed * 1000 + index, noon + (index - count) * 2 * dayMs);
		return {...world, cwd: `/home/dev/w${index}`, configDir: isCopied || world.random.chance(0.7) ? first : second};
	}).filter((_, index) => only === null || index === only);
	const files = parts.map(({world, random, cwd, configDir}) =>
		spendingFiles(world, {
			...{configDir, stateDir, cwd},
			...{isLinked: !isCopied && random.chance(0.15), subagentsCopy: random.chance(0.5)},
		}),
	);
	const later = Math.max(...parts.map(({world}) => world.end)) + 600_000;

	function writeTotals(): void {
		for (const configDir of [first, second]) {
			const entries = parts.flatMap((part, index): [string, unknown][] => {
				const entry = part.configDir === configDir && part.hasClaudeJson ? files[index]!.claudeJsonEntry() : null;
				return entry ? [[part.cwd, entry]] : [];
			});
			if (entries.length > 0) writeClaudeJson(configDir, Object.fromEntries(entries));
		}
	}

	return {
		...{folder, configDirs, stateDir, databasePath: join(stateDir, 'ccmon.db'), later, isCopied},
		worlds: parts.map(({world}) => world),
		write(part) {
			for (const [index, {cut, isCutOff, world}] of parts.entries()) {
				if (part === 'first') files[index]!.advance(cut, isCutOff);
				else files[index]!.advance(world.end + dayMs);
			}
			writeTotals();
			if (part === 'first' && isCopied && existsSync(join(first, 'projects'))) {
				cpSync(first, second, {recursive: true, preserveTimestamps: true, verbatimSymlinks: true});
			}
			return parts.flatMap(({sent, cut}) =>
				sent.filter(({at}) => at <= cut === (part === 'first')).map(({delivery}) => delivery),
			);
		},
		remove: () => folder.remove(),
	};
}

function createWorld(seed: number, at: number) {
	const random = seededRandom(seed);
	const script = Array.from({length: random.int(1, 9)}, () => random.pick(allSteps));
	const habits = habitsOf(random);
	// One in four lies around midnight.
	const startAt = at + (random.chance(0.25) ? 43_140_000 : 0);
	const simulated = simulate(script, seed, startAt, habits);
	const isLossy = random.chance(0.3);
	const cut = random.int(startAt, simulated.end);
	const received = simulated.sent.filter(() => habits.telemetry && !(isLossy && random.chance(0.15)));
	// Some comes late, as when it was kept back while no ccmon ran.
	const sent = received.map(one => (random.chance(0.1) ? {...one, at: simulated.end} : one));
	const world: BatchWorld = {...simulated, seed, script, habits, isLossy};
	return {world, random, sent, cut, isCutOff: random.chance(0.5), hasClaudeJson: random.chance(0.5)};
}
