/**
 * Many trials: `node test/support/trial-run.ts [COUNT] [SEED] [tmux|run|kitty|screen]`, with a table at the end. Needs the real Claude
 * Code and, for `run`, the build.
 */
import {brokenTrial, runTrial, type TrialResult} from './trial.ts';
import {type Scene, scenesFor} from './trial-scenes.ts';
import {runFromCommandLine, runSeries, type SeriesOptions, seriesTable} from './trial-series.ts';

export const runTrials = (
	count: number,
	seed: number,
	binary: string,
	options?: SeriesOptions<TrialResult>,
): Promise<TrialResult[]> =>
	runSeries<Scene, TrialResult>({scenes: scenesFor, run: runTrial, broken: brokenTrial}, count, seed, binary, options);

const trialTable = (results: readonly TrialResult[]): string =>
	seriesTable(results, ['done', 'queued', 'sent', 'refused', 'failed'], {
		'queued, then done': ({settled}) => settled === 'done',
		drafts: ({draft}) => draft,
		'of them left stashed': ({draftStashed}) => draftStashed,
	});

if (import.meta.main) await runFromCommandLine(runTrials, trialTable);
