/**
 * Many trials of answering: `node test/support/answer-run.ts [COUNT] [SEED] [tmux|run|kitty|screen]`, with a table at the end. Needs the
 * real Claude Code and, for `run`, the build.
 */
import {answerScenes} from './answer-scenes.ts';
import {type AnswerResult, brokenAnswer, runAnswerTrial} from './answer-trial.ts';
import {findClaude} from './claude-binary.ts';
import {seededRandom} from './random.ts';
import {abandon, tidy} from './trial.ts';
import {openBench, type TrialSession, type TrialWay, trialWays} from './trial-bench.ts';

/** Every scene comes equally often, in an order that the seed decides. */
export async function runAnswers(
	count: number,
	seed: number,
	binary: string,
	{tell = () => {}, through = 'tmux'}: {tell?: (result: AnswerResult, index: number) => void; through?: TrialWay} = {},
): Promise<AnswerResult[]> {
	const random = seededRandom(seed);
	const bench = await openBench(binary, through);
	const results: AnswerResult[] = [];
	let claude: TrialSession | null = null;
	let started = 0;
	try {
		const order = Array.from({length: count}, (_, index) => answerScenes[index % answerScenes.length]!);
		for (let index = 0; index < count; index++) {
			claude = claude && (await tidy(claude));
			claude ??= await bench.start(`project-${++started}`);
			const scene = order.splice(random.int(0, order.length - 1), 1)[0]!;
			const result = await runAnswerTrial(bench, claude, random, scene).catch((error: Error) =>
				brokenAnswer(scene.name, error.message),
			);
			if (result.broken) {
				await abandon(claude);
				claude = null;
			}
			results.push(result);
			tell(result, index);
		}
	} finally {
		await bench.close();
	}
	return results;
}

/** A Markdown table: a line per scene, with how often each outcome came. */
export function answerTable(results: readonly AnswerResult[]): string {
	const words = ['done', 'sent', 'refused', 'failed'] as const;
	const row = (name: string, those: readonly AnswerResult[]) => {
		const bad = those.reduce((sum, {violations}) => sum + violations.length, 0);
		const counts = words.map(word => those.filter(({outcome}) => outcome === word).length);
		const broken = those.filter(result => result.broken !== null).length;
		return `| ${[name, those.length, ...counts, bad, broken].join(' | ')} |`;
	};
	const names = [...new Set(results.map(({scene}) => scene))].sort();
	return [
		`| moment | trials | ${words.join(' | ')} | violations | not set up |`,
		`|---|${'--:|'.repeat(words.length + 3)}`,
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
	const results = await runAnswers(Number(count), Number(seed), binary, {
		tell: (result, index) => console.error(`${index + 1} ${JSON.stringify(result)}`),
		through: trialWays.find(way => way === through) ?? 'tmux',
	});
	console.log(answerTable(results));
	process.exit(results.some(({violations}) => violations.length > 0) ? 1 : 0);
}
