import {execFile} from 'node:child_process';
import path from 'node:path';
import {promisify} from 'node:util';
import {expect, test} from 'vitest';

const run = promisify(execFile);
const output = path.resolve(import.meta.dirname, '../../source/platform/output.ts');

/** Runs a program that follows its output, in a shell line where `$program` starts it. */
async function inShell(line: string, body: string, exitCode = 0) {
	const program = `
		import {followOutput} from ${JSON.stringify(output)};
		const allWritten = followOutput();
		${body};
		process.exit(await allWritten(${exitCode}));`;
	const env = {...process.env, PROGRAM: program, NODE: process.execPath};
	const start = '"$NODE" --input-type=module -e "$PROGRAM"';
	return run('bash', ['-c', line.replaceAll('$program', start)], {env, maxBuffer: 2 ** 24});
}

const megabyte = "for (let n = 0; n < 1000; n++) process.stdout.write('x'.repeat(999) + '\\n')";

test('a pipe gets all of it, however slowly it is read', async () => {
	const {stdout} = await inShell('$program | (sleep 0.2; wc -c); echo $PIPESTATUS', megabyte, 3);
	expect(stdout.split('\n').map(line => line.trim())).toEqual(['1000000', '3', '']);
});

test('so does one on standard error', async () => {
	const body = megabyte.replace('stdout', 'stderr');
	const {stdout} = await inShell('$program 2>&1 >/dev/null | (sleep 0.2; wc -c)', body);
	expect(stdout.trim()).toBe('1000000');
});

test('reports a full disk as a failure', async () => {
	const {stdout, stderr} = await inShell('$program > /dev/full; echo $?', "process.stdout.write('x')");
	expect(stdout).toBe('1\n');
	expect(stderr).toMatch(/^ccmon: the output could not be written whole \(ENOSPC.*\)\n$/);
});

test('a reader that has seen enough is no failure, and nothing is said of it', async () => {
	const {stdout, stderr} = await inShell('$program | head -c 3; echo " $PIPESTATUS"', megabyte, 4);
	expect({stdout, stderr}).toEqual({stdout: 'xxx 4\n', stderr: ''});
});

test('a standard error that cannot be written changes nothing', async () => {
	const {stdout} = await inShell(
		'$program 2> /dev/full; echo " $?"',
		"process.stderr.write('x'); process.stdout.write('y')",
	);
	expect(stdout).toBe('y 0\n');
});
