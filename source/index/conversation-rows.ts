/** Conversations of one config folder in the database: facts, running totals, forks and compactions. */
import type {DatabaseSync, SQLOutputValue} from 'node:sqlite';
import {type Conversation, lastCopyAt, parentsOf} from '../accounting/conversation.ts';
import type {StoredConversation} from '../accounting/stored-conversation.ts';
import type {ModelTotals, ReportedTotal} from '../claude/events.ts';
import {parseObject} from '../claude/transcript/object.ts';
import type {WindowOf} from './compaction-windows.ts';
import {factsFromJson, factsToJson} from './facts-json.ts';
import {arePromptsKept, createPromptRows} from './search/prompts.ts';

export interface ConversationRows {
	/** Without its requests and relatives; null: unknown. */
	load(sessionId: string): StoredConversation | null;
	sessionIdOf(row: number): string;
	/** Writes what is known about it, except requests and forks. True: it was not stored before, and has a row now. */
	save(conversation: Conversation): boolean;
	/** Writes which conversations it is a fork of; they must have been saved. */
	saveParents(conversation: Conversation): void;
}

const origins: readonly ReportedTotal['origin'][] = ['cost-state', 'statusline', 'claude.json', 'headless'];

/** `folder`: its row; null: of conversations that only telemetry knows. `windowOf`: for those who save compactions. */
export function createConversationRows(
	database: DatabaseSync,
	folder: number | null,
	windowOf: WindowOf = () => null,
): ConversationRows {
	const select = database.prepare(
		'SELECT id, last_copy_at, facts FROM conversation WHERE session_id = ? AND folder IS ?',
	);
	const selectSessionId = database.prepare('SELECT session_id FROM conversation WHERE id = ?');
	const selectTotals = database.prepare('SELECT * FROM running_total WHERE conversation = ?');
	const selectParents = database.prepare(
		'SELECT session_id FROM fork JOIN conversation ON conversation.id = parent WHERE conversation = ?',
	);
	const insert = database.prepare(
		`INSERT INTO conversation (folder, session_id, cwd, title, git_branch, model, born_at, first_at, last_at, last_copy_at,
			is_asked, facts)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
	);
	// So far only telemetry knew it.
	const adopt = database.prepare(
		'UPDATE conversation SET folder = ? WHERE session_id = ? AND folder IS NULL RETURNING id',
	);
	const update = database.prepare(
		`UPDATE conversation SET cwd = ?, title = ?, git_branch = ?, model = ?, born_at = ?, first_at = ?, last_at = ?,
			last_copy_at = ?, is_asked = ?, facts = ? WHERE id = ?`,
	);
	const prompts = createPromptRows(database);
	const removeTotals = database.prepare('DELETE FROM running_total WHERE conversation = ?');
	const putTotal = database.prepare('INSERT OR REPLACE INTO running_total VALUES (?, ?, ?, ?, ?, ?, ?)');
	const putFork = database.prepare('INSERT OR IGNORE INTO fork VALUES (?, ?)');
	const hasCompaction = database.prepare('SELECT 1 FROM compaction WHERE id = ?');
	const putCompaction = database.prepare('INSERT INTO compaction VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');

	function save(conversation: Conversation): boolean {
		const {sessionId, facts, totals, savedTotals} = conversation;
		const {cwd, title, gitBranch, model, bornAt, firstAt, lastAt} = facts;
		const isAsked = facts.humanPromptTimes.length > 0 ? 1 : 0;
		const json = factsToJson(facts, arePromptsKept(database));
		const shown = [cwd, title, gitBranch, model, bornAt, firstAt, lastAt, lastCopyAt(conversation), isAsked, json];
		if (conversation.row === 0 && folder !== null) conversation.row = Number(adopt.get(folder, sessionId)?.id ?? 0);
		// Another process may have read it meanwhile.
		if (conversation.row === 0) conversation.row = Number(select.get(sessionId, folder)?.id ?? 0);
		const isNew = conversation.row === 0;
		if (isNew) conversation.row = Number(insert.run(folder, sessionId, ...shown).lastInsertRowid);
		else update.run(...shown, conversation.row);
		const {row} = conversation;
		prompts.changed(row);
		if (totals.size > 0) removeTotals.run(row);
		for (const {origin, totalStartedAt, at, latestAt, totalCostUsd, byModel} of new Set([
			...totals.values(),
			...savedTotals.values(),
		])) {
			const models = byModel && JSON.stringify(byModel);
			putTotal.run(row, origin, totalStartedAt ?? null, at, latestAt ?? null, totalCostUsd, models);
		}
		for (const compaction of facts.compactions.values()) {
			const {id, at, trigger, preTokens, postTokens, durationMs, model} = compaction;
			if (hasCompaction.get(id)) continue;
			const window = windowOf(facts, compaction);
			putCompaction.run(id, row, at, trigger, preTokens, postTokens, durationMs, model, window);
		}
		return isNew;
	}

	return {
		load(sessionId) {
			const row = select.get(sessionId, folder);
			if (!row) return null;
			const id = Number(row.id);
			return {
				row: id,
				facts: factsFromJson(sessionId, String(row.facts)),
				records: [],
				totals: selectTotals.all(id).map(total => totalFrom(sessionId, total)),
				parents: selectParents.all(id).map(parent => String(parent.session_id)),
				lastCopyAt: Number(row.last_copy_at),
				relatives: [],
			};
		},
		sessionIdOf: row => String(selectSessionId.get(row)?.session_id ?? ''),
		save,
		saveParents(conversation) {
			for (const parent of parentsOf(conversation)) putFork.run(conversation.row, parent.row);
		},
	};
}

function totalFrom(sessionId: string, row: Record<string, SQLOutputValue>): ReportedTotal {
	const total: ReportedTotal = {
		type: 'reported',
		origin: origins.find(origin => origin === row.origin) ?? 'cost-state',
		sessionId,
		at: Number(row.at),
		totalCostUsd: Number(row.total_cost_usd),
		byModel: modelsFrom(row.by_model),
		totalStartedAt: row.started_at === null ? null : Number(row.started_at),
	};
	return row.latest_at === null ? total : {...total, latestAt: Number(row.latest_at)};
}

function modelsFrom(json: SQLOutputValue | undefined): Record<string, ModelTotals> | null {
	return typeof json === 'string' ? (parseObject(json) as Record<string, ModelTotals> | null) : null;
}
