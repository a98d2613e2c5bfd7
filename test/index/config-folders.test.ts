import {cpSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {
	configDirMistake,
	configDirsOfEnvironment,
	distinctConfigDirs,
	resolveConfigFolders,
} from '../../source/index/config-folders.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
	mkdirSync(folder.at('one', 'projects'), {recursive: true});
});
afterEach(() => folder.remove());

const resolveOne = (name: string) => resolveConfigFolders([folder.at(name)])[0]!;

test('spellings of one folder are one, shown as it was asked for first', () => {
	symlinkSync('one', folder.at('link'));
	const spellings = [folder.at('link'), folder.at('one'), `${folder.at('one')}/`, `${folder.path}/./one`];
	expect(resolveConfigFolders(spellings)).toEqual([
		{path: folder.at('link'), identity: expect.stringMatching(/^\d+:\d/)},
	]);
});

test('a renamed folder is the same, a copy is another', () => {
	const {identity} = resolveOne('one');
	cpSync(folder.at('one'), folder.at('copy'), {recursive: true});
	renameSync(folder.at('one'), folder.at('two'));
	expect(resolveOne('two').identity).toBe(identity);
	expect(resolveOne('copy').identity).not.toBe(identity);
	expect(resolveConfigFolders([folder.at('two'), folder.at('copy')])).toHaveLength(2);
});

test('folders that share their transcripts by a link have one history', () => {
	mkdirSync(folder.at('work'));
	symlinkSync('../one/projects', folder.at('work', 'projects'));
	expect(resolveOne('work').identity).toBe(resolveOne('one').identity);
});

test('a folder is the same before its first transcript, and after all were removed', () => {
	const {identity} = resolveOne('one');
	rmSync(folder.at('one', 'projects'), {recursive: true});
	expect(resolveOne('one').identity).toBe(identity);
	mkdirSync(folder.at('one', 'projects'));
	expect(resolveOne('one').identity).toBe(identity);
});

test('folders of transcripts that lie side by side under other names are not one', () => {
	for (const name of ['work', 'home']) {
		mkdirSync(folder.at(`${name}-transcripts`));
		mkdirSync(folder.at(name));
		symlinkSync(`../${name}-transcripts`, folder.at(name, 'projects'));
	}
	expect(resolveOne('work').identity).not.toBe(resolveOne('home').identity);
});

test('keeps a folder that does not exist yet', () => {
	symlinkSync('loop', folder.at('loop'));
	const none = {identity: null};
	expect(resolveConfigFolders([folder.at('none'), folder.at('loop'), folder.at('none')])).toEqual([
		{...none, path: folder.at('none')},
		{...none, path: folder.at('loop')},
	]);
});

describe('the environment names', () => {
	const named = (CLAUDE_CONFIG_DIR: string) => configDirsOfEnvironment({HOME: '/home/dev', CLAUDE_CONFIG_DIR});
	const usual = (more: Record<string, string> = {}) => configDirsOfEnvironment({HOME: folder.path, ...more});

	test('one folder, or a list with commas, spaces and gaps', () => {
		expect(named('/a')).toEqual(['/a']);
		expect(named('/a/,/b')).toEqual(['/a', '/b']);
		expect(named(' /a , ,~/b,')).toEqual(['/a', '/home/dev/b']);
	});

	test('a folder with a comma in its name, as Claude Code takes it, where there is one', () => {
		mkdirSync(folder.at('a,b'));
		expect(named(folder.at('a,b'))).toEqual([folder.at('a,b')]);
		expect(named(`${folder.at('one')},${folder.at('a')}`)).toEqual([folder.at('one'), folder.at('a')]);
		// Claude Code made it where somebody set the variable for ccusage.
		const list = `${folder.at('one')},${folder.at('a')}`;
		mkdirSync(list, {recursive: true});
		expect(named(list)).toEqual([list, folder.at('one')]);
		expect(named(`${folder.at('a')},c`)).toEqual([folder.at('a'), `${process.cwd()}/c`]);
	});

	test.each([undefined, '', ' ', ', ,'])('nothing with %j: the usual folders, as far as they are used', variable => {
		const env = variable === undefined ? {} : {CLAUDE_CONFIG_DIR: variable};
		expect(usual(env)).toEqual([folder.at('.claude')]);
		mkdirSync(folder.at('.config', 'claude'), {recursive: true});
		expect(usual(env)).toEqual([folder.at('.claude')]);
		mkdirSync(folder.at('.config', 'claude', 'projects'));
		expect(usual(env)).toEqual([folder.at('.config', 'claude')]);
		mkdirSync(folder.at('.claude'));
		expect(usual(env)).toEqual([folder.at('.claude'), folder.at('.config', 'claude')]);
	});

	test('the second usual folder by XDG_CONFIG_HOME', () => {
		mkdirSync(folder.at('xdg', 'claude', 'projects'), {recursive: true});
		expect(usual({XDG_CONFIG_HOME: folder.at('xdg')})).toEqual([folder.at('xdg', 'claude')]);
		expect(usual({XDG_CONFIG_HOME: 'xdg'})).toEqual([folder.at('.claude')]);
	});
});

test('a folder named twice counts once, by the first name; one that shares only its transcripts is another', () => {
	symlinkSync('one', folder.at('link'));
	mkdirSync(folder.at('work'));
	symlinkSync('../one/projects', folder.at('work', 'projects'));
	const [link, one, work, none] = ['link', 'one', 'work', 'none'].map(name => folder.at(name)) as [string, ...string[]];
	expect(distinctConfigDirs([link, one!, work!, none!, none!])).toEqual([link, work, none]);
});

test('what cannot be a config folder is said with the path and the remedy', () => {
	const id = '11111111-1111-4111-8111-111111111111';
	const project = folder.at('one', 'projects', '-home-dev-api');
	mkdirSync(project, {recursive: true});
	writeFileSync(`${project}/${id}.jsonl`, '');
	writeFileSync(folder.at('file'), '');
	symlinkSync('one/projects', folder.at('linked'));
	mkdirSync(folder.at('new'));
	const example = "name Claude Code's config folder, such as ~/.claude.";
	expect(configDirMistake(folder.at('none'))).toBe(`There is no folder ${folder.at('none')}: ${example}`);
	expect(configDirMistake(folder.at('file'))).toBe(`${folder.at('file')} is not a folder: ${example}`);
	for (const inside of [folder.at('one', 'projects'), project]) {
		expect(configDirMistake(inside)).toBe(
			`${inside} is a folder of transcripts: name the config folder that it lies in, ${folder.at('one')}.`,
		);
	}
	expect(configDirMistake(folder.at('linked'))).toMatch(/is a folder of transcripts: .* lies in\.$/);
	expect(configDirMistake(folder.at('one'))).toBeNull();
	expect(configDirMistake(folder.at('new'))).toBeNull();
});
