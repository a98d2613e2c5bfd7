import {chmodSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {ReadStream, WriteStream} from 'node:tty';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {type RunOptions, runClaude} from '../../../../source/control/terminals/run/run-claude.ts';
import {type TemporaryFolder, temporaryFolder} from '../../../support/environment.ts';

let folder: TemporaryFolder;
let said: string[];

beforeEach(() => {
	folder = temporaryFolder();
	said = [];
});
afterEach(() => folder.remove());

function program(name: string, script: string): string {
	mkdirSync(folder.at('bin'), {recursive: true});
	writeFileSync(folder.at('bin', name), `#!/bin/sh\n${script}\n`);
	chmodSync(folder.at('bin', name), 0o755);
	return folder.at('bin', name);
}

/** A terminal, and no package for pseudo terminals. */
const options = (env: NodeJS.ProcessEnv): RunOptions => ({
	env,
	cwd: folder.path,
	runtimeDir: folder.at('run'),
	stdin: Object.assign(Object.create(ReadStream.prototype), {isTTY: true}),
	stdout: Object.assign(Object.create(WriteStream.prototype), {isTTY: true, fd: 1}),
	say: line => said.push(line),
	load: async () => null,
});

test('without the package, claude runs all the same: said in one line, arguments and exit code as they are', async () => {
	const claude = program('claude', `printf '%s|' "$@" > ${folder.at('arguments')}; exit 7`);
	const end = await runClaude(['-p', 'a b', '--'], options({CCMON_CLAUDE: claude, PATH: '/bin:/usr/bin'}));
	expect(end).toEqual({code: 7, signal: null});
	expect(said).toEqual([expect.stringContaining('@lydell/node-pty')]);
	expect(readFileSync(folder.at('arguments'), 'utf8')).toBe('-p|a b|--|');
});

test('a signal that ended it is named', async () => {
	const claude = program('claude', 'kill -TERM $$');
	const end = await runClaude([], options({CCMON_CLAUDE: claude, PATH: '/bin:/usr/bin'}));
	expect(end).toEqual({code: 143, signal: 'SIGTERM'});
});

test('no claude anywhere: said, and the exit code of a shell', async () => {
	expect(await runClaude([], options({PATH: folder.at('bin')}))).toEqual({code: 127, signal: null});
	expect(said).toEqual([expect.stringContaining('no claude on the PATH')]);
});

test.each([
	['/none/claude', 'ENOENT', 127],
	['/tmp', 'EACCES', 126],
])('a claude that cannot be run is said before a terminal is made for it: %s', async (claude, why, code) => {
	const load = () => expect.unreachable('no terminal is needed');
	const end = await runClaude([], {...options({CCMON_CLAUDE: claude}), load});
	expect(end).toEqual({code, signal: null});
	expect(said).toEqual([`ccmon: ${claude} cannot be run (${why})`]);
});
