import {spawnSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import fc from 'fast-check';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {ownCommand, readOwnCommand, scriptPath} from '../../source/setup/statusline-command.ts';
import {baseEnvironment, type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let state: TemporaryFolder;
beforeEach(() => {
	state = temporaryFolder("ccmon it's");
});
afterEach(() => state.remove());

const run = (command: string, input = 'input\n') =>
	spawnSync('/bin/sh', ['-c', command], {input, encoding: 'utf8', env: baseEnvironment()});

test('runs the script, with the previous command', () => {
	const script = scriptPath(state.path);
	writeFileSync(script, 'printf "<%s>" "$_ccmon_previous"; exit 3');
	const previous = "echo \"it's $HOME\" | tr a-z 'A-Z'\n# two lines";
	expect(run(ownCommand(script, previous))).toMatchObject({stdout: `<${previous}>`, status: 3, stderr: ''});
	expect(run(ownCommand(script, null))).toMatchObject({stdout: '<>', status: 3, stderr: ''});
});

test('without the script runs the previous command, or nothing', () => {
	const script = scriptPath(state.at('gone'));
	expect(run(ownCommand(script, 'cat; exit 4'))).toMatchObject({stdout: 'input\n', status: 4, stderr: ''});
	expect(run(ownCommand(script, null))).toMatchObject({stdout: '', status: 0, stderr: ''});
});

test('reads back what was put into a command', () => {
	const paths = fc.string().map(name => `/home/${name}/ccmon/ccmon-statusline.sh`);
	fc.assert(
		fc.property(paths, fc.option(fc.string()), (script, previous) => {
			expect(readOwnCommand(ownCommand(script, previous))).toEqual({script, previous});
		}),
	);
});

test.each([
	'',
	'~/.claude/statusline.sh',
	"_ccmon_previous='x'; rm -rf ~",
	`${ownCommand('/a/ccmon-statusline.sh', 'x')}; echo more`,
	ownCommand('/a/other.sh', null),
])('%j is not ours', command => {
	expect(readOwnCommand(command)).toBeNull();
});
