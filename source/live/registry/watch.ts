/**
 * Every running Claude Code session, as its registry lists it, within milliseconds of a change.
 *
 * The system's change events make it fast; a look at the whole folder each second makes it reliable. That look is needed
 * anyway, since a killed process leaves its file behind, and it costs some µs a file. So the plain watch of the system
 * is enough here: what it may miss (a folder that vanishes and returns, a network drive) is found a second later.
 */
import type {Emit} from '../../claude/events.ts';
import {guarded} from '../../core/guarded.ts';
import {statOrNull} from '../../platform/files.ts';
import {readPidDomain} from '../../platform/process.ts';
import {createFolderWatches} from '../folder-watches.ts';
import {openSessionsFolder, type SessionsFolder} from './folder.ts';

export interface RegistryOptions {
	/** Claude Code's config folders, each once; one per account. */
	configDirs: readonly string[];
	emit: Emit;
	/** Milliseconds since the epoch. */
	clock: () => number;
	/** Between two looks at everything, in ms. */
	sweepMs?: number;
	/** This machine's own pid domain, where a test knows better. */
	pidDomain?: string | null;
}

export interface RegistryWatcher {
	/** Whether a running process left this conversation to a background job. */
	isParked(sessionId: string): boolean;
	close(): void;
}

/** Gathers the two or three events that one rewriting of a file causes. */
const gatherMs = 4;

interface WatchedFolder {
	sweep(): void;
	folder: SessionsFolder;
	close(): void;
}

function watchSessions(configDir: string, emit: Emit, folder: SessionsFolder): WatchedFolder {
	let missingReported = false;
	let timer: NodeJS.Timeout | null = null;
	const changed = new Set<string>();

	function flush(): void {
		timer = null;
		const names = [...changed];
		changed.clear();
		for (const name of names) folder.refresh(name);
	}

	const watches = createFolderWatches((_, name) => {
		if (name === null) return;
		changed.add(name);
		timer ??= setTimeout(guarded('reading sessions', emit, flush), gatherMs);
	});

	function checkConfigDir(): void {
		const isMissing = !statOrNull(configDir)?.isDirectory();
		if (isMissing && !missingReported) {
			const message = 'No Claude Code config folder here: start claude once, or name the right one with --config-dir.';
			emit({type: 'problem', path: configDir, message, count: 1});
		}
		missingReported = isMissing;
	}

	return {
		folder,
		sweep() {
			checkConfigDir();
			// Watch first, then look: a change in between is reported twice rather than never.
			watches.set([folder.path]);
			folder.scan();
		},
		close() {
			watches.close();
			if (timer) clearTimeout(timer);
		},
	};
}

/**
 * Emits `process.seen` for each running session and each change of one, `process.gone` when it ended or was killed.
 * The first read happens before this function returns.
 */
export function createRegistryWatcher(options: RegistryOptions): RegistryWatcher {
	const {emit, clock, sweepMs = 1000, pidDomain = readPidDomain()} = options;
	const folders = options.configDirs.map(configDir =>
		watchSessions(configDir, emit, openSessionsFolder({configDir, emit, clock, pidDomain})),
	);
	const sweep = guarded('reading sessions', emit, () => {
		for (const folder of folders) folder.sweep();
	});
	sweep();
	const timer = setInterval(sweep, sweepMs).unref();
	return {
		isParked: sessionId => folders.some(({folder}) => folder.isParked(sessionId)),
		close() {
			clearInterval(timer);
			for (const folder of folders) folder.close();
		},
	};
}
