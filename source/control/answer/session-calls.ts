/** Reads from a session's transcripts the tool calls that wait for an answer, and their results. */
import {join} from 'node:path';
import {type Calls, readCalls} from '../../claude/transcript/calls.ts';
import {readDirectoryOrEmpty, statOrNull} from '../../platform/files.ts';
import {readTail} from '../../platform/plain-file.ts';

/** How much of the session's transcript, and of each subagent's, is read, in bytes: waiting calls are near the end. */
const ownBytes = 4 * 1024 * 1024;
const agentBytes = 512 * 1024;
/** No more subagents than this ask at a time. */
const mostAgents = 24;
/** Files whose calls are cached until they change. */
const mostRemembered = 2 * mostAgents;

const nothing: Calls = {pending: [], results: new Map()};

/**
 * Called repeatedly while waiting for an answer: unchanged files are not read again. Never throws: unreadable files
 * have no calls.
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

/** Workflows keep theirs a few folders deeper. */
function agentFiles(folder: string, depth = 0): string[] {
	return readDirectoryOrEmpty(folder).flatMap(name => {
		if (/^agent-.*\.jsonl$/.test(name)) return [join(folder, name)];
		return name.includes('.') || depth > 3 ? [] : agentFiles(join(folder, name), depth + 1);
	});
}
