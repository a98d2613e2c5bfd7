import {execFileSync} from 'node:child_process';
import {expect, test} from 'vitest';
import {commandFor, parseFound} from '../../../source/cli/hosts/look-at-host.ts';

test('what was found, among whatever a login prints', () => {
	const output =
		'Welcome!\nccmon-found node /home/ada/.nvm/versions/node/v24.1.0/bin/node\r\nccmon-found version v24.1.0\nccmon-found ccmon /opt/c++/bin/ccmon\n';
	expect(parseFound(output)).toEqual({
		...{ccmon: '/opt/c++/bin/ccmon', claude: null, node: '/home/ada/.nvm/versions/node/v24.1.0/bin/node'},
		nodeVersion: 'v24.1.0',
	});
	expect(parseFound('')).toEqual({ccmon: null, claude: null, node: null, nodeVersion: null});
});

test.each([
	'/tmp/$(touch x)/ccmon',
	'/tmp/$HOME/ccmon',
	'/tmp/`id`/ccmon',
	'/tmp/a;id/ccmon',
	'/tmp/"/ccmon',
	"/tmp/'/ccmon",
	'/tmp/a b/ccmon',
	'relative/ccmon',
	`/${'x'.repeat(301)}`,
	'/tmp/\u001b[2J/ccmon',
	'',
])('a path that a shell could take for more is not used: %j', path => {
	expect(parseFound(`ccmon-found ccmon ${path}`).ccmon).toBeNull();
});

test.each(['latest', 'v', '24.1.0', 'v24; id'])('%j is no version', version => {
	expect(parseFound(`ccmon-found version ${version}`).nodeVersion).toBeNull();
});

test('it is started with its folder on the PATH, before what else is there', () => {
	const command = commandFor('/opt/c++/bin/ccmon');
	expect(command).toBe('env "PATH=/opt/c++/bin:$PATH" ccmon');
	const path = execFileSync('sh', ['-c', `${command.replace(/ccmon$/, 'printenv PATH')}`], {
		env: {PATH: '/usr/bin:/bin'},
	});
	expect(path.toString()).toBe('/opt/c++/bin:/usr/bin:/bin\n');
});
