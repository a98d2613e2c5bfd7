/** Reports the auto-compact settings of running processes. */

import {isDeepStrictEqual} from 'node:util';
import type {AutoCompactSettings} from '../claude/compaction.ts';
import type {Emit, ProcessInfo} from '../claude/events.ts';
import {readAutoCompact} from '../index/read-settings.ts';

/** Reports a process's auto-compact settings, and again whenever they have changed. */
export function createAutoCompactReader(emit: Emit): (process: ProcessInfo) => void {
	const known = new Map<number, {procStart: string | null; settings: AutoCompactSettings}>();
	return ({configDir, cwd, pid, procStart, runsElsewhere}) => {
		if (pid === null) return;
		// In a container the pid belongs to another process: the environment of this machine's process says nothing about it.
		const settings = readAutoCompact(configDir, cwd, runsElsewhere ? null : pid);
		// Pids are reused.
		if (isDeepStrictEqual(known.get(pid), {procStart, settings})) return;
		known.set(pid, {procStart, settings});
		emit({type: 'autocompact', configDir, pid, settings});
	};
}
