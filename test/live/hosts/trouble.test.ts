import {expect, test} from 'vitest';
import type {HostConfig} from '../../../source/core/config/hosts.ts';
import {describeTrouble, type HostEnd, troubleOf} from '../../../source/live/hosts/trouble.ts';

const box: HostConfig = {name: 'box', reach: {type: 'ssh', destination: 'ada@box'}, command: 'ccmon', configDirs: []};
const dev: HostConfig = {...box, name: 'dev', reach: {type: 'exec', command: ['docker', 'exec', '-i', 'dev']}};
const end = (rest: Partial<HostEnd>): HostEnd => ({code: 255, startError: null, stderr: '', noise: '', ...rest});
const said = (host: HostConfig, rest: Partial<HostEnd>) => describeTrouble(troubleOf(host, end(rest)));

const changed = `@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @
@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
Host key for box has changed and you have requested strict checking.
Host key verification failed.`;

test.each([
	[changed, 255, 'its host key has changed: if you know why, run ssh ada@box and remove the key that it names'],
	['Host key verification failed.', 255, 'its host key is not known here yet: run ssh ada@box once and compare it'],
	['ada@box: Permission denied (publickey,password).', 255, 'ssh cannot log in without asking: run ssh ada@box once'],
	['ssh: connect to host box port 22: Connection refused', 255, 'nothing answers at its ssh port: start sshd there'],
	['ssh: connect to host box port 22: Connection timed out', 255, 'it does not answer: is it on and in reach?'],
	['ssh: Could not resolve hostname box: Name or service not known', 255, 'no machine has that name'],
	['ssh: connect to host box port 22: No route to host', 255, 'no network route to it'],
	['/home/ada/.ssh/config: terminating, 1 bad configuration options', 255, 'ssh refuses its config file'],
	['kex_exchange_identification: Connection closed by remote host', 255, 'the connection was closed'],
	[
		'bash: line 1: ccmon: command not found',
		127,
		'ccmon is not installed there: npm install -g ccmon there, or set command',
	],
	['zsh:1: no such file or directory: /opt/ccmon', 127, 'ccmon is not installed there'],
	['env: ‘node’: No such file or directory', 127, 'Node is not found there for commands over ssh'],
	['ccmon needs Node 24 or newer; this is Node 18.19.0 (/usr/bin/node).', 1, 'Node is too old there for ccmon'],
	[
		'ccmon: Unknown command "stream". Try: ccmon --help',
		2,
		'ccmon there is older and cannot be asked: update it there',
	],
	['bash: /opt/ccmon: Permission denied', 126, 'ccmon there cannot be run'],
	['Error: write ENOSPC: no space left on device', 1, 'the disk is full there'],
	['Something odd\nhappened', 3, 'it ended with code 3: happened'],
	['', 0, 'the connection ended'],
])('%s', (stderr, code, text) => {
	expect(said(box, {stderr, code})).toContain(text);
});

test('a container that does not run is said so, and a program that is missing here', () => {
	expect(said(dev, {stderr: 'Error response from daemon: No such container: dev', code: 1})).toMatch(/is not running/);
	expect(
		said(dev, {stderr: 'OCI runtime exec failed: exec: "ccmon": executable file not found in $PATH', code: 126}),
	).toMatch(/ccmon is not installed there/);
	expect(said(dev, {startError: 'ENOENT', code: null})).toBe('docker is not on the PATH here: install docker');
});

test('what a login program says in place of ccmon is shown, as one clean line', () => {
	expect(said(box, {noise: 'This account is \u001b[31mcurrently\u001b[0m not available.\n', code: 1})).toBe(
		'it ended with code 1: This account is currently not available.',
	);
});

test('what only a person can put right is not tried again soon', () => {
	expect(troubleOf(box, end({stderr: changed})).lasting).toBe(true);
	expect(troubleOf(box, end({stderr: 'ada@box: Permission denied (publickey).'})).lasting).toBe(true);
	expect(troubleOf(box, end({stderr: 'ssh: connect to host box port 22: Connection refused'})).lasting).toBe(false);
});
