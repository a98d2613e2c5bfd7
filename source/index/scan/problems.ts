/** What a scan could not read, as problems to show: one per path, and one for all damaged transcripts. */

import type {Problem} from '../../claude/events.ts';
import {counted} from '../../core/format.ts';
import {reasonOf} from '../../platform/files.ts';

export type ScanProblems = readonly Problem[];

export interface ProblemList {
	add(problem: Problem): void;
	/** A transcript has damaged records. */
	damaged(problem: Problem): void;
	unreadable(path: string, error: unknown): void;
	database(path: string, error: unknown): void;
	all(): ScanProblems;
}

export function createProblems(): ProblemList {
	const problems = new Map<string, Problem>();
	const damaged = new Map<string, number>();
	const add = (problem: Problem) => {
		const known = problems.get(problem.path);
		problems.set(problem.path, known ? {...known, count: known.count + problem.count} : problem);
	};
	const say = (path: string, message: string) => add({type: 'problem', path, message, count: 1});
	return {
		add,
		damaged({path, count}) {
			damaged.set(path, (damaged.get(path) ?? 0) + count);
		},
		unreadable(path, error) {
			// Claude Code has pruned it meanwhile, as it does with old transcripts.
			if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
			say(path, `Cannot be read (${reasonOf(error)}): what it holds is missing from the history.`);
		},
		database: (path, error) =>
			say(path, `The history could not be written whole (${reasonOf(error)}): sums may be too small.`),
		all() {
			const [first] = [...damaged.keys()].sort();
			if (first === undefined) return [...problems.values()];
			const others = damaged.size - 1;
			const and = others === 0 ? '' : ` and in ${counted(others, 'other transcript')}`;
			const message = `Damaged records in it${and} were left out: the rest counts.`;
			const count = [...damaged.values()].reduce((sum, one) => sum + one, 0);
			return [...problems.values(), {type: 'problem', path: first, message, count}];
		},
	};
}
