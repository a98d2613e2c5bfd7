/** The files that the status line script writes: read at the start, and again whenever the script replaces one. */
import {basename, join} from 'node:path';
import type {Emit} from '../claude/events.ts';
import {isStatuslineFile, maxStatuslineBytes, parseStatusline} from '../claude/statusline/parse.ts';
import {guarded} from '../core/guarded.ts';
import {createConfigDirMatcher} from '../index/config-folders.ts';
import {lstatOrNull, readDirectory, reasonOf} from '../platform/files.ts';
import {ensureOwnerFolder, removeFile} from '../platform/owner-file.ts';
import {statuslineFolder} from '../platform/paths.ts';
import {readSmallFile} from '../platform/small-file.ts';
import {createFolderWatches} from './folder-watches.ts';

export interface StatuslineOptions {
	emit: Emit;
	/** Milliseconds since the epoch. */
	clock: () => number;
	stateDir: string;
	configDirs: readonly string[];
	/** Receives what sessions under other config folders report. */
	emitOther: Emit;
	/** How often to check that the watched folder is still the same one, in ms. */
	lookMs?: number;
}

export interface StatuslineSource {
	close(): void;
}

/** As long as Claude Code keeps transcripts: older sessions are not referred to. */
const maxAgeMs = 30 * 24 * 60 * 60 * 1000;
/** The script renames its draft within milliseconds, so an old one was left behind by a crash. */
const maxDraftAgeMs = 60 * 60 * 1000;

/**
 * Emits `statusline`, and `reported` where the payload holds a total, for each session file and each change of one. What
 * is there is emitted before this function returns.
 */
export function createStatuslineSource(options: StatuslineOptions): StatuslineSource {
	const {emit, clock, stateDir, lookMs = 5000} = options;
	const folder = statuslineFolder(stateDir);
	const askedFor = createConfigDirMatcher(options.configDirs);
	const reported = new Set<string>();
	/** The version of each file that was last read. */
	const versions = new Map<string, string>();
	let isWatched = false;

	function report(path: string, error: unknown): void {
		if (reported.has(path)) return;
		reported.add(path);
		const reason = reasonOf(error);
		emit({type: 'problem', path, message: `What the status line reported cannot be read: ${reason}.`, count: 1});
	}

	function read(path: string): void {
		try {
			const stats = lstatOrNull(path);
			const version = stats ? `${stats.ino} ${stats.size} ${stats.ctimeMs}` : '';
			if (versions.get(path) === version) return;
			versions.set(path, version);
			const text = stats && readSmallFile(path, {maxBytes: maxStatuslineBytes, ownerOnly: true});
			if (!stats || !text) return;
			const payload = parseStatusline(text, Math.round(Math.min(stats.mtimeMs, clock())));
			if (!payload) throw new Error('it is not what Claude Code writes; a newer ccmon may know this format.');
			// The script names files by session: one with another session inside is not from it.
			if (basename(path) !== `${payload.seen.sessionId}.json`) throw new Error('it is named after another session.');
			reported.delete(path);
			const configDir = askedFor(payload.seen.configDir);
			const emitFor = configDir === null ? options.emitOther : emit;
			emitFor({...payload.seen, configDir: configDir ?? payload.seen.configDir});
			if (payload.reported) emitFor(payload.reported);
		} catch (error) {
			report(path, error);
		}
	}

	function readFolder(): void {
		const now = clock();
		const files = readDirectory(folder).flatMap(name => datedFile(join(folder, name)));
		// Oldest first: the latest plan limits win.
		for (const {path, at} of files.toSorted((a, b) => a.at - b.at)) {
			const name = basename(path);
			const limit = isStatuslineFile(name) ? maxAgeMs : name.startsWith('.') ? maxDraftAgeMs : Number.POSITIVE_INFINITY;
			if (now - at > limit) removeFile(path);
			else if (isStatuslineFile(name)) read(path);
		}
	}

	function readAll(): void {
		try {
			readFolder();
		} catch (error) {
			report(folder, error);
		}
	}

	const watches = createFolderWatches((_, name) => {
		if (name === null) readAll();
		else if (isStatuslineFile(name)) read(join(folder, name));
	});
	/** Read the folder after the watch has begun, so that no change is missed; without a watch, each time. */
	function look(): void {
		const isNew = watches.set([folder]);
		if (isWatched && !isNew) return;
		isWatched ||= isNew;
		readAll();
	}
	try {
		ensureOwnerFolder(folder);
	} catch (error) {
		report(folder, error);
		return {close() {}};
	}
	look();
	const timer = setInterval(guarded('reading what status lines report', emit, look), lookMs).unref();
	return {
		close() {
			clearInterval(timer);
			watches.close();
		},
	};
}

function datedFile(path: string): {path: string; at: number}[] {
	const stats = lstatOrNull(path);
	return stats?.isFile() ? [{path, at: stats.mtimeMs}] : [];
}
