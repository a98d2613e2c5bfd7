import {problemText} from '../core/problems.ts';
import type {Problem} from '../platform/problem.ts';

/** Says a problem on standard error, as commands without a screen do: what they print may be too small. */
export function printProblem(problem: Problem): void {
	process.stderr.write(`${problemText(problem)}\n`);
}
