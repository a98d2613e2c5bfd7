/** Facts about processes, read from the kernel: independent of the code under test. */
import {existsSync, readdirSync, readFileSync, readlinkSync} from 'node:fs';
import {waitFor} from './wait.ts';

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

/** The processes that this one started and that still run; none when it has ended itself. */
export function childrenOf(pid: number): number[] {
	try {
		const list = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
		return list.split(' ').filter(Boolean).map(Number).filter(isRunning);
	} catch {
		return [];
	}
}

/** Sends a signal to a process that may end at any moment, and may have ended. */
export function signalTo(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(pid, signal);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
	}
}

/** How Claude Code names the place where its pids mean something: machine and pid namespace. */
export function pidDomain(): string {
	const machine = existsSync('/etc/machine-id') ? readFileSync('/etc/machine-id', 'utf8').trim() : '';
	return `linux:${machine}:${readlinkSync('/proc/self/ns/pid')}`;
}

/** Those that were started with such a variable, `NAME=value`, and still run. */
export function processesWith(isMeant: (variable: string) => boolean): number[] {
	const pids = readdirSync('/proc').map(Number).filter(Boolean);
	return pids.filter(pid => {
		try {
			return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').some(isMeant) && isRunning(pid);
		} catch {
			return false;
		}
	});
}

/** Ends every process that was started with this HOME, e.g. Claude Code's daemon, which outlives its sessions. */
export async function endProcessesOf(home: string): Promise<void> {
	const end = () => {
		const theirs = processesWith(variable => variable === `HOME=${home}`);
		for (const pid of theirs) signalTo(pid, 'SIGKILL');
		return theirs.length === 0;
	};
	// One may have started another meanwhile, as the daemon does.
	await waitFor(end, {what: `the processes of ${home} to end`});
}
