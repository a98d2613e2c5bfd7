/** Whether a process has its terminal's keyboard: a stopped or background process would not get the keys. */
import {readProcessFacts} from './process.ts';
import type {ProcessFacts} from './processes/source.ts';

export type Foreground = 'foreground' | 'background' | 'stopped' | 'gone';

export function foregroundOf(facts: Pick<ProcessFacts, 'state' | 'group' | 'terminalGroup'> | null): Foreground {
	if (facts === null || /^[ZX]/.test(facts.state)) return 'gone';
	if (/^[Tt]/.test(facts.state)) return 'stopped';
	return facts.group === facts.terminalGroup ? 'foreground' : 'background';
}

export const readForeground = (pid: number): Foreground => foregroundOf(readProcessFacts(pid));

/** Stopped by a signal (Ctrl-Z, SIGSTOP): it does not respond until it is continued. */
export const isStopped = (pid: number | null): boolean => pid !== null && readForeground(pid) === 'stopped';
