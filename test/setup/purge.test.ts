import {existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {openIndex} from '../../source/index/schema.ts';
import {type OwnPlaces, planPurge} from '../../source/setup/purge.ts';
import {runSetup, type SetupOptions} from '../../source/setup/run.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {setupIn} from './setup-options.ts';

let folder: TemporaryFolder;
let stateDir: string;
beforeEach(() => {
	folder = temporaryFolder('ccmon-purge');
	stateDir = folder.at('state');
	for (const name of ['claude', 'other', 'run', 'cache', 'config']) mkdirSync(folder.at(name));
});
afterEach(() => folder.remove());

const places = (): OwnPlaces => ({
	...{
		stateDir,
		runtimeDir: folder.at('run'),
		cacheDir: folder.at('cache'),
		configFile: folder.at('config', 'config.toml'),
	},
	...{sampleConfig: 'sample', isAlive: pid => pid === 7},
});

let written = '';
const say = (text: string) => {
	written += text;
};
function run(options: Partial<SetupOptions>, answer = true): Promise<number> {
	written = '';
	return runSetup({...setupIn(folder, say, answer), yes: false, ...options});
}

/** All files and folders below the test's own. */
const left = () => readdirSync(folder.path, {recursive: true, encoding: 'utf8'}).sort();

function writeEverything(): void {
	openIndex({path: join(stateDir, 'ccmon.db'), now: Date.now}).database?.close();
	writeFileSync(join(stateDir, 'compact-instructions.json'), '[]');
	for (const name of ['act.lock', 'act-42.lock', 'notified-budgets.json.lock']) writeFileSync(join(stateDir, name), '');
	writeFileSync(join(stateDir, 'ccmon.db.damaged-20261120T100000'), '');
	writeFileSync(folder.at('run', 'pty-6.sock'), '');
	writeFileSync(folder.at('cache', 'code-v24-x64-1'), '');
	writeFileSync(folder.at('cache', 'report-code-v24-x64-1'), '');
	mkdirSync(folder.at('cache', 'thread-code-cache', 'v24-x64-1'), {recursive: true});
	writeFileSync(folder.at('config', 'config.toml'), 'sample');
}

test('after setup and purge everything is as it was, also the settings of folders that are not named', async () => {
	writeFileSync(folder.at('claude', 'settings.json'), '{"model": "opus"}');
	const before = left();
	await run({configDirs: [folder.at('claude'), folder.at('other')], yes: true});
	writeEverything();
	expect(await run({purge: places(), undo: true, yes: true})).toBe(0);
	// The folders that were there at first are ccmon's own, too, and empty.
	expect(left()).toEqual(before.filter(name => !['run', 'cache', 'config'].includes(name)));
	expect(readFileSync(folder.at('claude', 'settings.json'), 'utf8')).toBe('{"model": "opus"}');
	expect(existsSync(stateDir)).toBe(false);
});

test('shows what would be removed, asks, and removes nothing without a yes', async () => {
	await run({yes: true});
	writeEverything();
	const before = left();
	expect(await run({purge: places()}, false)).toBe(1);
	expect(left()).toEqual(before);
	expect(written).toContain(join(stateDir, 'ccmon.db'));
	expect(written).toMatch(/OTEL_|statusLine/);
	expect(written).toContain('Nothing was changed.');
	expect(await run({purge: places(), print: true})).toBe(0);
	expect(left()).toEqual(before);
});

test("others' files stay: in the state folder, behind links, a config with choices in it, sockets in use", async () => {
	await run({yes: true});
	writeEverything();
	writeFileSync(join(stateDir, 'notes.txt'), 'mine');
	mkdirSync(folder.at('elsewhere'));
	writeFileSync(folder.at('elsewhere', 'kept'), 'mine');
	symlinkSync(folder.at('elsewhere'), join(stateDir, 'requests'));
	writeFileSync(folder.at('run', 'pty-7.sock'), '');
	writeFileSync(folder.at('run', 'theirs.sock'), '');
	writeFileSync(folder.at('cache', 'theirs'), '');
	writeFileSync(folder.at('config', 'config.toml'), 'teamSize = 3');
	expect(await run({purge: places(), yes: true})).toBe(0);
	expect(readdirSync(stateDir)).toEqual(['notes.txt']);
	expect(readdirSync(folder.at('elsewhere'))).toEqual(['kept']);
	expect(readdirSync(folder.at('run')).sort()).toEqual(['pty-7.sock', 'theirs.sock']);
	expect(readdirSync(folder.at('cache'))).toEqual(['theirs']);
	expect(existsSync(folder.at('config', 'config.toml'))).toBe(true);
	expect(written).toMatch(/notes\.txt is not ccmon's/);
	expect(written).toMatch(/config\.toml has your choices in it/);
});

test('keeps the records of settings that cannot be undone', async () => {
	await run({yes: true});
	writeFileSync(folder.at('claude', 'settings.json'), '{not json');
	expect(await run({purge: places(), yes: true})).toBe(1);
	expect(existsSync(join(stateDir, 'setup'))).toBe(true);
});

test('does nothing on a machine that ccmon was never used on', async () => {
	const nowhere = {...places(), runtimeDir: folder.at('none'), cacheDir: null};
	expect(planPurge(nowhere).paths).toEqual([]);
	expect(await run({purge: nowhere})).toBe(0);
});
