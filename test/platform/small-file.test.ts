import {execFileSync} from 'node:child_process';
import {chmodSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {closeFile, openFile, readHead, readTail, UnsafeFileError} from '../../source/platform/plain-file.ts';
import {readSmallBytes, readSmallFile} from '../../source/platform/small-file.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
	writeFileSync(folder.at('file'), '12345678', {mode: 0o644});
});
afterEach(() => folder.remove());

test('what is missing is null, and the size is bounded', () => {
	expect(readSmallFile(folder.at('file'), {maxBytes: 8})).toBe('12345678');
	expect(readSmallBytes(folder.at('file'), {maxBytes: 8})).toEqual(Buffer.from('12345678'));
	expect(() => readSmallFile(folder.at('file'), {maxBytes: 7})).toThrow(/larger/);
	for (const name of ['none', 'file/below']) expect(readSmallFile(folder.at(name), {maxBytes: 8})).toBeNull();
});

test('a secret that others may read is refused', () => {
	expect(() => readSmallFile(folder.at('file'), {maxBytes: 8, ownerOnly: true})).toThrow(/chmod 600/);
	chmodSync(folder.at('file'), 0o600);
	expect(readSmallFile(folder.at('file'), {maxBytes: 8, ownerOnly: true})).toBe('12345678');
});

test('a link is followed only where that was asked for', () => {
	symlinkSync('file', folder.at('link'));
	symlinkSync('loop', folder.at('loop'));
	expect(() => readSmallFile(folder.at('link'), {maxBytes: 8})).toThrow(/symbolic link/);
	expect(readSmallFile(folder.at('link'), {maxBytes: 8, followLinks: true})).toBe('12345678');
	expect(() => readSmallFile(folder.at('loop'), {maxBytes: 8, followLinks: true})).toThrow(UnsafeFileError);
});

/** A plain open would wait for a writer without end, and with it this test. */
test('pipes, sockets, devices and folders are refused, not waited for', async () => {
	execFileSync('mkfifo', [folder.at('pipe')]);
	mkdirSync(folder.at('folder'));
	const server = createServer();
	await new Promise<void>(resolve => server.listen(folder.at('socket'), resolve));
	for (const path of ['pipe', 'folder', 'socket'].map(name => folder.at(name)).concat('/dev/zero')) {
		expect(() => readSmallFile(path, {maxBytes: 8, followLinks: true}), path).toThrow(UnsafeFileError);
		expect(() => openFile(path), path).toThrow(UnsafeFileError);
		expect(readHead(path, 8), path).toBe('');
		expect(readTail(path, 8), path).toBe('');
	}
	await new Promise(resolve => server.close(resolve));
});

test('the first and the last bytes of a file', () => {
	expect(readHead(folder.at('file'), 3)).toBe('123');
	expect(readHead(folder.at('file'), 100)).toBe('12345678');
	expect(readTail(folder.at('file'), 3)).toBe('678');
	expect(readTail(folder.at('file'), 100)).toBe('12345678');
	closeFile(openFile(folder.at('file')));
});
