/** Trials one after the other, each in a scene: how they are drawn by lot, shown in a table, and started from a command line. */
import {findClaude} from './claude-binary.ts';
import {type Random, seededRandom} from './random.ts';
import {abandon, tidy} from './trial.ts';
import {type Bench, openBench, type TrialSession, type TrialWay, trialWays} from './trial-bench.ts';

export interface SeriesResult {
	scene: string;
	outcome: string | null;
	violations: readonly string[];
	/** Why the trial itself could not be made. */
	broken: string | null;
}

export interface SeriesOptions<Result> {
	tell?: (result: Result, index: number) => void;
	through?: TrialWay;
	/** How often a trial that could not be set up is tried again, with another session. */
	retries?: number;
}

export interface Series<Scene extends {name: string}, Result extends SeriesResult> {
	scenes(through: TrialWay): readonly Scene[];
	run(bench: Bench, claude: TrialSession, random: Random, scene: Scene): Promise<Result>;
	/** The result of a trial that could not be set up: it says nothing of ccmon, and must not end a run of an hour. */
	broken(scene: string, reason: string): Result;
}

/** Every scene comes equally often, in an order that the seed decides. */
export async function runSeries<Scene extends {name: string}, Result extends SeriesResult>(
	series: Series<Scene, Result>,
	count: number,
	seed: number,
	binary: string,
	{tell = () => {}, through = 'tmux', retries = 0}: SeriesOptions<Result> = {},
): Promise<Result[]> {
	const random = seededRandom(seed);
	const bench = await openBench(binary, through);
	const results: Result[] = [];
	let claude: TrialSession | null = null;
	let started = 0;
	try {
		const scenes = series.scenes(through);
		const order = Array.from({length: count}, (_, index) => scenes[index % scenes.length]!);
		for (let index = 0; index < count; index++) {
			const scene = order.splice(random.int(0, order.length - 1), 1)[0]!;
			let result: Result;
			let left = retries;
			do {
				claude = claude && (await tidy(claude));
				claude ??= await bench.start(`project-${++started}`);
				result = await series
					.run(bench, claude, random, scene)
					.catch((error: Error) => series.broken(scene.name, error.message));
				if (result.broken) {
					await abandon(claude);
					claude = null;
				}
			} while (result.broken && left-- > 0);
			results.push(result);
			tell(result, index);
		}
	} finally {
		await bench.close();
	}
	return results;
}

/** What is counted of the trials of a scene, by the column's title. */
export type Counts<Result> = Readonly<Record<string, (result: Result) => boolean>>;

/** A Markdown table: a line per scene, with how often each outcome came, and what else is counted. */
export function seriesTable<Result extends SeriesResult>(
	results: readonly Result[],
	words: readonly string[],
	counts: Counts<Result> = {},
): string {
	const row = (name: string, those: readonly Result[]) => {
		const ended = words.map(word => those.filter(({outcome}) => outcome === word).length);
		const counted = Object.values(counts).map(isCounted => those.filter(isCounted).length);
		const bad = those.reduce((sum, {violations}) => sum + violations.length, 0);
		const broken = those.filter(result => result.broken !== null).length;
		return `| ${[name, those.length, ...ended, ...counted, bad, broken].join(' | ')} |`;
	};
	const titles = ['trials', ...words, ...Object.keys(counts), 'violations', 'not set up'];
	const names = [...new Set(results.map(({scene}) => scene))].sort();
	return [
		`| moment | ${titles.join(' | ')} |`,
		`|---|${'--:|'.repeat(titles.length)}`,
		...names.map(name =>
			row(
				name,
				results.filter(({scene}) => scene === name),
			),
		),
		row('all', results),
	].join('\n');
}

/** Runs as many trials as the command line says and prints their table; the exit code is 1 when something happened that must not. */
export async function runFromCommandLine<Result extends SeriesResult>(
	run: (count: number, seed: number, binary: string, options: SeriesOptions<Result>) => Promise<Result[]>,
	table: (results: readonly Result[]) => string,
): Promise<never> {
	const [count = '500', seed = '1', through = 'tmux'] = process.argv.slice(2);
	const binary = await findClaude();
	if (!binary) process.exit(1);
	const results = await run(Number(count), Number(seed), binary, {
		tell: (result, index) => console.error(`${index + 1} ${JSON.stringify(result)}`),
		through: trialWays.find(way => way === through) ?? 'tmux',
	});
	console.log(table(results));
	process.exit(results.some(({violations}) => violations.length > 0) ? 1 : 0);
}
