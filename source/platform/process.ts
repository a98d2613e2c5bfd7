/**
 * Which process a pid really is, and where its keyboard is. Everything here is synchronous: on Linux one small read
 * of /proc (about 20 µs), elsewhere one run of `ps` (some ms).
 */
import {execFileSync} from 'node:child_process';
import {readFileSync, readlinkSync} from 'node:fs';

const onLinux = process.platform === 'linux';

/** What ccmon needs of a line of /proc/<pid>/stat. */
export interface ProcessStat {
	/** `R`, `S`, `Z`, … */
	state: string;
	parentPid: number;
	/** The controlling terminal's device number; 0: none. */
	ttyNumber: number;
	/** Clock ticks between boot and the start of the process, as written: the only thing that tells two users of a pid apart. */
	startTicks: string;
}

/**
 * Reads one line of /proc/<pid>/stat; null when it is not one. The second field is the program's name in parentheses,
 * which may itself hold spaces and parentheses: the fields are counted from the last one (proc_pid_stat(5)).
 */
export function parseProcessStat(line: string): ProcessStat | null {
	const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
	const [state, parentPid] = fields;
	const startTicks = fields[19];
	if (!state || !parentPid || !startTicks || !/^\d+$/.test(startTicks)) return null;
	return {state, parentPid: Number(parentPid), ttyNumber: Number(fields[4]), startTicks};
}

function isPid(pid: number): boolean {
	return Number.isSafeInteger(pid) && pid > 0;
}

/** A file of /proc/<pid>; null where there is none, or no /proc. */
export function readProcFile(pid: number, name: string): string | null {
	if (!onLinux || !isPid(pid)) return null;
	try {
		return readFileSync(`/proc/${pid}/${name}`, 'utf8');
	} catch {
		return null;
	}
}

function readStat(pid: number): ProcessStat | null {
	const line = readProcFile(pid, 'stat');
	return line === null ? null : parseProcessStat(line);
}

function askPs(pid: number, column: 'lstart' | 'ppid' | 'tty'): string | null {
	if (onLinux || !isPid(pid)) return null;
	try {
		const answer = execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], {
			encoding: 'utf8',
			timeout: 1000,
			// The start time is compared as text with what Claude Code wrote, and it asks in this language and zone.
			env: {...process.env, LC_ALL: 'C', TZ: 'UTC'},
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		return answer.trim() || null;
	} catch {
		return null;
	}
}

/**
 * The start time of a running process, spelled as Claude Code's registry spells `procStart`: clock ticks since boot
 * on Linux, `ps -o lstart=` in UTC elsewhere. Null: no such process (a zombie counts as none), or not to be known.
 */
export function readProcStart(pid: number): string | null {
	if (!onLinux) return askPs(pid, 'lstart');
	const stat = readStat(pid);
	return stat === null || stat.state === 'Z' || stat.state === 'X' ? null : stat.startTicks;
}

/** Whether a process with this pid exists, of any user. */
export function isAlive(pid: number): boolean {
	if (!isPid(pid)) return false;
	if (onLinux) return readProcStart(pid) !== null;
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

/**
 * Whether `pid` is still the process that started at `procStart`; pids are used again. Without a known start time,
 * whether it is alive: ask for more before typing anything into it.
 */
export function isSameProcess(pid: number, procStart: string | null): boolean {
	return procStart === null ? isAlive(pid) : readProcStart(pid) === procStart;
}

/**
 * The cheap form of `isSameProcess`, for looking every second at a process that was the same before: where the start
 * time costs a run of `ps`, existence must do.
 */
export function isStillRunning(pid: number, procStart: string | null): boolean {
	return onLinux ? isSameProcess(pid, procStart) : isAlive(pid);
}

/**
 * The space in which pids mean something here, as Claude Code writes `pidDomain`: machine id and pid namespace.
 * A config folder shared with another machine or a container holds processes of others. Null: unknown on this system.
 */
export function readPidDomain(): string | null {
	if (!onLinux) return null;
	let machineId = '';
	let namespace = '';
	try {
		machineId = readFileSync('/etc/machine-id', 'utf8').trim();
	} catch {
		// Claude Code leaves it out, too, where there is none.
	}
	try {
		namespace = readlinkSync('/proc/self/ns/pid');
	} catch {
		// As above.
	}
	return `linux:${machineId}:${namespace}`;
}

/** The parent's pid; null when the process is gone. */
export function readParentPid(pid: number): number | null {
	if (onLinux) return readStat(pid)?.parentPid ?? null;
	const answer = askPs(pid, 'ppid');
	return answer === null ? null : Number(answer);
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

/** The path of the process's controlling terminal; null when it has none or is gone. */
export function readTty(pid: number): string | null {
	if (onLinux) return ttyPath(readStat(pid)?.ttyNumber ?? 0);
	const answer = askPs(pid, 'tty');
	return answer === null || answer.startsWith('?') ? null : `/dev/${answer}`;
}

/**
 * Named variables of the environment a process was started with; missing ones are left out. Null when it cannot be
 * read: another user's process, one that is gone, or a system without /proc. Only what is asked for leaves this
 * function, because environments hold secrets.
 */
export function readProcessVariables(pid: number, names: readonly string[]): Record<string, string> | null {
	const environment = readProcFile(pid, 'environ');
	if (environment === null) return null;
	const found: Record<string, string> = {};
	for (const entry of environment.split('\0')) {
		const equals = entry.indexOf('=');
		const name = entry.slice(0, equals);
		if (equals > 0 && names.includes(name)) found[name] = entry.slice(equals + 1);
	}
	return found;
}

/** The arguments a process was started with; null when they cannot be read. */
export function readProcessArguments(pid: number): string[] | null {
	return readProcFile(pid, 'cmdline')?.split('\0').slice(0, -1) ?? null;
}
