/** What the history's tables hold, in the shape of a corpus's truth. */
import {DatabaseSync} from 'node:sqlite';
import {expect} from 'vitest';
import {column, createSegmentStore} from '../../source/history/segments.ts';
import {type CorpusTruth, noTotals} from '../support/corpus-truth.ts';
import type {LedgerTotals} from '../support/ledger.ts';

const sums = `sum(input) AS inputTokens, sum(output) AS outputTokens, sum(cache_read) AS cacheReadInputTokens,
	sum(cache_creation_5m) AS cacheCreation5mInputTokens, sum(cache_creation_1h) AS cacheCreation1hInputTokens`;

type Totals = Record<string, LedgerTotals>;

function totalsBy(database: DatabaseSync, key: string, from: string, requests: string): Totals {
	const rows = database.prepare(`SELECT ${key} AS key, ${sums}, ${requests} AS requests FROM ${from} GROUP BY 1`).all();
	return Object.fromEntries(rows.map(({key, ...totals}) => [String(key), {...totals} as unknown as LedgerTotals]));
}

const withBucket = (table: string) => `${table} JOIN history_bucket ON history_bucket.id = bucket`;

/** The same from the single messages. */
function totalsOfMessages(database: DatabaseSync): Totals {
	const models = new Map(
		database
			.prepare('SELECT id, model FROM history_bucket')
			.all()
			.map(({id, model}) => [id, model]),
	);
	const totals: Totals = {};
	createSegmentStore(database).each((rows, at) => {
		const model = String(models.get(rows[at + column.bucket]!));
		totals[model] ??= noTotals();
		totals[model].inputTokens += rows[at + column.input]!;
		totals[model].outputTokens += rows[at + column.output]!;
		totals[model].cacheReadInputTokens += rows[at + column.cacheRead]!;
		totals[model].cacheCreation5mInputTokens += rows[at + column.cacheCreation5m]!;
		totals[model].cacheCreation1hInputTokens += rows[at + column.cacheCreation1h]!;
		totals[model].requests++;
	});
	return totals;
}

export function readTotals(databasePath: string) {
	const database = new DatabaseSync(databasePath, {readOnly: true});
	try {
		const quarters = 'history_quarter';
		const sessions = `${withBucket(quarters)} JOIN history_session ON history_session.id = session`;
		return {
			byModel: totalsBy(database, 'model', withBucket(quarters), 'sum(messages)'),
			byDay: totalsBy(database, "date(quarter * 900, 'unixepoch')", quarters, 'sum(messages)'),
			main: totalsBy(database, 'session_id', `${sessions} AND purpose = 'main'`, 'sum(messages)'),
			subagents: totalsBy(database, 'session_id', `${sessions} AND purpose = 'subagent'`, 'sum(messages)'),
			byModelOfMessages: totalsOfMessages(database),
			compactions: Number(database.prepare('SELECT count(*) AS n FROM history_compaction').get()?.n),
		};
	} finally {
		database.close();
	}
}

/** A conversation and its forks: files made within one tick of the clock do not tell which of them came first. */
function familiesOf({bySession}: CorpusTruth): Map<string, string> {
	const families = new Map<string, string>();
	for (const [id, {forkedFrom}] of Object.entries(bySession)) {
		families.set(id, forkedFrom ? (families.get(forkedFrom) ?? forkedFrom) : id);
	}
	return families;
}

function mergeBy(entries: readonly [string, LedgerTotals][], family: (id: string) => string): Totals {
	const merged: Totals = {};
	for (const [id, totals] of entries) {
		if (totals.requests === 0) continue;
		merged[family(id)] ??= noTotals();
		const sum = merged[family(id)]!;
		for (const field of Object.keys(sum) as (keyof LedgerTotals)[]) sum[field] += totals[field];
	}
	return merged;
}

/** Sums and single messages agree with the truth, to the token. */
export function expectTruth(databasePath: string, truth: CorpusTruth): void {
	const totals = readTotals(databasePath);
	expect(totals.byModel).toEqual(truth.byModel);
	expect(totals.byDay).toEqual(truth.byDay);
	expect(totals.byModelOfMessages).toEqual(truth.byModel);
	const families = familiesOf(truth);
	const inFamilies = (all: Totals) => mergeBy(Object.entries(all), id => families.get(id) ?? id);
	const sessions = Object.entries(truth.bySession);
	expect(inFamilies(totals.main)).toEqual(inFamilies(Object.fromEntries(sessions.map(([id, {main}]) => [id, main]))));
	expect(inFamilies(totals.subagents)).toEqual(
		inFamilies(Object.fromEntries(sessions.map(([id, {subagents}]) => [id, subagents]))),
	);
	expect(totals.compactions).toBe(truth.compactions);
}
