import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {checkConfigFolder} from '../../../source/setup/doctor/config-folder.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';

let folder: TemporaryFolder;
let asked: string[];
beforeEach(() => {
	folder = temporaryFolder();
	asked = [];
});
afterEach(() => folder.remove());

const check = async (prints: string | null = '2.1.332 (Claude Code)\n') =>
	checkConfigFolder(folder.path, async (program, args) => {
		asked.push([program, ...args].join(' '));
		return prints;
	});
const session = (pid: number, fields: object = {}) => {
	mkdirSync(folder.at('sessions'), {recursive: true});
	const common = {pid, sessionId: `s${pid}`, cwd: '/w', status: 'idle', kind: 'interactive', startedAt: pid};
	writeFileSync(folder.at('sessions', `${pid}.json`), JSON.stringify({...common, ...fields}));
};

test('a folder that lists its sessions is fine; the version is that of its latest session with one', async () => {
	session(10, {version: '2.1.1'});
	session(20, {version: '2.1.332'});
	session(30);
	expect(await check()).toEqual([
		expect.objectContaining({
			status: 'ok',
			message: `${folder.path} lists its running sessions (Claude Code 2.1.332).`,
		}),
	]);
	expect(asked).toEqual([]);
});

test('asks claude for its version if no session has one', async () => {
	mkdirSync(folder.at('sessions'));
	expect((await check())[0]!.message).toContain('(Claude Code 2.1.332)');
	expect(asked).toEqual(['claude --version']);
	expect((await check(null))[0]!.message).toBe(`${folder.path} lists its running sessions.`);
});

test('advises to update a Claude Code without a list, or to start it once', async () => {
	expect(await check()).toMatchObject([{status: 'warn', fix: 'claude update'}]);
	expect(await check(null)).toMatchObject([{status: 'warn', fix: 'Start claude once.'}]);
});

test('a file is not a config folder of Claude Code', async () => {
	rmSync(folder.path, {recursive: true});
	expect(await check()).toMatchObject([{status: 'missing', id: 'config-folder', fix: 'claude'}]);
	expect(await check(null)).toMatchObject([
		{
			status: 'missing',
			message: expect.stringContaining('there is no claude on the PATH'),
			fix: expect.stringContaining('https://'),
		},
	]);
});
