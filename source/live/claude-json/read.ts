/**
 * The last totals of each project, for sessions that ran while ccmon did not: read once at the start, because later ones
 * are reported sooner and in more detail by the other sources. Headless sessions leave none here.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import type {Emit, ReportedTotal} from '../../claude/events.ts';
import {maxClaudeJsonBytes, parseClaudeJson} from '../../claude/settings/claude-json.ts';
import {claudeJsonPaths} from '../../index/config-folders.ts';
import {reasonOf, statOrNull} from '../../platform/files.ts';
import {homeFolder} from '../../platform/paths.ts';
import {readSmallFile} from '../../platform/small-file.ts';

export interface ClaudeJsonOptions {
	configDirs: readonly string[];
	emit: Emit;
	/** The home folder; a test has its own. */
	home?: string;
}

/** The delay before reading again a file that may have been half written. */
const retryMs = 250;

/** Emits one `reported` event per project with a total, the latest last. Never rejects. */
export async function readClaudeJsonTotals({configDirs, emit, home = homeFolder()}: ClaudeJsonOptions): Promise<void> {
	const paths = new Set(configDirs.flatMap(configDir => claudeJsonPaths(configDir, home)));
	const totals: ReportedTotal[] = [];
	for (const path of paths) {
		try {
			for (const total of await readTotals(path)) totals.push(total);
		} catch (error) {
			const reason = reasonOf(error);
			emit({type: 'problem', path, message: `Totals of earlier sessions cannot be read: ${reason}.`, count: 1});
		}
	}
	for (const total of totals.sort((a, b) => a.at - b.at)) emit(total);
}

async function readTotals(path: string): Promise<ReportedTotal[]> {
	for (let attempt = 1; ; attempt++) {
		const text = readSmallFile(path, {maxBytes: maxClaudeJsonBytes, followLinks: true});
		if (text === null) return [];
		const totals = parseClaudeJson(text, Math.round(statOrNull(path)?.mtimeMs ?? 0));
		if (totals) return totals;
		if (attempt === 2) throw new Error('it is not valid JSON');
		await sleep(retryMs);
	}
}
