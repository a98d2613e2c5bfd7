/** The files of a followed session: its transcript and those of its subagents, with their descriptions. */
import path from 'node:path';
import type {Emit} from '../../claude/events.ts';
import {identify, slugOf, type TranscriptIdentity} from '../../claude/transcript/identity.ts';
import {agentIdOfMeta, parseSubagentMeta} from '../../claude/transcript/meta.ts';
import {projectsFolder} from '../../index/config-folders.ts';
import {subagentFolders} from '../../index/discover.ts';
import {statOrNull} from '../../platform/files.ts';
import {readSmallFile} from '../../platform/small-file.ts';
import type {Tail} from './tail.ts';

export interface SessionToFollow {
	configDir: string;
	sessionId: string;
	/** Where Claude Code was started, which determines the transcript's folder. */
	cwd: string;
}

export interface FollowedSession extends SessionToFollow {
	/** Looks for new files and changed subagents; returns all the session's tails, its own first. */
	scan(): readonly Tail[];
	/** The folders in which its files can change. */
	folders(): string[];
	/** Whether a change of this name in this folder is about it. */
	concerns(folder: string, name: string): boolean;
	/** Whether its transcript has been found. */
	found(): boolean;
	/** Sets the transcript's path, if it is not where `cwd` says. */
	locate(transcriptPath: string): void;
}

export type OpenTail = (path: string, identity: TranscriptIdentity, configDir: string) => Tail;

export function createFollowedSession(to: SessionToFollow, openTail: OpenTail, emit: Emit): FollowedSession {
	const {configDir, sessionId, cwd} = to;
	const tails = new Map<string, Tail>();
	const metas = new Map<string, string>();
	const projects = projectsFolder(configDir);
	let main = path.join(projects, slugOf(cwd), `${sessionId}.jsonl`);
	let found = false;
	let agentFolders: string[] = [];

	const ownFolder = () => main.slice(0, -'.jsonl'.length);
	const agentsFolder = () => path.join(ownFolder(), 'subagents');

	function open(file: string, agentId: string | null): void {
		if (!tails.has(file)) tails.set(file, openTail(file, {sessionId, agentId}, configDir));
	}

	function readMeta(file: string): void {
		const agentId = agentIdOfMeta(path.basename(file));
		const stats = statOrNull(file);
		if (agentId === null || !stats) return;
		try {
			const version = `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
			if (metas.get(file) === version) return;
			const event = parseSubagentMeta(
				readSmallFile(file, {maxBytes: 256 * 1024, followLinks: true}) ?? '',
				sessionId,
				agentId,
			);
			// A file that is just being written is looked at again later.
			if (!event) return;
			metas.set(file, version);
			emit(event);
		} catch {
			// Gone or unreadable: it only holds the subagent's type.
		}
	}

	return {
		...to,
		scan() {
			found ||= statOrNull(main) !== null;
			open(main, null);
			agentFolders = [];
			const metaFiles: string[] = [];
			for (const folder of subagentFolders(agentsFolder())) {
				agentFolders.push(folder.path);
				for (const name of folder.names) {
					const file = path.join(folder.path, name);
					const identity = identify(path.relative(projects, file));
					if (identity) open(file, identity.agentId);
					else if (name.endsWith('.meta.json')) metaFiles.push(file);
				}
			}
			// At /clear Claude Code copies these into the new conversation, but not the transcripts: its subagents have none.
			for (const file of metaFiles) if (tails.has(file.replace(/\.meta\.json$/, '.jsonl'))) readMeta(file);
			return [...tails.values()];
		},
		folders: () => [projects, path.dirname(main), ownFolder(), ...agentFolders],
		concerns(folder, name) {
			if (folder === projects) return name === path.basename(path.dirname(main));
			if (folder === path.dirname(main)) return name === path.basename(main) || name === path.basename(ownFolder());
			return folder === ownFolder() || folder.startsWith(agentsFolder());
		},
		found: () => found,
		locate(transcriptPath) {
			tails.delete(main);
			main = transcriptPath;
		},
	};
}
