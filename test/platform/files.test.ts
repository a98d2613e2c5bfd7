import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {
	identityOf,
	isSymbolicLink,
	readDirectoryOrEmpty,
	reasonOf,
	statListed,
	statOrNull,
} from '../../source/platform/files.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let folder: TemporaryFolder;
let reported: Record<string, string>;
const onUnreadable = (path: string, error: Error) => {
	reported[path] = reasonOf(error);
};

beforeEach(() => {
	folder = temporaryFolder();
	reported = {};
	writeFileSync(folder.at('file'), 'text');
	mkdirSync(folder.at('folder'));
	symlinkSync('file', folder.at('link'));
	symlinkSync('loop', folder.at('loop'));
	symlinkSync('nowhere', folder.at('dangling'));
});
afterEach(() => folder.remove());

test('stat follows links and never throws', () => {
	expect(statOrNull(folder.at('file'))?.size).toBe(4);
	expect(identityOf(statOrNull(folder.at('link'))!)).toBe(identityOf(statOrNull(folder.at('file'))!));
	for (const odd of ['none', 'file/below', 'dangling', 'loop', 'x'.repeat(256), '\0']) {
		expect(statOrNull(`${folder.path}/${odd}`), JSON.stringify(odd)).toBeNull();
	}
});

test('a missing file is no problem, an inaccessible one is', () => {
	const long = folder.at('x'.repeat(256));
	for (const path of [folder.at('none'), folder.at('file', 'below'), folder.at('dangling'), folder.at('loop'), long]) {
		statOrNull(path, onUnreadable);
	}
	expect(reported).toEqual({
		[folder.at('loop')]: 'a symbolic link that leads back to itself: remove it',
		[long]: 'its path is longer than the system allows',
	});
});

test('says the reason in words, with what to do', () => {
	const error = (fields: object) => Object.assign(new Error('as the system says'), fields);
	expect(reasonOf(error({code: 'ENOSPC'}))).toMatch(/disk is full: free some space/);
	// SQLite's numbers, and SQLITE_IOERR, of which there is nothing to say.
	expect(reasonOf(error({code: 'ERR_SQLITE_ERROR', errcode: 13}))).toMatch(/disk is full: free some space/);
	expect(reasonOf(error({code: 'ERR_SQLITE_ERROR', errcode: 10 | (19 << 8)}))).toMatch(/disk is full/);
	expect(reasonOf(error({code: 'ERR_SQLITE_ERROR', errcode: 14}))).toMatch(/permission denied/);
	expect(reasonOf(error({code: 'ERR_SQLITE_ERROR', errcode: 8 | (4 << 8)}))).toMatch(/read-only/);
	expect(reasonOf(error({code: 'ERR_SQLITE_ERROR', errcode: 10}))).toBe('as the system says');
	expect(reasonOf('a text')).toBe('a text');
	// It is used in sentences with their own full stop.
	expect(reasonOf(new Error('x is a symbolic link: remove it.'))).toBe('x is a symbolic link: remove it');
});

test('a listed link that leads nowhere is a problem, too', () => {
	for (const name of ['file', 'none', 'dangling', 'loop']) statListed(folder.at(name), onUnreadable);
	expect(Object.keys(reported)).toEqual([folder.at('dangling'), folder.at('loop')]);
	expect(isSymbolicLink(folder.at('dangling'))).toBe(true);
	expect(isSymbolicLink(folder.at('file'))).toBe(false);
	expect(isSymbolicLink(folder.at('none'))).toBe(false);
});

test('a missing folder, or a file in its place, counts as empty', () => {
	expect(readDirectoryOrEmpty(folder.path).sort()).toEqual(['dangling', 'file', 'folder', 'link', 'loop']);
	for (const name of ['folder', 'file', 'none', 'dangling', 'loop']) {
		expect(readDirectoryOrEmpty(folder.at(name))).toEqual([]);
	}
});
