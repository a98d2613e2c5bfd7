import {execFileSync} from 'node:child_process';
import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {closeFile, openFile, readAt, readHead, readTail, statsOf} from '../../source/platform/plain-file.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
	writeFileSync(folder.at('file'), 'one two three');
});
afterEach(() => folder.remove());

test('a file is read from where it is asked for, and gives nothing at its end', () => {
	const file = openFile(folder.at('file'));
	const buffer = Buffer.alloc(10, '.');
	expect(readAt(file, buffer, 2, 3, 4)).toBe(3);
	expect(buffer.toString()).toBe('..two.....');
	expect(readAt(file, buffer, 0, 10, 8)).toBe(5);
	expect(readAt(file, buffer, 0, 10, 13)).toBe(0);
	expect(statsOf(file).size).toBe(13);
	closeFile(file);
	expect(() => readAt(file, buffer, 0, 1, 0)).toThrow('EBADF');
});

describe('what would block its reader, or never end, is not opened', () => {
	const refused = (path: string, options = {}) => {
		try {
			closeFile(openFile(path, options));
		} catch (error) {
			return error as Error;
		}
		return null;
	};

	test('a pipe, a device, a folder', () => {
		execFileSync('mkfifo', [folder.at('pipe')]);
		mkdirSync(folder.at('folder'));
		for (const path of [folder.at('pipe'), '/dev/zero', folder.at('folder')]) {
			expect(refused(path)).toMatchObject({
				name: 'UnsafeFileError',
				message: `${path} is not a plain file: remove it.`,
			});
		}
	});

	test('a socket', async () => {
		const server = createServer();
		await new Promise<void>(resolve => server.listen(folder.at('socket'), resolve));
		expect(refused(folder.at('socket'))?.message).toContain('is not a plain file');
		server.close();
	});

	test('a link only where links are not followed, and one that leads round always', () => {
		symlinkSync('file', folder.at('link'));
		symlinkSync('loop', folder.at('loop'));
		expect(refused(folder.at('link'))).toBeNull();
		expect(refused(folder.at('link'), {followLinks: false})?.message).toContain('is a symbolic link: remove it.');
		expect(refused(folder.at('loop'))?.message).toContain('is a symbolic link');
	});

	test('what is missing is the system’s to say', () => {
		expect(refused(folder.at('none'))).toMatchObject({code: 'ENOENT'});
	});
});

test('head and tail are at most so many bytes, and nothing of what cannot be read', () => {
	expect(readHead(folder.at('file'), 3)).toBe('one');
	expect(readTail(folder.at('file'), 5)).toBe('three');
	for (const read of [readHead, readTail]) {
		expect(read(folder.at('file'), 100)).toBe('one two three');
		expect(read(folder.at('none'), 100)).toBe('');
		expect(read('/dev/zero', 100)).toBe('');
		expect(read(folder.path, 100)).toBe('');
	}
	writeFileSync(folder.at('empty'), '');
	expect(readHead(folder.at('empty'), 5)).toBe('');
});
