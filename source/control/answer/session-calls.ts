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

/** Never throws: what cannot be read has no calls. */
export function readSessionCalls(transcriptPath: string | null): Calls {
	if (transcriptPath === null) return {pending: [], results: new Map()};
	const folder = join(transcriptPath.replace(/\.jsonl$/, ''), 'subagents');
	const agents = agentFiles(folder)
		.map(path => ({path, changedAt: statOrNull(path)?.mtimeMs ?? 0}))
		.sort((a, b) => b.changedAt - a.changedAt)
		.slice(0, mostAgents);
	const all = [
		readCalls(readTail(transcriptPath, ownBytes)),
		...agents.map(({path}) => readCalls(readTail(path, agentBytes))),
	];
	return {
		pending: all.flatMap(({pending}) => pending),
		results: new Map(all.flatMap(({results}) => [...results])),
	};
}

/** Workflows keep theirs some folders deeper. */
function agentFiles(folder: string, depth = 0): string[] {
	return readDirectoryOrEmpty(folder).flatMap(name => {
		if (/^agent-.*\.jsonl$/.test(name)) return [join(folder, name)];
		return name.includes('.') || depth > 3 ? [] : agentFiles(join(folder, name), depth + 1);
	});
}
