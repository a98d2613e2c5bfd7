import {symlinkSync, writeFileSync} from 'node:fs';
import {afterAll, expect, test} from 'vitest';
import {checkFolder} from '../../../../source/control/terminals/spawn/folder.ts';
import {temporaryFolder} from '../../../support/environment.ts';

const folder = temporaryFolder('ccmon-spawn');
afterAll(() => folder.remove());

test('a folder is named by its real path, from the home or through a link', () => {
	symlinkSync(folder.path, folder.at('link'));
	expect(checkFolder(folder.at('link'), {})).toEqual({ok: true, path: folder.path});
	expect(checkFolder(' ~/link ', {HOME: folder.path})).toEqual({ok: true, path: folder.path});
});

test.each([
	['', 'no folder was given'],
	['/nowhere/at/all', 'there is no folder /nowhere/at/all'],
	[folder.at('file'), `${folder.at('file')} is not a folder`],
])('no session starts in "%s"', (path, reason) => {
	writeFileSync(folder.at('file'), '');
	expect(checkFolder(path, {})).toEqual({ok: false, reason});
});
