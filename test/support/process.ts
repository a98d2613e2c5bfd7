/** Facts about processes, read where the kernel tells them: independent of the code under test. */
import {existsSync, readFileSync, readlinkSync} from 'node:fs';

/** True while the process exists and is more than a zombie. */
export function isRunning(pid: number): boolean {
	try {
		return statFields(pid)[0] !== 'Z';
	} catch {
		return false;
	}
}

/** When a process started, in clock ticks since boot: field 22 of `/proc/<pid>/stat`. */
export function startTimeOf(pid: number): string {
	return statFields(pid)[19]!;
}

/** Fields from the third on (the state): the second is the name in brackets, and may hold blanks and brackets itself. */
function statFields(pid: number): string[] {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** How Claude Code names the place where its pids mean something: machine and pid namespace. */
export function pidDomain(): string {
	const machine = existsSync('/etc/machine-id') ? readFileSync('/etc/machine-id', 'utf8').trim() : '';
	return `linux:${machine}:${readlinkSync('/proc/self/ns/pid')}`;
}
