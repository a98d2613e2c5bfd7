/**
 * Many trials: `node test/support/trial-run.ts [COUNT] [SEED] [tmux|run|kitty|screen]`, with a table at the end. Needs the real Claude
 * Code and, for `run`, the build.
 */

import {findClaude} from './claude-binary.ts';
import {seededRandom} from './random.ts';
import {abandon, brokenTrial, runTrial, type TrialResult, tidy} from './trial.ts';
import {openBench, type TrialSession, type TrialWay, trialWays} from './trial-bench.ts';
import {scenesFor} from './trial-scenes.ts';

export interface TrialOptions {
	tell?: (result: TrialResult, index: number) => void;
	through?: TrialWay;
}

/** Every scene comes equally often, in an order that the seed decides. */
export async function runTrials(
	count: number,
	seed: number,
	binary: string,
	{tell = () => {}, through = 'tmux'}: TrialOptions = {},
): Promise<TrialResult[]> {
	const random = seededRandom(seed);
	const bench = await openBench(binary, through);
	const results: TrialResult[] = [];
	let claude: TrialSession | null = null;
	let started = 0;
	try {
		const scenes = scenesFor(through);
		const order = Array.from({length: count}, (_, index) => scenes[index % scenes.length]!);
		for (let index = 0; index < count; index++) {
			claude = claude && (await tidy(claude));
			claude ??= await bench.start(`project-${++started}`);
			const scene = order.splice(random.int(0, order.length - 1), 1)[0]!;
			// One that could not be set up says nothing of ccmon, and must not end a run of an hour.
			const result = await runTrial(bench, claude, random, scene).catch((error: Error) =>
				brokenTrial(scene.name, error.message),
			);
			if (result.broken) await abandon(claude);
			results.push(result);
			tell(result, index);
		}
	} finally {
		await bench.close();
	}
	return results;
}

/** A Markdown table: a line per scene, with how often each outcome came. */
export function trialTable(results: readonly TrialResult[]): string {
	const words = ['done', 'queued', 'sent', 'refused', 'failed'] as const;
	const row = (name: string, those: readonly TrialResult[]) => {
		const bad = those.reduce((sum, {violations}) => sum + violations.length, 0);
		const counts = words.map(word => those.filter(({outcome}) => outcome === word).length);
		const later = those.filter(({settled}) => settled === 'done').length;
		const drafts = those.filter(({draft}) => draft).length;
		const stashed = those.filter(({draftStashed}) => draftStashed).length;
		const broken = those.filter(result => result.broken !== null).length;
		return `| ${[name, those.length, ...counts, later, drafts, stashed, bad, broken].join(' | ')} |`;
	};
	const names = [...new Set(results.map(({scene}) => scene))].sort();
	return [
		`| moment | trials | ${words.join(' | ')} | queued, then done | drafts | of them left stashed | violations | not set up |`,
		`|---|${'--:|'.repeat(words.length + 6)}`,
		...names.map(name =>
			row(
				name,
				results.filter(({scene}) => scene === name),
			),
		),
		row('all', results),
	].join('\n');
}

if (import.meta.main) {
	const [count = '500', seed = '1', through = 'tmux'] = process.argv.slice(2);
	const binary = await findClaude();
	if (!binary) process.exit(1);
	const results = await runTrials(Number(count), Number(seed), binary, {
		tell: (result, index) => console.error(`${index + 1} ${JSON.stringify(result)}`),
		through: trialWays.find(way => way === through) ?? 'tmux',
	});
	console.log(trialTable(results));
	process.exit(results.some(({violations}) => violations.length > 0) ? 1 : 0);
}
