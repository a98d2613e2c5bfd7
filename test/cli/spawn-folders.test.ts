import {mkdirSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {recentFolders} from '../../source/cli/spawn-folders.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {fakeSession} from '../support/fake-fleet.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

const make = (name: string) => {
	mkdirSync(folder.at(name));
	return folder.at(name);
};
const used = (cwd: string | null, lastActivityAt: number | null) => fakeSession({cwd, lastActivityAt});

test('the folder that was used last comes first, then the others, each once', () => {
	const [a, b, c] = ['a', 'b', 'c'].map(make);
	const sessions = [used(a!, 10), used(b!, 30), used(a!, 20), used(null, 40), used(c!, null)];
	expect(recentFolders(sessions, [b!, folder.path])).toEqual([b, a, c, folder.path]);
});

test('offers at most eight, and none that is gone', () => {
	writeFileSync(folder.at('file'), '');
	expect(recentFolders([used(folder.at('gone'), 1), used(folder.at('file'), 2)], ['', folder.at('none')])).toEqual([]);
	const many = Array.from({length: 12}, (_, index) => make(`f${index}`));
	expect(recentFolders([], many)).toEqual(many.slice(0, 8));
	// Those that are gone take no place.
	expect(recentFolders([], [folder.at('gone'), ...many])).toHaveLength(8);
});
