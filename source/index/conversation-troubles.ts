/** What went wrong in conversations and cost money: misses of the prompt cache, and errors of the API. */
import type {DatabaseSync} from 'node:sqlite';
import type {ApiErrorFigure} from '../accounting/api-errors.ts';
import {allMisses} from '../accounting/cache-misses.ts';
import type {CacheMisses} from '../claude/statusline/statusline-seen.ts';
import {detailsFromJson, factsFromJson} from './facts-json.ts';

export interface Troubles {
	/** As transcripts show them: requests that wrote again what the cache had held; and what that cost beyond reading it. */
	cacheMisses: number;
	cacheMissUsd: number | null;
	/** As Claude Code counts them; null: no status line reported them. */
	counted: CacheMisses | null;
	apiErrors: readonly ApiErrorFigure[];
}

/** Of conversations, by their rows. */
export function readTroubles(database: DatabaseSync, rows: Iterable<number>): Troubles[] {
	// SQLite picks the few facts out of kilobytes in a fraction of the time that parsing them takes.
	const select = database.prepare(`
		SELECT session_id,
			json_object('cacheMisses', facts -> '$.cacheMisses', 'cacheMissUsd', facts -> '$.cacheMissUsd',
				'countedMisses', facts -> '$.countedMisses') AS facts,
			CASE WHEN instr(details, '"apiErrors"') THEN details ELSE '{}' END AS details
		FROM conversation WHERE id = ?`);
	return [...rows].flatMap(id => {
		const row = select.get(id);
		if (!row) return [];
		const {cacheMisses, cacheMissUsd, countedMisses} = factsFromJson(String(row.session_id), String(row.facts));
		const counted = countedMisses && allMisses(countedMisses);
		return [{cacheMisses, cacheMissUsd, counted, apiErrors: detailsFromJson(String(row.details)).apiErrors}];
	});
}
