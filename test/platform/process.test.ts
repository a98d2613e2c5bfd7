import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {afterEach, expect, test} from 'vitest';
import {
	isAlive,
	isSameProcess,
	readParentPid,
	readPidDomain,
	readProcessVariables,
	readProcStart,
} from '../../source/platform/process.ts';
import {parseProcessStat, ttyPath} from '../../source/platform/processes/proc.ts';

const children: ChildProcess[] = [];

function startSleeper(): number {
	const child = spawn('sleep', ['60'], {env: {PATH: process.env.PATH, TMUX_PANE: '%7', OTHER: 'secret'}});
	children.push(child);
	return child.pid!;
}

afterEach(() => {
	for (const child of children.splice(0)) child.kill('SIGKILL');
});

test('a program name with spaces and parentheses does not shift the fields', () => {
	const line =
		'42 (a) S 1 (x) R) S 7 42 42 34819 42 4194560 9 0 0 0 1 2 0 0 20 0 1 0 87687 4096 99 18446744073709551615 1 1';
	expect(parseProcessStat(line)).toEqual({
		state: 'S',
		parentPid: 7,
		group: 42,
		terminalGroup: 42,
		tty: '/dev/pts/3',
		start: '87687',
	});
	expect(ttyPath(34_819)).toBe('/dev/pts/3');
});

test.each(['', '42', '42 (sh) S 1', '42 (sh) S 1 1 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 x'])('%j is not a process', line => {
	expect(parseProcessStat(line)).toBeNull();
});

test('device numbers become paths', () => {
	expect(ttyPath(0)).toBeNull();
	expect(ttyPath((136 << 8) | 255)).toBe('/dev/pts/255');
	expect(ttyPath((136 << 8) | (1 << 20) | 4)).toBe('/dev/pts/260');
	expect(ttyPath((4 << 8) | 2)).toBe('/dev/tty2');
});

test('a process is the same only with its own start time, and gone once it is killed', async () => {
	const pid = startSleeper();
	const started = readProcStart(pid);
	expect(started).toMatch(/\S/);
	expect(isSameProcess(pid, started)).toBe(true);
	expect(isSameProcess(pid, '1')).toBe(false);
	expect(isSameProcess(pid, null)).toBe(true);
	expect(readParentPid(pid)).toBe(process.pid);
	const [child] = children;
	child!.kill('SIGKILL');
	await once(child!, 'exit');
	expect(isSameProcess(pid, started)).toBe(false);
	expect(isAlive(pid)).toBe(false);
});

test('rejects invalid pids', () => {
	for (const pid of [0, -1, 1.5, Number.NaN, 2 ** 31]) expect(isAlive(pid)).toBe(false);
});

test.runIf(process.platform === 'linux')('only the variables asked for are read', () => {
	expect(readProcessVariables(startSleeper(), ['TMUX_PANE', 'TMUX'])).toEqual({TMUX_PANE: '%7'});
	expect(readProcessVariables(2 ** 31, ['TMUX'])).toBeNull();
});

test.runIf(process.platform === 'linux')('the pid domain names machine and namespace', () => {
	expect(readPidDomain()).toMatch(/^linux:[0-9a-f]*:pid:\[\d+\]$/);
});
