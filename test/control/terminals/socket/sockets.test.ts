import {chownSync, mkdirSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {runtimeFolderProblem} from '../../../../source/control/terminals/socket/sockets.ts';
import {type TemporaryFolder, temporaryFolder} from '../../../support/environment.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

test('a folder of one’s own, or none yet, is fine', () => {
	expect(runtimeFolderProblem(folder.path)).toBeNull();
	expect(runtimeFolderProblem(folder.at('none'))).toBeNull();
});

test('what stands in its place is said, with what to do', () => {
	writeFileSync(folder.at('file'), '');
	expect(runtimeFolderProblem(folder.at('file'))).toMatch(/file is not a folder: .*Set XDG_RUNTIME_DIR/);
});

test.skipIf(process.getuid?.() !== 0)('so is another user’s folder', () => {
	mkdirSync(folder.at('theirs'));
	chownSync(folder.at('theirs'), 12_345, 12_345);
	expect(runtimeFolderProblem(folder.at('theirs'))).toMatch(/theirs belongs to another user: .*Set XDG_RUNTIME_DIR/);
});
