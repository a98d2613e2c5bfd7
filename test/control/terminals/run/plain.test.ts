import {readFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {endedBy, runPlainly} from '../../../../source/control/terminals/run/plain.ts';
import {type TemporaryFolder, temporaryFolder} from '../../../support/environment.ts';
import {isRunning} from '../../../support/process.ts';
import {waitFor} from '../../../support/wait.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

const run = (script: string, env: NodeJS.ProcessEnv = {}) =>
	runPlainly('/bin/sh', ['-c', script], {
		env: {PATH: '/usr/bin:/bin', ...env},
		cwd: folder.path,
		say: line => expect.unreachable(line),
	});
const written = () => readFileSync(folder.at('out'), 'utf8');

test('its exit code, its folder and its environment are as if a shell had started it', async () => {
	const script = 'echo "$PWD $ONE [$HOME]" > out; exit 7';
	expect(await run(script, {ONE: '1'})).toEqual({code: 7, signal: null});
	expect(written()).toBe(`${folder.path} 1 []\n`);
	expect(await run('exit 0')).toEqual({code: 0, signal: null});
});

test('a signal that ended it is 128 and its number', async () => {
	expect(await run('kill -KILL $$')).toEqual({code: 137, signal: 'SIGKILL'});
	expect(endedBy('SIGTERM')).toEqual({code: 143, signal: 'SIGTERM'});
	expect(endedBy('SIGINT')).toEqual({code: 130, signal: 'SIGINT'});
});

test.each([
	['/none', 'ENOENT', 127],
	['/tmp', 'EACCES', 126],
])(
	'a program that cannot be started is an error that says so, with the code of a shell: %s',
	async (file, why, code) => {
		const said: string[] = [];
		const end = await runPlainly(file, [], {env: {}, cwd: folder.path, say: line => said.push(line)});
		expect([end, said]).toEqual([{code, signal: null}, [`ccmon: ${file} cannot be run (${why})`]]);
	},
);

test.each(['SIGTERM', 'SIGHUP'] as const)(
	'%s is passed on; Ctrl-C, which the terminal sends to both, is not acted on twice',
	async signal => {
		const before = (['SIGINT', 'SIGQUIT', signal] as const).map(name => process.listenerCount(name));
		const running = run(
			`trap 'echo ${signal} >> out; exit 3' ${signal.slice(3)}; echo $$ > out; while :; do sleep 0.05; done`,
		);
		// The shell makes the file before it writes to it.
		const pid = await waitFor(() => Number(written()) || null, {what: 'it to run'});
		process.emit('SIGINT');
		expect(isRunning(pid)).toBe(true);
		process.emit(signal);
		expect(await running).toEqual({code: 3, signal: null});
		expect(written()).toBe(`${pid}\n${signal}\n`);
		expect((['SIGINT', 'SIGQUIT', signal] as const).map(name => process.listenerCount(name))).toEqual(before);
	},
);
