import {cpSync, mkdirSync, renameSync, symlinkSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {resolveConfigFolders} from '../../source/index/config-folders.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
	mkdirSync(folder.at('one', 'projects'), {recursive: true});
});
afterEach(() => folder.remove());

const resolveOne = (name: string) => resolveConfigFolders([folder.at(name)])[0]!;

test('spellings of one folder are one, shown as it was asked for first', () => {
	symlinkSync('one', folder.at('link'));
	const spellings = [folder.at('link'), folder.at('one'), `${folder.at('one')}/`, `${folder.path}/./one`];
	expect(resolveConfigFolders(spellings)).toEqual([
		{path: folder.at('link'), realPath: folder.at('one'), identity: expect.stringMatching(/^\d+:\d+$/)},
	]);
});

test('a renamed folder is the same, a copy is another', () => {
	const {identity} = resolveOne('one');
	cpSync(folder.at('one'), folder.at('copy'), {recursive: true});
	renameSync(folder.at('one'), folder.at('two'));
	expect(resolveOne('two').identity).toBe(identity);
	expect(resolveOne('copy').identity).not.toBe(identity);
	expect(resolveConfigFolders([folder.at('two'), folder.at('copy')])).toHaveLength(2);
});

test('folders that share their transcripts by a link have one history', () => {
	mkdirSync(folder.at('work'));
	symlinkSync('../one/projects', folder.at('work', 'projects'));
	expect(resolveOne('work').identity).toBe(resolveOne('one').identity);
});

test('what does not exist, or leads nowhere, is kept: it may come', () => {
	symlinkSync('loop', folder.at('loop'));
	const none = {identity: null};
	expect(resolveConfigFolders([folder.at('none'), folder.at('loop'), folder.at('none')])).toEqual([
		{...none, path: folder.at('none'), realPath: folder.at('none')},
		{...none, path: folder.at('loop'), realPath: folder.at('loop')},
	]);
});
