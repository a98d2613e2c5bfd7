/** Requests in the database. What telemetry adds to them is kept in its own tables, and joined when they are loaded. */
import type {DatabaseSync, SQLOutputValue} from 'node:sqlite';
import type {Conversation, RequestRecord} from '../accounting/conversation.ts';
import {promptKey} from '../accounting/identity.ts';
import type {ClassRows} from './class-rows.ts';
import {usageFromJson} from './facts-json.ts';
import type {TokenColumns} from './token-columns.ts';
import {createToolSetRows} from './tools/tool-rows.ts';

export interface RequestRows {
	/** The requests of a conversation, by its row. The caller sets their owner. */
	ofConversation(row: number): RequestRecord[];
	/** A request and the row of its conversation; null if it is gone. */
	get(row: number): {record: RequestRecord; conversation: number} | null;
	/** Writes a new or changed record, or removes one that was folded into another. */
	save(record: RequestRecord): void;
	/** To be called when the transaction that wrote some was rolled back. */
	forget(): void;
}

type Row = [
	...ids: [id: number, conversation: number, classId: number, at: number, lastLineAt: number],
	...keys: [messageKey: number, requestKey: number, isPart: number, isNamed: number],
	...tokens: TokenColumns,
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
	const put = database.prepare(`INSERT OR REPLACE INTO request VALUES (${Array(19).fill('?')})`);
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
			const large = record.largePromptUsage;
			// Passed one by one: building an array takes as long as the write itself.
			const {lastInsertRowid} = put.run(
				record.row || null,
				record.owner.row,
				classes.idOfRequest(record.class),
				record.at,
				record.lastLineAt,
				record.messageKey,
				record.requestKey,
				record.isPart ? 1 : 0,
				record.ownerIsNamed ? 1 : 0,
				record.inputTokens,
				record.outputTokens,
				record.cacheReadInputTokens,
				record.cacheCreation5mInputTokens,
				record.cacheCreation1hInputTokens,
				record.webSearchRequests,
				record.fallbackCostUsd,
				large && JSON.stringify(large),
				toolSets.idOf(record),
				toolSets.bytesOf(record),
			);
			record.row = Number(lastInsertRowid);
			record.isChanged = false;
		},
		forget: () => toolSets.forget(),
	};
}

/** The caller sets the owner before the record is used. */
const unowned = null as unknown as Conversation;
