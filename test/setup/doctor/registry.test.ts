import {mkdirSync, utimesSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {readProcStart} from '../../../source/platform/process.ts';
import {readRegistry} from '../../../source/setup/doctor/registry.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
	mkdirSync(folder.at('sessions'));
});
afterEach(() => folder.remove());

const file = (pid: number) => folder.at('sessions', `${pid}.json`);
const session = (pid: number, fields: object = {}) =>
	writeFileSync(file(pid), JSON.stringify({sessionId: `s${pid}`, startedAt: 5, version: '2.1.332', ...fields}));
const procStart = readProcStart(process.pid);

test('a session runs if its process started when the list says', () => {
	session(process.pid, {procStart});
	session(2 ** 22 + 1, {startedAt: 7, version: undefined});
	expect(readRegistry(folder.path)).toEqual(
		expect.arrayContaining([
			{version: '2.1.332', startedAt: 5, isRunning: true},
			{version: null, startedAt: 7, isRunning: false},
		]),
	);
	// The pid was reused since.
	session(process.pid, {procStart: '1'});
	expect(readRegistry(folder.path)!.some(({isRunning}) => isRunning)).toBe(false);
});

test('a session of a container with the same pid as a process here does not run here', () => {
	session(process.pid, {pidDomain: 'linux:another-machine:4026531836'});
	expect(readRegistry(folder.path)).toMatchObject([{isRunning: false}]);
});

test('a session that does not say when it started did so before its file was last written', () => {
	session(process.pid, {procStart, startedAt: undefined});
	utimesSync(file(process.pid), 1_700_000_000, 1_700_000_000);
	expect(readRegistry(folder.path)).toMatchObject([{startedAt: 1_700_000_000_000, isRunning: true}]);
});

test('what is no session, or only half of one, is left out', () => {
	writeFileSync(folder.at('sessions', '77.json'), '{"half":');
	writeFileSync(folder.at('sessions', 'daemon.key'), 'secret');
	mkdirSync(file(78));
	session(79, {kind: 'daemon'});
	expect(readRegistry(folder.path)).toEqual([]);
});

test('a Claude Code without a list is not one with an empty list', () => {
	expect(readRegistry(folder.at('sessions'))).toBeNull();
	writeFileSync(folder.at('file'), '');
	mkdirSync(folder.at('other'));
	writeFileSync(folder.at('other', 'sessions'), '');
	expect(readRegistry(folder.at('other'))).toBeNull();
});
