/** Linux processes: one small read of /proc each, about 20 µs. */
import {readFileSync} from 'node:fs';
import {linkTarget} from '../files.ts';
import type {ProcessFacts, ProcessSource} from './source.ts';

export const procSource: ProcessSource = {
	facts(pid) {
		const line = readProcFile(pid, 'stat');
		return line === null ? null : parseProcessStat(line);
	},
	variables(pid, names) {
		const environment = readProcFile(pid, 'environ');
		if (environment === null) return null;
		const found: Record<string, string> = {};
		for (const entry of environment.split('\0')) {
			const equals = entry.indexOf('=');
			const name = entry.slice(0, equals);
			if (equals > 0 && names.includes(name)) found[name] = entry.slice(equals + 1);
		}
		return found;
	},
	arguments: pid => readProcFile(pid, 'cmdline')?.split('\0').slice(0, -1) ?? null,
	program: pid => linkTarget(`/proc/${pid}/exe`),
	pidDomain() {
		let machineId = '';
		try {
			machineId = readFileSync('/etc/machine-id', 'utf8').trim();
		} catch {
			// Claude Code also leaves it out if there is none.
		}
		return `linux:${machineId}:${linkTarget('/proc/self/ns/pid') ?? ''}`;
	},
};

function readProcFile(pid: number, name: string): string | null {
	try {
		return readFileSync(`/proc/${pid}/${name}`, 'utf8');
	} catch {
		return null;
	}
}

/**
 * Reads one line of /proc/<pid>/stat; null when it is not one. The second field is the program's name in parentheses,
 * which may itself hold spaces and parentheses: the fields are counted from the last one (proc_pid_stat(5)). The start is in
 * clock ticks since boot.
 */
export function parseProcessStat(line: string): ProcessFacts | null {
	const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
	const [state, parentPid, group, , ttyNumber, terminalGroup] = fields;
	const start = fields[19];
	if (!state || !parentPid || !start || !/^\d+$/.test(start)) return null;
	return {
		state,
		parentPid: Number(parentPid),
		group: Number(group),
		terminalGroup: Number(terminalGroup),
		tty: ttyPath(Number(ttyNumber)),
		start,
	};
}

/** Turns a Linux device number into the terminal's path: `/dev/pts/3`, `/dev/tty1`; null for none. */
export function ttyPath(ttyNumber: number): string | null {
	const major = (ttyNumber >> 8) & 0xfff;
	const minor = (ttyNumber & 0xff) | ((ttyNumber >>> 12) & 0xfff00);
	// Pseudo terminals and consoles (Documentation/admin-guide/devices.txt of Linux).
	if (major === 136) return `/dev/pts/${minor}`;
	if (major === 4 && minor < 64) return `/dev/tty${minor}`;
	return null;
}
