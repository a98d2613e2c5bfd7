/**
 * Reads totals that Claude Code reports outside its transcripts: in status lines and in .claude.json. Unchanged sources are
 * not read again.
 */

import {join} from 'node:path';
import type {DatabaseSync} from 'node:sqlite';
import type {ReportedTotal} from '../../claude/events.ts';
import {maxClaudeJsonBytes, parseClaudeJson} from '../../claude/settings/claude-json.ts';
import {isStatuslineFile, maxStatuslineBytes, parseStatusline} from '../../claude/statusline/parse.ts';
import type {StatuslineSeen} from '../../claude/statusline/statusline-seen.ts';
import {readDirectoryOrEmpty, type Stats, statOrNull} from '../../platform/files.ts';
import {homeFolder, statuslineFolder} from '../../platform/paths.ts';
import {readSmallFile} from '../../platform/small-file.ts';
import {claudeJsonPaths} from '../config-folders.ts';
import {createScanBatch} from './scan-batch.ts';

export interface ScanTotalsOptions {
	database: DatabaseSync;
	configDirs: readonly string[];
	/** The folder with the database and the status line files. */
	stateDir: string;
	/** Milliseconds since the epoch. */
	now(): number;
}

type Reported = ReportedTotal | StatuslineSeen;

interface TotalSource {
	path: string;
	maxBytes: number;
	ownerOnly: boolean;
	parse(text: string, at: number): readonly Reported[];
}

/** Throws what SQLite throws. Unreadable files are reported by the live screen, which reads the same ones. */
export function scanTotals({database, configDirs, stateDir, now}: ScanTotalsOptions): void {
	const known = database.prepare('SELECT size_bytes, modified_at FROM total_source WHERE path = ?');
	const remember = database.prepare('INSERT OR REPLACE INTO total_source VALUES (?, ?, ?)');
	const forget = database.prepare('DELETE FROM total_source WHERE path = ?');
	const foldersOf = database.prepare('SELECT folder FROM conversation WHERE session_id = ? AND folder IS NOT NULL');
	const found: {folder: number; total: Reported}[] = [];
	const read: {path: string; stats: Stats}[] = [];
	for (const source of sourcesOf(configDirs, stateDir)) {
		const {path} = source;
		const stats = statOrNull(path);
		if (!stats?.isFile()) continue;
		const before = known.get(path);
		if (before?.size_bytes === stats.size && before.modified_at === stats.mtimeMs) continue;
		const totals = readTotals(source, stats, now());
		const rows = totals.flatMap(total =>
			foldersOf.all(total.sessionId).map(({folder}) => ({folder: Number(folder), total})),
		);
		found.push(...rows);
		// A source whose conversations are all unknown so far is read again.
		if (rows.length > 0) read.push({path, stats});
	}
	if (read.length === 0) return;
	const batch = createScanBatch({database, now, onProblem() {}});
	for (const {folder, total} of found) batch.addTotal(folder, total);
	batch.write();
	for (const {path, stats} of read) remember.run(path, stats.size, stats.mtimeMs);
	for (const {path} of database.prepare('SELECT path FROM total_source').all() as {path: string}[]) {
		if (!statOrNull(path)) forget.run(path);
	}
}

function* sourcesOf(configDirs: readonly string[], stateDir: string): Generator<TotalSource> {
	const claudeJson = new Set(configDirs.flatMap(configDir => claudeJsonPaths(configDir, homeFolder())));
	for (const path of claudeJson) {
		yield {path, maxBytes: maxClaudeJsonBytes, ownerOnly: false, parse: (text, at) => parseClaudeJson(text, at) ?? []};
	}
	const folder = statuslineFolder(stateDir);
	for (const name of readDirectoryOrEmpty(folder)) {
		if (!isStatuslineFile(name)) continue;
		const parse = (text: string, at: number) => {
			const read = parseStatusline(text, at);
			// Besides the total: the causes of cache misses.
			return read ? [...(read.reported ? [read.reported] : []), read.seen] : [];
		};
		yield {path: join(folder, name), maxBytes: maxStatuslineBytes, ownerOnly: true, parse};
	}
}

function readTotals(source: TotalSource, stats: Stats, now: number): readonly Reported[] {
	try {
		const {path, maxBytes, ownerOnly} = source;
		const text = readSmallFile(path, {maxBytes, ownerOnly});
		return text ? source.parse(text, Math.round(Math.min(stats.mtimeMs, now))) : [];
	} catch {
		return [];
	}
}
