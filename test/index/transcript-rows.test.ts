/** How far transcripts are read, in the database. */
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {FilePosition} from '../../source/index/transcript-file.ts';
import {createTranscriptRows, damagedTranscripts, holdsTranscripts} from '../../source/index/transcript-rows.ts';
import {createOpenedIndex, type OpenedIndex} from './opened.ts';

let index: OpenedIndex;
let folder: number;
beforeEach(() => {
	index = createOpenedIndex();
	folder = index.put('folder', {identity: 'a', path: '/a'});
});
afterEach(() => index.close());

const position = (modifiedAt: number, readTo = 900, damages = 0): FilePosition => ({
	...{inode: 2 ** 45, sizeBytes: 1000, modifiedAt, mark: 0xffff_ffff},
	state: {readTo, damages, emitted: {}} as unknown as FilePosition['state'],
});
const rows = () => createTranscriptRows(index.database);
const conversationOf = (path: string) =>
	index.database.prepare('SELECT conversation FROM transcript WHERE path = ?').get(path)?.conversation;

test('a position comes back as it was, for its folder alone', () => {
	rows().save(folder, 'p/a.jsonl', position(5.25), 7);
	expect(rows().position(folder, 'p/a.jsonl')).toEqual(position(5.25));
	expect([rows().position(folder, 'p/b.jsonl'), rows().position(folder + 1, 'p/a.jsonl')]).toEqual([null, null]);
});

test('holds transcripts once one was read', () => {
	expect(holdsTranscripts(index.database)).toBe(false);
	rows().save(folder, 'p/a.jsonl', position(5), 7);
	expect(holdsTranscripts(index.database)).toBe(true);
});

test('a reader of an older version of the file does not set the position back', () => {
	rows().save(folder, 'a', position(5, 900), 7);
	rows().save(folder, 'a', position(4, 100), null);
	expect([rows().position(folder, 'a')?.state.readTo, conversationOf('a')]).toEqual([900, 7]);
	rows().save(folder, 'a', position(5, 950), null);
	expect([rows().position(folder, 'a')?.state.readTo, conversationOf('a')]).toEqual([950, 7]);
});

test.each(['', '{', 'null', '[]', '{"readTo": "900", "emitted": {}}', '{"readTo": 900}'])(
	'a state that another program wrote as %s is none: the file is read from its start',
	state => {
		rows().save(folder, 'a', position(5), 7);
		index.database.prepare('UPDATE transcript SET state = ?').run(state);
		expect(rows().position(folder, 'a')).toBeNull();
	},
);

test('damage is said of those that have some, by the path they were found at', () => {
	rows().save(folder, 'a', position(5, 900, 3), 7);
	rows().save(folder, 'b', position(5), 7);
	const files = ['a', 'b', 'c'].map(name => ({path: `/home/${name}`, relativePath: name}));
	expect(damagedTranscripts(index.database, [{folder, files}])).toEqual([
		{type: 'problem', path: '/home/a', message: 'Some records are damaged.', count: 3},
	]);
});
