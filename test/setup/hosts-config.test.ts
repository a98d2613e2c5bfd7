/** A host written into the config: a table at its end, and all else as the person has it. */
import {mkdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {loadConfig} from '../../source/config.ts';
import type {HostConfig} from '../../source/core/config/hosts.ts';
import {addHostToConfig, hostTable} from '../../source/setup/hosts-config.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let folder: TemporaryFolder;
let file: string;
beforeEach(() => {
	folder = temporaryFolder();
	file = folder.at('ccmon', 'config.toml');
});
afterEach(() => folder.remove());

const box: HostConfig = {
	name: 'box',
	reach: {type: 'ssh', destination: 'ada@box.example'},
	command: 'ccmon',
	configDirs: [],
};
const table = '[hosts.box]\nssh = "ada@box.example"\n';

function write(text: string): void {
	mkdirSync(dirname(file), {recursive: true});
	writeFileSync(file, text);
}

test('a new config file is the owner’s alone, and what is written is read again', () => {
	expect(addHostToConfig(file, box, () => true)).toBeNull();
	expect(readFileSync(file, 'utf8')).toBe(table);
	expect(statSync(file).mode & 0o777).toBe(0o600);
	expect(loadConfig(file)).toMatchObject({config: {hosts: [box]}, problems: []});
});

test.each([
	['a line feed at its end', '# mine\nteamSize = 3\n', '# mine\nteamSize = 3\n\n'],
	['none', '# mine\nteamSize = 3', '# mine\nteamSize = 3\n\n'],
])('a file with %s keeps every byte, and has the table behind an empty line', (_, before, kept) => {
	write(before);
	expect(addHostToConfig(file, box, () => true)).toBeNull();
	expect(readFileSync(file, 'utf8')).toBe(`${kept}${table}`);
});

test('writes nothing if the table cannot be appended, and says what to write', () => {
	const inline = 'hosts = {dev = {ssh = "dev"}}\n';
	write(inline);
	const isReadable = (toml: string) => !toml.includes('[hosts.box]');
	expect(addHostToConfig(file, box, isReadable)).toContain(table);
	expect(readFileSync(file, 'utf8')).toBe(inline);
});

test('a program with its arguments, and a command of its own there, are read as they were', () => {
	const odd: HostConfig = {
		name: 'odd',
		reach: {type: 'exec', command: ['docker', 'exec', '-i', 'a "quoted" \\ name']},
		command: '/opt/my tools/ccmon',
		configDirs: [],
	};
	write(hostTable(odd));
	expect(loadConfig(file)).toMatchObject({config: {hosts: [odd]}, problems: []});
});
