/** Searches all projects without blocking the screen. */
import {join} from 'node:path';
import {projectsFolder, resolveConfigFolders} from '../../index/config-folders.ts';
import {discoverTranscripts, type TranscriptFile} from '../../index/discover.ts';
import {type OnUnreadable, readDirectoryOrEmpty, statOrNull} from '../../platform/files.ts';

/** How often to yield to the event loop while thousands of folders are searched, in ms. */
const sliceMs = 8;

/** The wanted transcripts of all projects, the oldest file first: originals come before their copies. */
export async function findTranscripts(
	configDirs: readonly string[],
	isWanted: (file: TranscriptFile) => boolean,
	onUnreadable?: OnUnreadable,
): Promise<TranscriptFile[]> {
	const found: TranscriptFile[] = [];
	const breathe = createBreather();
	for (const files of discoverTranscripts(resolveConfigFolders(configDirs), {onUnreadable})) {
		for (const file of files) if (isWanted(file)) found.push(file);
		await breathe();
	}
	return found.sort((a, b) => a.createdAt - b.createdAt);
}

/** A session's transcript, in whatever project: the folder depends on where the session was started. */
export async function findTranscript(configDir: string, sessionId: string): Promise<string | null> {
	const projects = projectsFolder(configDir);
	const breathe = createBreather();
	for (const project of readDirectoryOrEmpty(projects)) {
		const file = join(projects, project, `${sessionId}.jsonl`);
		if (statOrNull(file)) return file;
		await breathe();
	}
	return null;
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
