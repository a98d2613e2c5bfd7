import {afterEach, beforeEach, expect, test} from 'vitest';
import {askProgram} from '../../../source/control/terminals/ask-program.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {recordedProgram} from '../../support/recorded-programs.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

const env = () => ({PATH: `${folder.path}:${process.env.PATH}`});

test('returns a program’s output as it is, and passes arguments without a shell', async () => {
	const program = recordedProgram(folder, 'term', [{when: 'list $HOME', print: ' one\n\n'}]);
	expect(await askProgram(['term', 'list', '$HOME', ';', 'a b'], {env: env()})).toBe(' one\n\n');
	expect(program.arguments()).toBe('list $HOME ; a b\n');
});

test('input goes to its standard input; without any it is empty, not the person’s keyboard', async () => {
	const program = recordedProgram(folder, 'term', [{when: '', print: 'ok'}]);
	await askProgram(['term', 'type'], {env: env(), input: 'secret\n'});
	await askProgram(['term', 'look'], {env: env()});
	expect(program.input()).toBe('type\nsecretlook\n');
	expect(program.arguments()).not.toContain('secret');
});

test('throws with the program’s own message if it fails or is missing', async () => {
	recordedProgram(folder, 'term', []);
	const lost = (message: string | RegExp) => ({name: 'TerminalLostError', message: expect.stringMatching(message)});
	const failure = (...command: [string, ...string[]]) =>
		askProgram(command, {name: 'Term', env: env()}).catch(error => error);
	expect(await failure('term')).toMatchObject(lost(/^Term: no such thing$/));
	expect(await failure('none')).toMatchObject(lost(/^Term: .*ENOENT/));
	expect(await failure('sh', '-c', 'exit 3')).toMatchObject(lost(/^Term: .*exit code 3/));
	await expect(askProgram(['sh', '-c', 'echo why >&2; exit 1'])).rejects.toThrow(/^sh: why$/);
});
