import {chmodSync, mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {findClaude} from '../../../../source/control/terminals/run/find-claude.ts';
import {type TemporaryFolder, temporaryFolder} from '../../../support/environment.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

function program(name: string, mode = 0o755): string {
	mkdirSync(path.dirname(folder.at(name)), {recursive: true});
	writeFileSync(folder.at(name), '#!/bin/sh\n');
	chmodSync(folder.at(name), mode);
	return folder.at(name);
}

test('finds claude as a shell does: the first on the PATH that can be run', () => {
	mkdirSync(folder.at('first', 'claude'), {recursive: true});
	program('second/claude', 0o644);
	const claude = program('bin/claude');
	program('last/claude');
	const env = {PATH: [folder.at('first'), folder.at('second'), 'bin', folder.at('last')].join(':')};
	expect(findClaude(env, folder.path)).toBe(claude);
	expect(findClaude({PATH: folder.at('first')}, folder.path)).toBeNull();
	expect(findClaude({}, folder.at('first'))).toBeNull();
});

test('CCMON_CLAUDE names another one, from the folder that ccmon was started in', () => {
	const env = {PATH: path.dirname(program('bin/claude'))};
	expect(findClaude({...env, CCMON_CLAUDE: 'mine/claude'}, folder.path)).toBe(folder.at('mine/claude'));
	expect(findClaude({...env, CCMON_CLAUDE: '/opt/claude'}, folder.path)).toBe('/opt/claude');
	expect(findClaude({...env, CCMON_CLAUDE: ''}, folder.path)).toBe(folder.at('bin/claude'));
});
