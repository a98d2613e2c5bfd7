/** Whether a process has its terminal's keyboard: a stopped one, or one behind another program, would not see the keys. */
import {execFileSync} from 'node:child_process';
import {readProcFile} from './process.ts';

export type Foreground = 'foreground' | 'background' | 'stopped' | 'gone';

/** Of /proc/<pid>/stat after the name: state, parent, group, session, terminal, the terminal's foreground group (proc_pid_stat(5)). */
export function parseForeground(line: string): Foreground {
	const [state, , group, , , terminalGroup] = line.slice(line.lastIndexOf(')') + 2).split(' ');
	return foregroundOf(state, group, terminalGroup);
}

/** Of `ps -o state=,pgid=,tpgid=`. */
export function parsePsForeground(line: string): Foreground {
	const [state, group, terminalGroup] = line.trim().split(/\s+/);
	return foregroundOf(state, group, terminalGroup);
}

function foregroundOf(state = '', group?: string, terminalGroup?: string): Foreground {
	if (!group || !terminalGroup || /^[ZX]/.test(state)) return 'gone';
	if (/^[Tt]/.test(state)) return 'stopped';
	return group === terminalGroup ? 'foreground' : 'background';
}

export function readForeground(pid: number): Foreground {
	try {
		if (process.platform === 'linux') return parseForeground(readProcFile(pid, 'stat') ?? '');
		return parsePsForeground(
			execFileSync('ps', ['-o', 'state=,pgid=,tpgid=', '-p', String(pid)], {
				encoding: 'utf8',
				timeout: 1000,
				stdio: ['ignore', 'pipe', 'ignore'],
			}),
		);
	} catch {
		return 'gone';
	}
}

/** Stopped by a signal (Ctrl-Z, SIGSTOP): it answers nobody until it goes on. */
export const isStopped = (pid: number | null): boolean => pid !== null && readForeground(pid) === 'stopped';
