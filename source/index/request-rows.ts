/** Requests in the database. What telemetry adds to them is not in it: that is kept in its own tables, and joined again. */
import type {DatabaseSync, SQLOutputValue} from 'node:sqlite';
import type {Conversation, RequestRecord} from '../accounting/conversation.ts';
import {promptKey} from '../accounting/identity.ts';
import type {ClassRows} from './class-rows.ts';
import {usageFromJson} from './facts-json.ts';
import {createToolSetRows} from './tools/tool-rows.ts';

export interface RequestRows {
	/** The requests of a conversation, by its row. Their owner is set by the caller. */
	ofConversation(row: number): RequestRecord[];
	/** A request and the row of its conversation; null: it is gone. */
	get(row: number): {record: RequestRecord; conversation: number} | null;
	/** Writes a new or changed record, or takes one out that was folded into another. */
	save(record: RequestRecord): void;
	/** The transaction in which some were written was undone. */
	forget(): void;
}

type Row = [
	...ids: [id: number, conversation: number, classId: number, at: number, lastLineAt: number],
	...keys: [messageKey: number, requestKey: number, isPart: number, isNamed: number],
	...tokens: [
		input: number,
		output: number,
		cacheRead: number,
		creation5m: number,
		creation1h: number,
		searches: number,
	],
	fallbackCostUsd: number | null,
	largePromptUsage: string | null,
	tools: number | null,
	resultBytes: SQLOutputValue,
];

export function createRequestRows(database: DatabaseSync, classes: ClassRows): RequestRows {
	const toolSets = createToolSetRows(database);
	const selectAll = database.prepare('SELECT * FROM request WHERE conversation = ?');
	const selectOne = database.prepare('SELECT * FROM request WHERE id = ?');
	selectAll.setReturnArrays(true);
	selectOne.setReturnArrays(true);
	const insert = database.prepare(
		'INSERT INTO request VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
	);
	const update = database.prepare(
		`UPDATE request SET conversation = ?, class = ?, at = ?, last_line_at = ?, message_key = ?, request_key = ?,
			is_part = ?, is_named = ?, input_tokens = ?, output_tokens = ?, cache_read_input_tokens = ?,
			cache_creation_5m_input_tokens = ?, cache_creation_1h_input_tokens = ?, web_search_requests = ?,
			fallback_cost_usd = ?, large_prompt_usage = ?, tools = ?, result_bytes = ? WHERE id = ?`,
	);
	const remove = database.prepare('DELETE FROM request WHERE id = ?');

	const recordFrom = (row: Row): RequestRecord => {
		const record = rawRecord(row);
		record.promptKey = promptKey(record);
		return record;
	};
	const rawRecord = (row: Row): RequestRecord => ({
		messageKey: row[5],
		promptKey: 0,
		requestKey: row[6],
		hasMessage: true,
		owner: unowned,
		ownerIsNamed: row[8] === 1,
		at: row[3],
		firstLineAt: row[3],
		lastLineAt: row[4],
		seenAt: row[3],
		durationMs: null,
		class: classes.requestClass(row[2]),
		isPart: row[7] === 1,
		largePromptUsage: row[16] === null ? null : usageFromJson(row[16]),
		outputEstimated: false,
		costUsd: null,
		fallbackCostUsd: row[15],
		inTelemetry: false,
		isHeadless: false,
		row: row[0],
		isChanged: false,
		isFolded: false,
		inputTokens: row[9],
		outputTokens: row[10],
		cacheReadInputTokens: row[11],
		cacheCreation5mInputTokens: row[12],
		cacheCreation1hInputTokens: row[13],
		webSearchRequests: row[14],
		tools: toolSets.toolsFrom(row[17]),
		resultBytes: toolSets.bytesFrom(row[17], row[18]),
	});

	return {
		ofConversation: row => (selectAll.all(row) as unknown as Row[]).map(recordFrom),
		get(row) {
			const found = selectOne.get(row) as unknown as Row | undefined;
			return found ? {record: recordFrom(found), conversation: found[1]} : null;
		},
		save(record) {
			if (record.isFolded) {
				if (record.row !== 0) remove.run(record.row);
				return;
			}
			const {owner, at, lastLineAt, messageKey, requestKey, isPart, ownerIsNamed, fallbackCostUsd} = record;
			const {largePromptUsage: large} = record;
			const {inputTokens, outputTokens, cacheReadInputTokens, webSearchRequests} = record;
			const {cacheCreation5mInputTokens, cacheCreation1hInputTokens} = record;
			const classId = classes.idOfRequest(record.class);
			const values = [
				...[owner.row, classId, at, lastLineAt, messageKey, requestKey, Number(isPart), Number(ownerIsNamed)],
				...[inputTokens, outputTokens, cacheReadInputTokens, cacheCreation5mInputTokens],
				...[cacheCreation1hInputTokens, webSearchRequests, fallbackCostUsd, large && JSON.stringify(large)],
				...[toolSets.idOf(record), toolSets.bytesOf(record)],
			];
			if (record.row === 0) record.row = Number(insert.run(...values).lastInsertRowid);
			else update.run(...values, record.row);
			record.isChanged = false;
		},
		forget: () => toolSets.forget(),
	};
}

/** A record is given its owner before anything is asked of it. */
const unowned = null as unknown as Conversation;
