import {chmodSync, copyFileSync, mkdirSync, symlinkSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {claudeProgram, configVariables} from '../../../source/control/terminals/claude-program.ts';
import {readProgram} from '../../../source/platform/process.ts';
import {type BareTerminal, openBareTerminal} from '../../support/bare-terminal.ts';
import {baseEnvironment, type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {waitFor} from '../../support/wait.ts';

let folder: TemporaryFolder;
let terminal: BareTerminal | undefined;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(async () => {
	await terminal?.close();
	terminal = undefined;
	folder.remove();
});

/** A process whose program has this name. */
async function run(name: string): Promise<number> {
	copyFileSync('/bin/sleep', folder.at(name));
	terminal = await openBareTerminal({command: [folder.at(name), '100'], cwd: '/', env: baseEnvironment()});
	const {pid} = terminal;
	await waitFor(() => readProgram(pid) === folder.at(name), {what: 'the program to run'});
	return pid;
}

test('the program of a running session is used again', async () => {
	const pid = await run('claude-2.1.332');
	expect(claudeProgram(pid)).toBe(folder.at('claude-2.1.332'));
	// Taken away by an update, or not to be run by this user.
	chmodSync(folder.at('claude-2.1.332'), 0o600);
	expect(claudeProgram(pid)).toBe('claude');
});

test('a program of another name is not used: node, or a shell', async () => {
	expect(claudeProgram(await run('node'))).toBe('claude');
	expect(claudeProgram(null)).toBe('claude');
	expect(claudeProgram(2 ** 22 + 1)).toBe('claude');
});

test('the default folder is led to without the variable, by whatever path', () => {
	const home = folder.at('home');
	mkdirSync(folder.at('home', '.claude'), {recursive: true});
	mkdirSync(folder.at('home', 'work'));
	symlinkSync(home, folder.at('link'));
	const lead = (configDir: string) => configVariables(configDir, {HOME: home, CLAUDE_CONFIG_DIR: '/elsewhere'});
	expect(lead(folder.at('home', '.claude'))).toEqual({CLAUDE_CONFIG_DIR: undefined});
	expect(lead(folder.at('link', '.claude'))).toEqual({CLAUDE_CONFIG_DIR: undefined});
	expect(lead(folder.at('home', 'work'))).toEqual({CLAUDE_CONFIG_DIR: folder.at('home', 'work')});
});
