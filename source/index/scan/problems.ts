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

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

export function createProblems(): ProblemList {
	const problems = new Map<string, Problem>();
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
		brokenLines: (path, count) => say(path, 'Lines that are not JSON were left out of the history.', count),
		database: (path, error) => say(path, `The history could not be written (${messageOf(error)}): try again.`, 1),
		all: () => [...problems.values()],
	};
}
