import {mkdirSync, rmSync, symlinkSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createBooks, readBooks} from '../../source/index/books.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
	for (const name of ['home', 'work']) mkdirSync(folder.at(name, 'projects'), {recursive: true});
});
afterEach(() => folder.remove());

const idsOf = (...names: string[]) => readBooks(names.map(name => folder.at(name))).folders.map(({id}) => id);

test('what is counted is the transcripts, by whatever name they are reached', () => {
	const [home, work] = idsOf('home', 'work');
	expect(home).not.toBe(work);
	symlinkSync('home', folder.at('link'));
	mkdirSync(folder.at('other'));
	symlinkSync('../home/projects', folder.at('other', 'projects'));
	expect([idsOf('link'), idsOf('other'), idsOf('home', 'link', 'other')]).toEqual([[home], [home], [home]]);
	expect(readBooks([folder.at('link')]).folders[0]!.configDir).toBe(folder.at('link'));
});

test('it is the same to every process of this machine, and says nothing of it', () => {
	const books = readBooks([folder.at('home')]);
	expect(readBooks([folder.at('home')])).toEqual(books);
	expect([books.processes, books.folders[0]!.id]).toEqual([
		expect.stringMatching(/^[\da-f]{32}$/),
		expect.stringMatching(/^[\da-f]{32}$/),
	]);
});

test('a config folder that does not exist yet counts nothing; it is found within ten seconds', () => {
	let now = 0;
	const books = createBooks([folder.at('home'), folder.at('new')], () => now);
	const before = books();
	expect(before.folders).toHaveLength(1);
	mkdirSync(folder.at('new'));
	now = 9999;
	expect(books()).toBe(before);
	now = 10_000;
	const after = books();
	expect(after.folders).toHaveLength(2);
	// Nothing has changed since: the same object.
	now = 20_000;
	expect(books()).toBe(after);
	rmSync(folder.at('home'), {recursive: true});
	now = 0;
	expect(books().folders.map(({configDir}) => configDir)).toEqual([folder.at('new')]);
});
