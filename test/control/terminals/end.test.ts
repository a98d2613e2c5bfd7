import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {endSession} from '../../../source/control/terminals/end.ts';
import {readProcStart} from '../../../source/platform/process.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {fakeSession} from '../../support/fake-fleet.ts';
import {isRunning} from '../../support/process.ts';
import {recordedProgram} from '../../support/recorded-programs.ts';

let folder: TemporaryFolder;
let child: ChildProcess;

beforeEach(() => {
	folder = temporaryFolder();
	child = spawn('sleep', ['100'], {stdio: 'ignore'});
});
afterEach(() => {
	vi.unstubAllEnvs();
	child.kill('SIGKILL');
	folder.remove();
});

const target = (fields: Partial<ReturnType<typeof fakeSession>> = {}) =>
	fakeSession({pid: child.pid!, procStart: readProcStart(child.pid!), configDir: folder.at('work'), ...fields});

test('a session is asked to end by the signal on which it cleans up', async () => {
	const ended = once(child, 'exit');
	await endSession(target(), {});
	expect(await ended).toEqual([null, 'SIGTERM']);
});

test.each([{procStart: '1'}, {procStart: null}, {pid: null}, {kind: 'bg', jobId: 'a1b2c3', procStart: '1'} as const])(
	'another process than the one on the row gets no signal: %o',
	async fields => {
		await expect(endSession(target(fields), {})).rejects.toThrow('its process has ended');
		expect(isRunning(child.pid!)).toBe(true);
	},
);

test('a background session is stopped by its daemon, in its config folder', async () => {
	const claude = recordedProgram(folder, 'claude', [{when: 'stop a1b2c3', print: ''}]);
	vi.stubEnv('PATH', `${folder.path}:${process.env.PATH}`);
	await endSession(target({kind: 'bg', jobId: 'a1b2c3'}), {HOME: folder.path});
	expect(claude.arguments()).toBe('stop a1b2c3\n');
	expect(isRunning(child.pid!)).toBe(true);
	await expect(endSession(target({kind: 'bg', jobId: 'ffffff'}), {HOME: folder.path})).rejects.toThrow(
		'claude stop ffffff: no such thing',
	);
});
