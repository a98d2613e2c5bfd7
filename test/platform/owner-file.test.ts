import {execFileSync} from 'node:child_process';
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
import {createOwnerFile, ensureOwnerFolder, writeOwnerFile} from '../../source/platform/owner-file.ts';
import {UnsafeFileError} from '../../source/platform/plain-file.ts';

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
	expect(readFileSync(victim, 'utf8')).toBe('old');
});

test('a link in the folder’s place is refused', () => {
	symlinkSync(tmpdir(), join(folder, 'link'));
	expect(() => ensureOwnerFolder(join(folder, 'link'))).toThrow(UnsafeFileError);
});

test('a file in the folder’s place is refused, and so is one above it', () => {
	writeFileSync(join(folder, 'file'), '');
	expect(() => ensureOwnerFolder(join(folder, 'file'))).toThrow('file is not a folder');
	expect(() => ensureOwnerFolder(join(folder, 'file', 'below'))).toThrow('ENOTDIR');
});

// In a process of its own: a loop without end could not be stopped from within.
test.runIf(existsSync('/proc/self'))('where the system allows no folders to be made, the error says so', () => {
	const module = join(import.meta.dirname, '../../source/platform/owner-file.ts');
	const code = `import {ensureOwnerFolder} from ${JSON.stringify(module)};
		try { ensureOwnerFolder('/proc/none/ccmon') } catch (error) { console.log(error.message) }`;
	const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', code];
	const said = execFileSync(process.execPath, args, {encoding: 'utf8', timeout: 30_000, killSignal: 'SIGKILL'});
	expect(said).toContain("mkdir '/proc/none'");
});

test('a folder that is too open is closed', () => {
	chmodSync(folder, 0o777);
	ensureOwnerFolder(folder);
	expect(mode(folder)).toBe('700');
});

test('of two who make a file at once, one does', () => {
	const path = join(folder, 'new', 'lock');
	expect([createOwnerFile(path, 'first'), createOwnerFile(path, 'second')]).toEqual([true, false]);
	expect(readFileSync(path, 'utf8')).toBe('first');
	expect([mode(path), readdirSync(join(folder, 'new'))]).toEqual(['600', ['lock']]);
	symlinkSync(join(folder, 'nowhere'), join(folder, 'link'));
	expect(createOwnerFile(join(folder, 'link'), 'x')).toBe(false);
});

test('a failed write leaves nothing behind', () => {
	const path = join(folder, 'f');
	expect(() => writeOwnerFile(path, {} as string)).toThrow();
	expect(existsSync(path)).toBe(false);
	expect(readdirSync(folder)).toEqual([]);
});
