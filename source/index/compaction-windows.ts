/**
 * By which window Claude Code compacted, where settings explain it. They are read when a scan finds the compaction, which is
 * soon after it where a screen is open: transcripts do not say what was set.
 */
import {join} from 'node:path';
import {largestOf} from '../accounting/context-facts.ts';
import type {Compaction, ConversationFacts} from '../accounting/facts.ts';
import {getOrMake} from '../accounting/get-or-make.ts';
import {isElsewhere, maxRegistryFileBytes, parseRegistryFile, registryPid} from '../claude/registry/parse.ts';
import {explainingWindow, reportedWindow} from '../core/context.ts';
import {readDirectoryOrEmpty} from '../platform/files.ts';
import {isSameProcess, readPidDomain} from '../platform/process.ts';
import {smallFileOrNull} from '../platform/small-file.ts';
import {readAutoCompact} from './read-settings.ts';

/** In tokens; null: settings do not explain it. */
export type WindowOf = (facts: ConversationFacts, compaction: Compaction) => number | null;

/** For one scan, in which settings and processes are looked at once. */
export function createCompactionWindows(): WindowOf {
	const processes = new Map<string, ReadonlyMap<string, number>>();
	const settings = new Map<string, ReturnType<typeof readAutoCompact>>();
	return (facts, {trigger, model, preTokens, at}) => {
		const {configDir, cwd, sessionId} = facts;
		if (trigger !== 'auto' || model === null || preTokens === null || configDir === null) return null;
		const pid = getOrMake(processes, configDir, () => runningIn(configDir)).get(sessionId) ?? null;
		const read = getOrMake(settings, JSON.stringify([configDir, cwd, pid]), () => readAutoCompact(configDir, cwd, pid));
		const largestTokens = largestOf(facts, model);
		return explainingWindow({model, windowTokens: reportedWindow(facts), largestTokens, preTokens, at}, read);
	};
}

/** The running processes of a config folder, by the conversations that they are in. */
function runningIn(configDir: string): Map<string, number> {
	const folder = join(configDir, 'sessions');
	const own = readPidDomain();
	const pids = new Map<string, number>();
	for (const name of readDirectoryOrEmpty(folder)) {
		const pid = registryPid(name);
		const text = pid && smallFileOrNull(join(folder, name), {maxBytes: maxRegistryFileBytes});
		const reading = text ? parseRegistryFile(text, {configDir, pid: pid!, fallbackStartedAt: 0}) : null;
		if (reading?.type !== 'session' || isElsewhere(reading.pidDomain, own)) continue;
		const {process} = reading;
		if (isSameProcess(process.pid, process.procStart)) pids.set(process.sessionId, process.pid);
	}
	return pids;
}
