import {chmodSync, mkdirSync, writeFileSync} from 'node:fs';
import * as v from 'valibot';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {readJsonFile} from '../../source/platform/json-file.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

const schema = v.object({count: v.number()});
const read = (content: string | null, options = {}) => {
	if (content !== null) writeFileSync(folder.at('file'), content);
	return readJsonFile(folder.at('file'), schema, {maxBytes: 40, ...options});
};

test('what the schema knows is read, the rest is left out', () => {
	expect(read('{"count": 3, "new": true}')).toEqual({count: 3});
});

test.each([null, '', '{', '[]', 'null', '{"count": "3"}', '\ufeff{"count": 3}', `{"count": 3}${' '.repeat(40)}`])(
	'%j is nothing',
	content => expect(read(content)).toBeNull(),
);

test('so is one that others may read, where that is asked, and a folder', () => {
	read('{"count": 3}');
	chmodSync(folder.at('file'), 0o644);
	expect(read(null)).toEqual({count: 3});
	expect(read(null, {ownerOnly: true})).toBeNull();
	mkdirSync(folder.at('folder'));
	expect(readJsonFile(folder.at('folder'), schema, {maxBytes: 40})).toBeNull();
});
