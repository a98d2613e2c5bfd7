/** The files that the status line script leaves: read at the start, and again whenever the script replaces one. */
import {basename, join} from 'node:path';
import {watch} from 'chokidar';
import type {Emit} from '../claude/events.ts';
import {isStatuslineFile, maxStatuslineBytes, parseStatusline} from '../claude/statusline/parse.ts';
import {createConfigDirMatcher} from '../index/config-folders.ts';
import {lstatOrNull, readDirectory, reasonOf} from '../platform/files.ts';
import {ensureOwnerFolder, removeFile} from '../platform/owner-file.ts';
import {statuslineFolder} from '../platform/paths.ts';
import {readSmallFile} from '../platform/small-file.ts';

export interface StatuslineOptions {
	emit: Emit;
	/** Milliseconds since the epoch. */
	clock: () => number;
	stateDir: string;
	configDirs: readonly string[];
	/** Gets what sessions under other config folders than these say. */
	emitOther: Emit;
}

export interface StatuslineSource {
	/** Settled when what was there has been emitted and changes are noticed. Never rejects. */
	ready: Promise<void>;
	close(): Promise<void>;
}

/** As long as Claude Code keeps transcripts: nothing refers to an older session. */
const maxAgeMs = 30 * 24 * 60 * 60 * 1000;
/** The script renames its draft within milliseconds, so an old one was left behind by a crash. */
const maxDraftAgeMs = 60 * 60 * 1000;

/** Emits `statusline`, and `reported` where the payload holds a total, for each session file and each change of one. */
export function createStatuslineSource(options: StatuslineOptions): StatuslineSource {
	const {emit, clock, stateDir} = options;
	const folder = statuslineFolder(stateDir);
	const askedFor = createConfigDirMatcher(options.configDirs);
	const reported = new Set<string>();

	function report(path: string, error: unknown): void {
		if (reported.has(path)) return;
		reported.add(path);
		const reason = reasonOf(error);
		emit({type: 'problem', path, message: `What the status line reported cannot be read: ${reason}`, count: 1});
	}

	function read(path: string): void {
		try {
			const stats = lstatOrNull(path);
			const text = stats && readSmallFile(path, {maxBytes: maxStatuslineBytes, ownerOnly: true});
			if (!stats || !text) return;
			const payload = parseStatusline(text, Math.round(Math.min(stats.mtimeMs, clock())));
			if (!payload) throw new Error('it is not what Claude Code writes; a newer ccmon may know this format.');
			// A session that names itself otherwise than its file was not put there by the script.
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

	function readAll(): void {
		const now = clock();
		const files = readDirectory(folder).flatMap(name => datedFile(join(folder, name)));
		// Oldest first: of plan limits the latest counts.
		for (const {path, at} of files.toSorted((a, b) => a.at - b.at)) {
			const name = basename(path);
			const limit = isStatuslineFile(name) ? maxAgeMs : name.startsWith('.') ? maxDraftAgeMs : Number.POSITIVE_INFINITY;
			if (now - at > limit) removeFile(path);
			else if (isStatuslineFile(name)) read(path);
		}
	}

	try {
		ensureOwnerFolder(folder);
	} catch (error) {
		report(folder, error);
		return {ready: Promise.resolve(), close: async () => {}};
	}
	const watcher = watch(folder, {
		depth: 0,
		ignored: path => path !== folder && !isStatuslineFile(basename(path)),
		ignoreInitial: true,
		atomic: false,
		followSymlinks: false,
	});
	watcher.on('add', read).on('change', read);
	watcher.on('error', error => report(folder, error));
	const watching = new Promise<void>(resolve => watcher.once('ready', () => resolve()));
	const closed = Promise.withResolvers<void>();
	return {
		// The folder is read when changes are already noticed: so none falls in between.
		ready: Promise.race([watching, closed.promise]).then(() => {
			if (watcher.closed) return;
			try {
				readAll();
			} catch (error) {
				report(folder, error);
			}
		}),
		async close() {
			closed.resolve();
			await watcher.close();
		},
	};
}

function datedFile(path: string): {path: string; at: number}[] {
	const stats = lstatOrNull(path);
	return stats?.isFile() ? [{path, at: stats.mtimeMs}] : [];
}
