/** A program that has the terminal: how it ended is known, and what the terminal still replies to it reaches no shell. */
import {PassThrough} from 'node:stream';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {type RunInTerminal, runInTerminal} from '../../source/cli/run-in-terminal.ts';

let stdin: PassThrough & {setRawMode: (isRaw: boolean) => void};
let rawModes: boolean[];
beforeEach(() => {
	rawModes = [];
	stdin = Object.assign(new PassThrough(), {setRawMode: (isRaw: boolean) => void rawModes.push(isRaw)});
	vi.spyOn(process, 'stdin', 'get').mockReturnValue(stdin as never);
});
afterEach(() => void vi.restoreAllMocks());

const run = (script: string, change: Partial<RunInTerminal> = {}) =>
	runInTerminal({file: '/bin/sh', args: ['-c', script], env: {}, extendEnv: true, ...change});

test.each([
	['exit 0', null],
	['exit 7', 'ended with 7'],
	['kill -KILL $$', 'ended with SIGKILL'],
])('how it ended is known: %s', async (script, problem) => {
	expect(await run(script)).toEqual({problem, hasStarted: true});
});

test('so is why it could not be started', async () => {
	expect(await run('', {file: '/none/tmux'})).toEqual({problem: 'cannot be run (ENOENT)', hasStarted: false});
	expect(await run('', {cwd: '/proc/none'})).toMatchObject({hasStarted: false});
});

test('it has ccmon’s environment only where that is wanted, and its folder', async () => {
	vi.stubEnv('FROM_CCMON', '1');
	try {
		expect(await run('[ "$FROM_CCMON $OWN" = "1 2" ]', {env: {OWN: '2'}})).toMatchObject({problem: null});
		expect(await run('[ "$FROM_CCMON $OWN" = " 2" ]', {env: {OWN: '2'}, extendEnv: false})).toMatchObject({
			problem: null,
		});
		expect(await run('[ "$PWD" = / ]', {cwd: '/'})).toMatchObject({problem: null});
	} finally {
		vi.unstubAllEnvs();
	}
});

test('what the terminal replies after its end is taken, and the terminal given back as it was', async () => {
	stdin.write('\x1b[?62;22c');
	await run('exit 0');
	expect(stdin.readableLength).toBe(0);
	expect(rawModes).toEqual([true, false]);
});
