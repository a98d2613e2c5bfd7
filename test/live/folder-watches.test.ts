/** Watches on folders that come, go, and are replaced under the same name. */
import {mkdirSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createFolderWatches, type FolderWatches} from '../../source/live/folder-watches.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {waitFor} from '../support/wait.ts';

let folder: TemporaryFolder;
let watches: FolderWatches;
let seen: Set<string>;
beforeEach(() => {
	folder = temporaryFolder();
	seen = new Set();
	watches = createFolderWatches((of, name) => seen.add(`${of}/${name}`));
	mkdirSync(folder.at('a'));
});
afterEach(() => {
	watches.close();
	folder.remove();
});

const isSeen = (...names: string[]) => waitFor(() => seen.has(folder.at(...names)), {what: `${names} to be seen`});

test('what changes in a watched folder is said with its name', async () => {
	expect(watches.set([folder.at('a')])).toBe(true);
	writeFileSync(folder.at('a', 'one'), '');
	await isSeen('a', 'one');
});

test('the same folders again are nothing new; a folder that is not there yet is none', () => {
	expect(watches.set([folder.at('a'), folder.at('later')])).toBe(true);
	expect(watches.set([folder.at('a'), folder.at('later')])).toBe(false);
	mkdirSync(folder.at('later'));
	expect(watches.set([folder.at('a'), folder.at('later')])).toBe(true);
});

test('a folder that was replaced under the same name is watched again', async () => {
	watches.set([folder.at('a')]);
	mkdirSync(folder.at('b'));
	renameSync(folder.at('a'), folder.at('old'));
	renameSync(folder.at('b'), folder.at('a'));
	expect(watches.set([folder.at('a')])).toBe(true);
	writeFileSync(folder.at('a', 'new'), '');
	await isSeen('a', 'new');
});

test('one that is no longer wanted, or is gone, is not watched', async () => {
	mkdirSync(folder.at('b'));
	watches.set([folder.at('a'), folder.at('b')]);
	rmSync(folder.at('b'), {recursive: true});
	expect(watches.set([folder.at('b')])).toBe(false);
	seen.clear();
	mkdirSync(folder.at('c'));
	watches.set([folder.at('c')]);
	writeFileSync(folder.at('a', 'unseen'), '');
	writeFileSync(folder.at('c', 'last'), '');
	await isSeen('c', 'last');
	expect([...seen]).toEqual([folder.at('c', 'last')]);
});
