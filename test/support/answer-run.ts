/**
 * Many trials of answering: `node test/support/answer-run.ts [COUNT] [SEED] [tmux|run|kitty|screen]`, with a table at the end. Needs the
 * real Claude Code and, for `run`, the build.
 */
import {answerScenes} from './answer-scenes.ts';
import {type AnswerResult, brokenAnswer, runAnswerTrial} from './answer-trial.ts';
import {runFromCommandLine, runSeries, type SeriesOptions, seriesTable} from './trial-series.ts';

export const runAnswers = (
	count: number,
	seed: number,
	binary: string,
	options?: SeriesOptions<AnswerResult>,
): Promise<AnswerResult[]> =>
	runSeries({scenes: () => answerScenes, run: runAnswerTrial, broken: brokenAnswer}, count, seed, binary, options);

const answerTable = (results: readonly AnswerResult[]): string =>
	seriesTable(results, ['done', 'sent', 'refused', 'failed']);

if (import.meta.main) await runFromCommandLine(runAnswers, answerTable);
