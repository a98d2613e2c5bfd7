/** The database's files: the owner's alone, never through a link, and set aside whole. */
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {prepareDatabaseFile, setAside} from '../../source/platform/database-file.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let folder: TemporaryFolder;
let path: string;
beforeEach(() => {
	folder = temporaryFolder();
	path = folder.at('state', 'ccmon.db');
});
afterEach(() => folder.remove());

const modeOf = (file: string) => (statSync(file).mode & 0o777).toString(8);

test('folder and file are made for the owner alone', () => {
	prepareDatabaseFile(path);
	expect([modeOf(folder.at('state')), modeOf(path)]).toEqual(['700', '600']);
});

test('what others could read is taken from them, and its content stays', () => {
	prepareDatabaseFile(path);
	for (const file of [path, `${path}-wal`, `${path}-shm`]) {
		writeFileSync(file, 'kept');
		chmodSync(file, 0o644);
	}
	prepareDatabaseFile(path);
	for (const file of [path, `${path}-wal`, `${path}-shm`]) {
		expect([modeOf(file), readFileSync(file, 'utf8')]).toEqual(['600', 'kept']);
	}
});

test.each(['', '-wal', '-shm'])('a symbolic link in place of ccmon.db%s is not followed', suffix => {
	mkdirSync(folder.at('state'), {mode: 0o700});
	writeFileSync(folder.at('other'), 'not a database', {mode: 0o644});
	symlinkSync(folder.at('other'), `${path}${suffix}`);
	expect(() => prepareDatabaseFile(path)).toThrow('is a symbolic link, which ccmon does not follow: remove it');
	expect([modeOf(folder.at('other')), readFileSync(folder.at('other'), 'utf8')]).toEqual(['644', 'not a database']);
});

test('a folder in its place is said', () => {
	mkdirSync(path, {recursive: true, mode: 0o700});
	expect(() => prepareDatabaseFile(path)).toThrow('is not a file: move it away');
});

test('it is set aside with its own files, and twice in a second under two names', () => {
	const now = Date.parse('2026-11-20T12:34:56.789Z');
	for (const content of ['first', 'second']) {
		prepareDatabaseFile(path);
		writeFileSync(path, content);
		writeFileSync(`${path}-wal`, `${content} wal`);
		setAside(path, 'damaged', now);
	}
	const name = 'ccmon.db.damaged-20261120T123456Z';
	expect(readdirSync(folder.at('state')).sort()).toEqual([name, `${name}-2`, `${name}-2-wal`, `${name}-wal`]);
	expect(readFileSync(folder.at('state', `${name}-2-wal`), 'utf8')).toBe('second wal');
	expect(existsSync(path)).toBe(false);
});
