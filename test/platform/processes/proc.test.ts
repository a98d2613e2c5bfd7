import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {describe, expect, test} from 'vitest';
import {parseProcessStat, procSource, ttyPath} from '../../../source/platform/processes/proc.ts';
import {startTimeOf} from '../../support/process.ts';
import {waitFor} from '../../support/wait.ts';

describe('a line of /proc/<pid>/stat', () => {
	/** As proc_pid_stat(5) has the fields: state, ppid, pgrp, session, tty_nr, tpgid, …, starttime as the 22nd. */
	const line = (name: string, tty = '34819') =>
		`4711 (${name}) S 1 4700 4700 ${tty} 4711 ${Array.from({length: 13}, (_, index) => index).join(' ')} 987654 0 0`;
	const facts = {state: 'S', parentPid: 1, group: 4700, terminalGroup: 4711, tty: '/dev/pts/3', start: '987654'};

	test.each(['claude', 'a b', ') S 9 9 (', ')))', '(', ''])(
		'has its fields whatever the program is called: %j',
		name => {
			expect(parseProcessStat(line(name))).toEqual(facts);
		},
	);

	test.each([
		'',
		'4711 (claude) S',
		'4711 (claude)',
		line('x').replace('987654', '-1'),
		line('x').replace('987654', 'x'),
		'no stat at all',
	])('%j is none', text => expect(parseProcessStat(text)).toBeNull());

	test('without a terminal there is no path', () => {
		expect(parseProcessStat(line('x', '0'))?.tty).toBeNull();
	});
});

test.each([
	// makedev(136, 3); minors above 255 are in the upper bits (Documentation/admin-guide/devices.txt).
	[(136 << 8) | 3, '/dev/pts/3'],
	[(136 << 8) | 255, '/dev/pts/255'],
	[(136 << 8) | (1 << 20), '/dev/pts/256'],
	[(136 << 8) | 0x2c | (0x4 << 20), '/dev/pts/1068'],
	[(136 << 8) | (1 << 28), '/dev/pts/65536'],
	[(4 << 8) | 1, '/dev/tty1'],
	// Serial lines, /dev/console, none.
	[(4 << 8) | 64, null],
	[(5 << 8) | 1, null],
	[0, null],
])('terminal number %i is %s', (number, path) => {
	expect(ttyPath(number)).toBe(path);
});

describe.runIf(process.platform === 'linux')('of a running process', () => {
	test('the start, the parent, the program and its arguments are the kernel’s', async () => {
		const child = spawn('sleep', ['100'], {
			stdio: 'ignore',
			env: {PATH: process.env.PATH, ONE: '1', EMPTY: '', EQUALS: 'a=b'},
		});
		const pid = child.pid!;
		await waitFor(() => procSource.arguments(pid)?.[1] === '100', {what: 'sleep to run'});
		expect(procSource.facts(pid)).toMatchObject({parentPid: process.pid, start: startTimeOf(pid)});
		expect(procSource.arguments(pid)).toEqual(['sleep', '100']);
		expect(procSource.program(pid)).toMatch(/sleep|coreutils|busybox/);
		// Only what is asked for: environments hold secrets.
		expect(procSource.variables(pid, ['ONE', 'EMPTY', 'EQUALS', 'NONE'])).toEqual({ONE: '1', EMPTY: '', EQUALS: 'a=b'});
		child.kill('SIGKILL');
		await once(child, 'exit');
		for (const ask of [procSource.facts, procSource.arguments, procSource.program]) expect(ask(pid)).toBeNull();
		expect(procSource.variables(pid, ['ONE'])).toBeNull();
	});

	test('pids mean something on this machine, in this namespace', () => {
		expect(procSource.pidDomain()).toMatch(/^linux:[0-9a-f]*:pid:\[\d+\]$/);
	});
});
