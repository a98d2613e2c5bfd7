import {readdirSync, statSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createLock} from '../../../source/control/actions/session-lock.ts';
import {readProcStart} from '../../../source/platform/process.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

test('one action at a time, and the next when it is over', () => {
	const lock = createLock(folder.at('state'));
	const release = lock(100);
	expect(release).not.toBeNull();
	expect(lock(100)).toBeNull();
	expect(lock(101)).not.toBeNull();
	release?.();
	expect(lock(100)).not.toBeNull();
});

test('another process that lives has it', () => {
	const parent = process.ppid;
	createLock(folder.at('state'))(1)?.();
	writeFileSync(folder.at('state', 'act-100.lock'), `${parent} ${readProcStart(parent)}`);
	expect(createLock(folder.at('state'))(100)).toBeNull();
});

test.each(['', 'nonsense', `${process.ppid} 1`, '2147483000 5'])('a lock left behind is free: %j', content => {
	createLock(folder.at('state'))(1)?.();
	writeFileSync(folder.at('state', 'act-100.lock'), content);
	const release = createLock(folder.at('state'))(100);
	expect(release).not.toBeNull();
	release?.();
	expect(readdirSync(folder.at('state'))).toEqual([]);
});

test('its folder and files are nobody else’s', () => {
	createLock(folder.at('state'))(100);
	expect(statSync(folder.at('state')).mode & 0o777).toBe(0o700);
	expect(statSync(folder.at('state', 'act-100.lock')).mode & 0o777).toBe(0o600);
});
