/** Tools in the database: which ones an answer called, and what a conversation spent by tool. */

import type {DatabaseSync, SQLOutputValue} from 'node:sqlite';
import type {Conversation} from '../../accounting/conversation.ts';
import {getOrMake} from '../../accounting/get-or-make.ts';
import {type ToolPart, toolPartsOf} from '../../accounting/tool-spending.ts';
import {noBytes, type ToolFacts, type ToolSet, toolSetOf} from '../../accounting/tools.ts';
import {boundedCount} from '../../claude/bounds.ts';
import {addInto} from '../../claude/usage.ts';
import {type ClassRows, type PieceClass, readPieceClasses} from '../class-rows.ts';
import {type TokenColumns, usageAt} from '../token-columns.ts';

/** The columns `tools` and `result_bytes` of the table `request`. */
export interface ToolSetRows {
	/** Inserted if missing; null: the tools are unknown. */
	idOf(facts: ToolFacts): number | null;
	bytesOf(facts: ToolFacts): bigint | string | null;
	toolsFrom(id: number | null): ToolSet | null;
	bytesFrom(id: number | null, bytes: SQLOutputValue): readonly number[];
	/** To be called when the transaction that inserted some was rolled back. */
	forget(): void;
}

export function createToolSetRows(database: DatabaseSync): ToolSetRows {
	const select = database.prepare('SELECT calls FROM tool_set WHERE id = ?');
	const put = database.prepare(
		'INSERT INTO tool_set (calls) VALUES (?) ON CONFLICT DO UPDATE SET calls = excluded.calls RETURNING id',
	);
	const ids = new Map<ToolSet, number>();
	const sets = new Map<number, ToolSet | null>();

	function toolsFrom(id: number | null): ToolSet | null {
		if (id === null) return null;
		return getOrMake(sets, id, () => toolSetFrom(select.get(id)?.calls));
	}

	return {
		idOf({tools}) {
			if (tools === null) return null;
			let id = ids.get(tools);
			if (id === undefined) {
				id = Number(put.get(JSON.stringify(tools.calls))?.id);
				ids.set(tools, id);
			}
			return id;
		},
		bytesOf({resultBytes}) {
			if (resultBytes.length > 1) return JSON.stringify(resultBytes);
			// A column without a type stores any other number in eight bytes.
			return resultBytes.length === 0 ? null : BigInt(resultBytes[0]!);
		},
		toolsFrom,
		bytesFrom: (id, bytes) => bytesFrom(bytes, toolsFrom(id)?.calls.length ?? 0),
		forget: () => ids.clear(),
	};
}

/** Null, as for unknown tools: the row is gone or not readable. */
function toolSetFrom(json: SQLOutputValue | undefined): ToolSet | null {
	const calls = listFrom(String(json));
	return calls?.every(isCall) ? toolSetOf(calls) : null;
}

function isCall(value: unknown): value is [tool: string, calls: number] {
	const [tool, calls]: unknown[] = Array.isArray(value) ? value : [];
	return typeof tool === 'string' && Number.isSafeInteger(calls) && boundedCount(calls) !== null && calls !== 0;
}

function bytesFrom(value: SQLOutputValue, count: number): readonly number[] {
	if (count === 0) return noBytes;
	const list = typeof value === 'string' ? (listFrom(value) ?? []) : [Number(value)];
	return Array.from({length: count}, (_, index) => boundedCount(list[index]) ?? 0);
}

/** Null: it is none. */
function listFrom(json: string): readonly unknown[] | null {
	try {
		const list: unknown = JSON.parse(json);
		return Array.isArray(list) ? list : null;
	} catch {
		return null;
	}
}

/** Replaces the stored spending of a conversation by tool. */
export function createToolSpendingRows(
	database: DatabaseSync,
	classes: ClassRows,
): (conversation: Conversation) => void {
	const remove = database.prepare('DELETE FROM tool_spending WHERE conversation = ?');
	const insert = database.prepare('INSERT INTO tool_spending VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
	return conversation => {
		const {row} = conversation;
		remove.run(row);
		const sums = new Map<string, {part: ToolPart; classId: number}>();
		for (const part of toolPartsOf(conversation)) {
			const classId = classes.idOfPiece(part);
			const key = `${part.quarter} ${classId} ${part.costUsd === null} ${part.tool}`;
			const known = sums.get(key);
			if (known) addPart(known.part, part);
			else sums.set(key, {part, classId});
		}
		for (const {part, classId} of sums.values()) {
			const {quarter, tool, calls, resultBytes, requests, usage, costUsd} = part;
			insert.run(
				...[row, quarter, classId, Number(costUsd === null), tool, calls, resultBytes, requests],
				...[usage.inputTokens, usage.outputTokens, usage.cacheReadInputTokens, usage.cacheCreation5mInputTokens],
				...[usage.cacheCreation1hInputTokens, usage.webSearchRequests, costUsd],
			);
		}
	};
}

type PartRow = [
	...key: [conversation: number, quarter: number, classId: number, isUnpriced: number, tool: string],
	...counts: [calls: number, resultBytes: number, requests: number],
	...tokens: TokenColumns,
	costUsd: number | null,
];

/** Spending by tool for each conversation, from one quarter of an hour until before another, as one sum dated at the last quarter. */
export function readToolParts(database: DatabaseSync, from: number, until: number): Map<number, ToolPart[]> {
	const classes = readPieceClasses(database);
	const select = database.prepare(
		`SELECT conversation, max(quarter), class, is_unpriced, tool, sum(calls), sum(result_bytes), sum(requests),
			sum(input_tokens), sum(output_tokens), sum(cache_read_input_tokens), sum(cache_creation_5m_input_tokens),
			sum(cache_creation_1h_input_tokens), sum(web_search_requests), sum(cost_usd)
		FROM tool_spending WHERE quarter >= ? AND quarter < ? GROUP BY conversation, class, is_unpriced, tool`,
	);
	select.setReturnArrays(true);
	const parts = new Map<number, ToolPart[]>();
	for (const row of select.iterate(from, until) as Iterable<unknown> as Iterable<PartRow>) {
		const pieceClass = classes.get(row[2]);
		if (!pieceClass) continue;
		const list = parts.get(row[0]) ?? [];
		parts.set(row[0], list);
		list.push(partFrom(row, pieceClass));
	}
	return parts;
}

function partFrom(row: PartRow, pieceClass: PieceClass): ToolPart {
	return {
		...pieceClass,
		quarter: row[1],
		tool: row[4],
		calls: row[5],
		resultBytes: row[6],
		requests: row[7],
		usage: usageAt(row, 8),
		costUsd: row[3] === 1 ? null : (row[14] ?? 0),
	};
}

function addPart(sum: ToolPart, {calls, resultBytes, requests, usage, costUsd}: ToolPart): void {
	sum.calls += calls;
	sum.resultBytes += resultBytes;
	sum.requests += requests;
	addInto(sum.usage, usage);
	if (costUsd !== null) sum.costUsd = (sum.costUsd ?? 0) + costUsd;
}
