import {chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {replaceFile} from '../../source/platform/replace-file.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
	writeFileSync(folder.at('file'), 'old');
	chmodSync(folder.at('file'), 0o640);
});
afterEach(() => folder.remove());

const modeOf = (name: string) => statSync(folder.at(name)).mode & 0o777;

test('the mode stays, and a link goes on leading to the file', () => {
	symlinkSync('file', folder.at('link'));
	replaceFile(folder.at('link'), 'new');
	expect(readFileSync(folder.at('file'), 'utf8')).toBe('new');
	expect(modeOf('file')).toBe(0o640);
	expect(lstatSync(folder.at('link')).isSymbolicLink()).toBe(true);
	expect(readdirSync(folder.path).sort()).toEqual(['file', 'link']);
});

test('a new file has the mode that was asked for', () => {
	replaceFile(folder.at('new'), 'text', {mode: 0o600});
	expect([readFileSync(folder.at('new'), 'utf8'), modeOf('new')]).toEqual(['text', 0o600]);
});

test('what fails leaves the old one and nothing else', () => {
	const check = () => {
		throw new Error('changed meanwhile');
	};
	expect(() => replaceFile(folder.at('file'), 'new', {check})).toThrow('changed meanwhile');
	expect(() => replaceFile(folder.at('none', 'file'), 'new')).toThrow(/ENOENT/);
	expect(readFileSync(folder.at('file'), 'utf8')).toBe('old');
	expect(readdirSync(folder.path)).toEqual(['file']);
});
