import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {statSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {withMutex} from '../../source/platform/mutex.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let folder: TemporaryFolder;
let path: string;
beforeEach(() => {
	folder = temporaryFolder();
	path = folder.at('state', 'act');
});
afterEach(() => folder.remove());

test('the mutex gives the result, and is free again after an error', () => {
	expect(withMutex(path, () => 7)).toBe(7);
	expect(() =>
		withMutex(path, () => {
			throw new Error('inside');
		}),
	).toThrow('inside');
	expect(withMutex(path, () => 8)).toBe(8);
	expect((statSync(`${path}.lock`).mode & 0o777).toString(8)).toBe('600');
});

test('a holder that is killed leaves it free', async () => {
	const module = JSON.stringify(new URL('../../source/platform/mutex.ts', import.meta.url));
	const script = `import {withMutex} from ${module};
		withMutex(${JSON.stringify(path)}, () => {
			process.stdout.write('held');
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
		});`;
	const holder = spawn(process.execPath, ['--input-type=module', '--eval', script], {
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	await once(holder.stdout, 'data');
	holder.kill('SIGKILL');
	await once(holder, 'exit');
	expect(withMutex(path, () => 'free')).toBe('free');
});
