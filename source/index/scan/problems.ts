/** What a scan could not read, as problems to show: one per path, and broken lines in one sum. */
import type {Problem} from '../../claude/events.ts';
import {reasonOf} from '../../platform/files.ts';

export type ScanProblems = readonly Problem[];

export interface ProblemList {
	add(problem: Problem): void;
	unreadable(path: string, error: unknown): void;
	brokenLines(path: string, count: number): void;
	database(path: string, error: unknown): void;
	all(): ScanProblems;
}

export function createProblems(): ProblemList {
	const problems = new Map<string, Problem>();
	/** Summed up: in an old history many transcripts have one. */
	const broken = {path: '', files: 0, lines: 0};
	const add = (problem: Problem) => {
		const known = problems.get(problem.path);
		problems.set(problem.path, known ? {...known, count: known.count + problem.count} : problem);
	};
	const say = (path: string, message: string, count: number) => add({type: 'problem', path, message, count});
	return {
		add,
		unreadable(path, error) {
			// It was pruned between two looks, which Claude Code does to old transcripts.
			if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
			say(path, `Cannot be read (${reasonOf(error)}): what it holds is missing from the history.`, 1);
		},
		brokenLines(path, count) {
			broken.path ||= path;
			broken.files++;
			broken.lines += count;
		},
		database: (path, error) =>
			say(path, `The history could not be written whole (${reasonOf(error)}): sums may be too small.`, 1),
		all() {
			const {path, files, lines} = broken;
			if (files === 0) return [...problems.values()];
			const where = files === 1 ? '' : `, here and in ${files - 1} more transcripts`;
			const message = `Lines that are not JSON were left out of the history${where}.`;
			return [...problems.values(), {type: 'problem', path, message, count: lines}];
		},
	};
}
