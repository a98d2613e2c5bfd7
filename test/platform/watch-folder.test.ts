import {rmSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {type FolderWatch, watchFolder} from '../../source/platform/watch-folder.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {waitFor} from '../support/wait.ts';

let folder: TemporaryFolder;
let watch: FolderWatch | null;
let changed: (string | null)[];
beforeEach(() => {
	folder = temporaryFolder();
	changed = [];
	watch = watchFolder(
		folder.path,
		name => changed.push(name),
		() => {},
	);
});
afterEach(() => {
	watch?.close();
	folder.remove();
});

test('what is made, changed or removed in a folder is named', async () => {
	for (const [name, change] of [
		['a', () => writeFileSync(folder.at('a'), '1')],
		['a', () => writeFileSync(folder.at('a'), '2')],
		['a', () => rmSync(folder.at('a'))],
		['b', () => writeFileSync(folder.at('b'), '1')],
	] as const) {
		changed.length = 0;
		change();
		await waitFor(() => changed.includes(name), {what: name});
	}
});

test('a closed watch reports nothing more', async () => {
	watch!.close();
	changed.length = 0;
	const after: (string | null)[] = [];
	const other = watchFolder(
		folder.path,
		name => after.push(name),
		() => {},
	);
	writeFileSync(folder.at('a'), '1');
	await waitFor(() => after.includes('a'), {what: 'the other watch'});
	expect(changed).toEqual([]);
	other!.close();
});

test('returns null for a missing folder', () => {
	expect(
		watchFolder(
			folder.at('none'),
			() => {},
			() => {},
		),
	).toBeNull();
});
