/** Facts about processes: identity, terminal, environment. Everything is synchronous and cheap: see `processes/`. */
import {procSource} from './processes/proc.ts';
import {createPsSource} from './processes/ps.ts';
import type {ProcessFacts, ProcessSource} from './processes/source.ts';

const onLinux = process.platform === 'linux';
const source: ProcessSource = onLinux ? procSource : createPsSource();

const isPid = (pid: number) => Number.isSafeInteger(pid) && pid > 0;

const isZombie = ({state}: ProcessFacts) => /^[ZX]/.test(state);

/** Null: no such process; a zombie is one. */
export function readProcessFacts(pid: number): ProcessFacts | null {
	return isPid(pid) ? source.facts(pid) : null;
}

/**
 * The start time of a running process, spelled as Claude Code's registry spells `procStart`: clock ticks since boot
 * on Linux, `ps -o lstart=` in UTC elsewhere. Null: no such process (a zombie counts as none), or unknown.
 */
export function readProcStart(pid: number): string | null {
	const facts = readProcessFacts(pid);
	return facts === null || isZombie(facts) ? null : facts.start;
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
 * Whether `pid` is still the process that started at `procStart`: pids are reused. Without a known start time,
 * whether it is alive, which is not enough for typing into it.
 */
export function isSameProcess(pid: number, procStart: string | null): boolean {
	return procStart === null ? isAlive(pid) : readProcStart(pid) === procStart;
}

/**
 * A cheap `isSameProcess`, for checking every second a process that was the same before: if finding the start
 * time takes a run of `ps`, existence must do.
 */
export function isStillRunning(pid: number, procStart: string | null): boolean {
	return onLinux ? isSameProcess(pid, procStart) : isAlive(pid);
}

/**
 * The namespace of this machine's pids, as Claude Code writes `pidDomain`: machine id and pid namespace.
 * A config folder shared with another machine or a container also lists processes of others. Null: unknown on this system.
 */
export const readPidDomain = (): string | null => source.pidDomain();

/** The parent's pid; null when the process is gone. */
export const readParentPid = (pid: number): number | null => readProcessFacts(pid)?.parentPid ?? null;

/** The path of the process's controlling terminal; null when it has none or is gone. */
export const readTty = (pid: number): string | null => readProcessFacts(pid)?.tty ?? null;

/**
 * The named variables of the environment that a process was started with, without missing ones. Null if it cannot be
 * read: another user's process, or one that is gone. Only the named ones are returned, because environments
 * hold secrets.
 */
export function readProcessVariables(pid: number, names: readonly string[]): Record<string, string> | null {
	return isPid(pid) ? source.variables(pid, names) : null;
}

/** The arguments a process was started with; null when they cannot be read. */
export const readProcessArguments = (pid: number): string[] | null => (isPid(pid) ? source.arguments(pid) : null);

/** The path of the program that a process runs; null when it cannot be read. */
export const readProgram = (pid: number): string | null => (isPid(pid) ? source.program(pid) : null);
