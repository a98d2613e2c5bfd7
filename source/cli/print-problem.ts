/** Problems on standard error, for commands without a screen: what they print may be too small, or go to the wrong place. */
import {problemText} from '../core/problems.ts';
import type {Problem} from '../platform/problem.ts';

export function printProblem(problem: Problem): void {
	process.stderr.write(`${problemText(problem)}\n`);
}
