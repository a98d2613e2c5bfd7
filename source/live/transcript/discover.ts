/** Finds transcripts in a config folder: all that changed lately, or the one of a session. */
import {type Dirent, existsSync, readdirSync, statSync} from 'node:fs';
import path from 'node:path';
import {identify, type TranscriptIdentity} from '../../claude/transcript/identity.ts';

export interface TranscriptFile extends TranscriptIdentity {
	path: string;
	configDir: string;
	sizeBytes: number;
	/** Milliseconds since the epoch. */
	modifiedAt: number;
	bornAt: number;
}

/** The event loop gets a turn this often while thousands of folders are looked through, in ms. */
const sliceMs = 8;
/** Workflows keep their subagents a folder deeper; nothing is known to lie below that. */
const deepest = 3;

export function projectsFolder(configDir: string): string {
	return path.join(configDir, 'projects');
}

/** The transcripts modified at or after `since` (ms), the oldest file first: originals come before their copies. */
export async function discoverRecent(configDir: string, options: {since: number}): Promise<TranscriptFile[]> {
	const found: TranscriptFile[] = [];
	const root = projectsFolder(configDir);
	const breathe = createBreather();
	for (const entry of entriesOf(root)) {
		if (!entry.isDirectory()) continue;
		for (const file of transcriptsBelow(below(root, entry.name))) {
			const identity = identify(file.slice(root.length + 1));
			const stats = identity && statSync(file, {throwIfNoEntry: false});
			if (!identity || !stats?.isFile() || stats.mtimeMs < options.since) continue;
			const times = {modifiedAt: stats.mtimeMs, bornAt: stats.birthtimeMs || stats.ctimeMs};
			found.push({...identity, ...times, path: file, configDir, sizeBytes: stats.size});
		}
		await breathe();
	}
	return found.sort((a, b) => a.bornAt - b.bornAt);
}

/** A project's conversations and their subagents. */
function* transcriptsBelow(project: string): Generator<string> {
	for (const entry of entriesOf(project)) {
		const entryPath = below(project, entry.name);
		if (entry.isDirectory()) yield* subagentFiles(below(entryPath, 'subagents'), '.jsonl');
		else if (entry.name.endsWith('.jsonl')) yield entryPath;
	}
}

/** The files with this ending in a session's `subagents` folder and the folders below. */
export function* subagentFiles(folder: string, ending: string, depth = 1): Generator<string> {
	for (const entry of entriesOf(folder)) {
		const entryPath = below(folder, entry.name);
		if (entry.isDirectory()) {
			if (depth < deepest) yield* subagentFiles(entryPath, ending, depth + 1);
		} else if (entry.name.startsWith('agent-') && entry.name.endsWith(ending)) yield entryPath;
	}
}

/** The folders that a session's subagents are, or will be, kept in. */
export function subagentFolders(folder: string, depth = 1): string[] {
	const below = depth < deepest ? entriesOf(folder).filter(entry => entry.isDirectory()) : [];
	return [folder, ...below.flatMap(entry => subagentFolders(path.join(folder, entry.name), depth + 1))];
}

/** Looks for a session's transcript in all projects: its folder is named by where the session was begun. */
export async function findTranscript(configDir: string, sessionId: string): Promise<string | null> {
	const root = projectsFolder(configDir);
	const breathe = createBreather();
	for (const entry of entriesOf(root)) {
		const file = path.join(root, entry.name, `${sessionId}.jsonl`);
		if (existsSync(file)) return file;
		await breathe();
	}
	return null;
}

/** Thousands of paths are put together here; none of them needs the care that `path.join` takes. */
function below(folder: string, name: string): string {
	return folder + path.sep + name;
}

/** Missing, unreadable and vanishing folders are empty. */
function entriesOf(folder: string): Dirent[] {
	// Most sessions have no subagents, and an error costs twenty times as much as a look.
	if (!existsSync(folder)) return [];
	try {
		return readdirSync(folder, {withFileTypes: true});
	} catch {
		return [];
	}
}

function createBreather(): () => Promise<void> | undefined {
	let end = performance.now() + sliceMs;
	return () => {
		if (performance.now() < end) return undefined;
		return new Promise(resolve => {
			setImmediate(() => {
				end = performance.now() + sliceMs;
				resolve();
			});
		});
	};
}
