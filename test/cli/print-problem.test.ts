import {expect, test} from 'vitest';
import {printProblem} from '../../source/cli/print-problem.ts';
import {runCommand} from '../support/command.ts';

test('a problem is one line on standard error, whatever its path holds', async () => {
	const ran = await runCommand(async () => {
		printProblem({type: 'problem', path: '/home/\u001b[31mada\n/x', message: 'cannot be read.', count: 3});
		return 0;
	});
	expect(ran.stdout).toBe('');
	expect(ran.stderr).toMatch(/^[^\u001b\n]*ada[^\n]*cannot be read\.[^\n]*\n$/);
});
