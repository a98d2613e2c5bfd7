import {
	chmodSync,
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {
	ensureOwnerFile,
	ensureOwnerFolder,
	readSmallFile,
	UnsafeFileError,
	writeOwnerFile,
} from '../../source/platform/owner-file.ts';

let folder: string;
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'ccmon-owner-'));
});
afterEach(() => rmSync(folder, {recursive: true}));

test('a written file and the folders made for it are the owner’s alone', () => {
	const path = join(folder, 'a', 'token');
	writeOwnerFile(path, 'secret');
	writeOwnerFile(path, 'newer');
	expect(readFileSync(path, 'utf8')).toBe('newer');
	expect([mode(path), mode(join(folder, 'a'))]).toEqual(['600', '700']);
	expect(readdirSync(join(folder, 'a'))).toEqual(['token']);
});

test('an existing parent keeps its mode', () => {
	chmodSync(folder, 0o755);
	writeOwnerFile(join(folder, 'x'), '');
	expect(mode(folder)).toBe('755');
});

test('a link in the file’s place is refused and what it points to left alone', () => {
	const victim = join(folder, 'victim');
	const link = join(folder, 'link');
	writeFileSync(victim, 'old');
	symlinkSync(victim, link);
	expect(() => writeOwnerFile(link, 'new')).toThrow(UnsafeFileError);
	expect(() => ensureOwnerFile(link)).toThrow(UnsafeFileError);
	expect(() => readSmallFile(link, {maxBytes: 10})).toThrow(/symbolic link/);
	expect(readSmallFile(link, {maxBytes: 10, followLinks: true})).toBe('old');
	expect(readFileSync(victim, 'utf8')).toBe('old');
});

test('a link in the folder’s place is refused', () => {
	symlinkSync(tmpdir(), join(folder, 'link'));
	expect(() => ensureOwnerFolder(join(folder, 'link'))).toThrow(UnsafeFileError);
});

test('a folder or file that is too open is closed', () => {
	chmodSync(folder, 0o777);
	ensureOwnerFolder(folder);
	expect(mode(folder)).toBe('700');
	const path = join(folder, 'database');
	writeFileSync(path, 'data', {mode: 0o644});
	ensureOwnerFile(path);
	expect([mode(path), readFileSync(path, 'utf8')]).toEqual(['600', 'data']);
});

test('reading has a largest size, and a secret that others may read is refused', () => {
	const path = join(folder, 'file');
	writeFileSync(path, '12345678');
	chmodSync(path, 0o644);
	expect(readSmallFile(path, {maxBytes: 8})).toBe('12345678');
	expect(() => readSmallFile(path, {maxBytes: 7})).toThrow(/larger/);
	expect(() => readSmallFile(path, {maxBytes: 8, ownerOnly: true})).toThrow(/chmod 600/);
	expect(readSmallFile(join(folder, 'none'), {maxBytes: 8})).toBeNull();
	expect(() => readSmallFile(folder, {maxBytes: 8})).toThrow(UnsafeFileError);
});

test('a failed write leaves nothing behind', () => {
	const path = join(folder, 'f');
	expect(() => writeOwnerFile(path, {} as string)).toThrow();
	expect(existsSync(path)).toBe(false);
	expect(readdirSync(folder)).toEqual([]);
});
