/** What went wrong in conversations and cost money: misses of the prompt cache, and errors of the API. */
import type {DatabaseSync} from 'node:sqlite';
import type {ApiErrorFigure} from '../accounting/api-errors.ts';
import {allMisses} from '../accounting/cache-misses.ts';
import {paidShare} from '../accounting/cost.ts';
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

/** The facts that are needed. SQLite extracts them from kilobytes of JSON far faster than parsing all of it. */
const picked = ['cacheMisses', 'cacheMissUsd', 'countedMisses', 'model', 'provider']
	.map(name => `'${name}', facts -> '$.${name}'`)
	.join();

/** Of conversations, by their rows. */
export function readTroubles(database: DatabaseSync, rows: Iterable<number>): Troubles[] {
	const select = database.prepare(`
		SELECT session_id, CASE WHEN json_valid(facts) THEN json_object(${picked}) ELSE '{}' END AS facts,
			CASE WHEN instr(details, '"apiErrors"') THEN details ELSE '{}' END AS details
		FROM conversation WHERE id = ?`);
	return [...rows].flatMap(id => {
		const row = select.get(id);
		if (!row) return [];
		const facts = factsFromJson(String(row.session_id), String(row.facts));
		const {cacheMisses, cacheMissUsd, countedMisses, model, provider} = facts;
		return [
			{
				cacheMisses,
				cacheMissUsd: cacheMissUsd && cacheMissUsd * paidShare(model, provider),
				counted: countedMisses && allMisses(countedMisses),
				apiErrors: detailsFromJson(String(row.details)).apiErrors,
			},
		];
	});
}
