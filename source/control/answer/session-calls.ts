/** Reads a session's transcripts for the calls of tools that wait for an answer, and for what came of them. */
import {join} from 'node:path';
import {type Calls, readCalls} from '../../claude/transcript/calls.ts';
import {readDirectoryOrEmpty, statOrNull} from '../../platform/files.ts';
import {readTail} from '../../platform/plain-file.ts';

/** Of the session's own transcript, and of each subagent's, in bytes: what waits stands near the end. */
const ownBytes = 4 * 1024 * 1024;
const agentBytes = 512 * 1024;
/** More subagents at a time do not ask. */
const mostAgents = 24;
/** Of files whose calls are remembered while they stay as they are. */
const mostRemembered = 2 * mostAgents;

const nothing: Calls = {pending: [], results: new Map()};

/**
 * Asked again and again while an answer is waited for: what has not changed is not read again. Never throws: what cannot be
 * read has no calls.
 */
export function createCallsReader(): (transcriptPath: string | null) => Calls {
	const remembered = new Map<string, {state: string; calls: Calls}>();

	function callsIn(path: string, bytes: number): Calls {
		const stats = statOrNull(path);
		if (!stats) return nothing;
		const state = `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
		const known = remembered.get(path);
		if (known?.state === state) return known.calls;
		const calls = readCalls(readTail(path, bytes));
		remembered.delete(path);
		remembered.set(path, {state, calls});
		for (const oldest of remembered.keys()) {
			if (remembered.size <= mostRemembered) break;
			remembered.delete(oldest);
		}
		return calls;
	}

	return transcriptPath => {
		if (transcriptPath === null) return nothing;
		const folder = join(transcriptPath.replace(/\.jsonl$/, ''), 'subagents');
		const agents = agentFiles(folder)
			.map(path => ({path, changedAt: statOrNull(path)?.mtimeMs ?? 0}))
			.sort((a, b) => b.changedAt - a.changedAt)
			.slice(0, mostAgents);
		const all = [callsIn(transcriptPath, ownBytes), ...agents.map(({path}) => callsIn(path, agentBytes))];
		return {
			pending: all.flatMap(({pending}) => pending),
			results: new Map(all.flatMap(({results}) => [...results])),
		};
	};
}

/** Workflows keep theirs some folders deeper. */
function agentFiles(folder: string, depth = 0): string[] {
	return readDirectoryOrEmpty(folder).flatMap(name => {
		if (/^agent-.*\.jsonl$/.test(name)) return [join(folder, name)];
		return name.includes('.') || depth > 3 ? [] : agentFiles(join(folder, name), depth + 1);
	});
}
