import {expect, test} from 'vitest';
import {isInFolder} from '../../source/core/in-folder.ts';

test.each([
	['/home/dev/api', '/home/dev/api', true],
	['/home/dev/api/.worktrees/x', '/home/dev/api', true],
	['/home/dev/api-old', '/home/dev/api', false],
	['/home/dev', '/home/dev/api', false],
	['/home', '/', true],
	['/', '/', true],
])('%s in %s: %s', (path, folder, isIn) => {
	expect(isInFolder(path, folder)).toBe(isIn);
});
