import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {UsageError} from '../../source/cli/arguments.ts';
import {readSettings} from '../../source/cli/settings.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let home: TemporaryFolder;
beforeEach(() => {
	home = temporaryFolder();
	vi.stubEnv('HOME', home.path);
	for (const name of ['XDG_CONFIG_HOME', 'XDG_STATE_HOME', 'CLAUDE_CONFIG_DIR']) vi.stubEnv(name, undefined);
	mkdirSync(home.at('.claude'));
	mkdirSync(home.at('work'));
});
afterEach(() => {
	vi.unstubAllEnvs();
	home.remove();
});

test('config folders are those of the command line, else of the config file, else of the environment', () => {
	expect(readSettings([]).configDirs).toEqual([home.at('.claude')]);
	vi.stubEnv('CLAUDE_CONFIG_DIR', `${home.at('.claude')},${home.at('work')}`);
	expect(readSettings([]).configDirs).toEqual([home.at('.claude'), home.at('work')]);
	const file = home.at('.config', 'ccmon', 'config.toml');
	mkdirSync(dirname(file), {recursive: true});
	writeFileSync(file, 'configDirs = ["~/work/"]');
	expect(readSettings([]).configDirs).toEqual([home.at('work')]);
	expect(readSettings(['~/.claude/']).configDirs).toEqual([home.at('.claude')]);
});

test('a folder named in two spellings is one', () => {
	symlinkSync('work', home.at('link'));
	expect(readSettings(['~/link', '~/work', '~/work/']).configDirs).toEqual([home.at('link')]);
});

test('a mistyped folder ends commands that print; the monitor waits for it', () => {
	const mistyped = ['~/.claude', '~/.cluade'];
	expect(() => readSettings(mistyped, {mustExist: true})).toThrow(UsageError);
	expect(() => readSettings(mistyped, {mustExist: true})).toThrow(home.at('.cluade'));
	expect(readSettings(mistyped).configDirs).toEqual([home.at('.claude'), home.at('.cluade')]);
	// Not a word of the command line: the commands say it and go on.
	vi.stubEnv('CLAUDE_CONFIG_DIR', home.at('none'));
	expect(readSettings([], {mustExist: true}).configDirs).toEqual([home.at('none')]);
});
