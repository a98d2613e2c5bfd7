import {mkdirSync, renameSync, symlinkSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {folderRows, identitiesOf} from '../../source/index/folder-rows.ts';
import {createOpenedIndex, type OpenedIndex} from './opened.ts';

let index: OpenedIndex;
beforeEach(() => {
	index = createOpenedIndex();
});
afterEach(() => index.close());

const rowsOf = (...names: string[]) => folderRows(index.database, identitiesOf(names.map(name => index.at(name))));

test('a folder is known by what it is: through a link, and under another name', () => {
	mkdirSync(index.at('claude'));
	symlinkSync(index.at('claude'), index.at('link'));
	const row = index.put('folder', {identity: identitiesOf([index.at('claude')])[0]!, path: index.at('claude')});
	expect(rowsOf('claude', 'link')).toEqual([row]);
	renameSync(index.at('claude'), index.at('moved'));
	expect(rowsOf('moved')).toEqual([row]);
	mkdirSync(index.at('claude'));
	expect(rowsOf('claude')).toEqual([]);
});

test('one that does not exist is known by its path', () => {
	const row = index.put('folder', {identity: index.at('gone'), path: index.at('gone')});
	expect(rowsOf('nowhere', 'gone')).toEqual([row]);
});
