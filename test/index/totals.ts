/** What the index's tables hold, in the shape of a corpus's truth. */
import {DatabaseSync} from 'node:sqlite';
import {expect} from 'vitest';
import {type CorpusTruth, noTotals} from '../support/corpus-truth.ts';
import type {LedgerTotals} from '../support/ledger.ts';

type Totals = Record<string, LedgerTotals>;

const tokens = `sum(input_tokens) AS inputTokens, sum(output_tokens) AS outputTokens,
	sum(cache_read_input_tokens) AS cacheReadInputTokens,
	sum(cache_creation_5m_input_tokens) AS cacheCreation5mInputTokens,
	sum(cache_creation_1h_input_tokens) AS cacheCreation1hInputTokens`;

export function readTotals(databasePath: string) {
	const database = new DatabaseSync(databasePath, {readOnly: true});
	const totals = (sql: string): Totals =>
		Object.fromEntries(
			database
				.prepare(sql)
				.all()
				.map(({key, ...sums}) => [String(key), {...sums} as unknown as LedgerTotals]),
		);
	const spending = (key: string, where = '') =>
		totals(
			`SELECT ${key} AS key, ${tokens}, sum(requests) AS requests FROM spending
			JOIN spending_class AS class ON class.id = spending.class
			JOIN conversation ON conversation.id = spending.conversation
			WHERE is_surplus = 0 ${where} GROUP BY 1`,
		);
	try {
		return {
			byModel: spending('class.model'),
			byDay: spending("date(quarter * 900, 'unixepoch')"),
			main: spending('session_id', "AND purpose = 'main'"),
			subagents: spending('session_id', "AND purpose = 'subagent'"),
			byModelOfRequests: totals(
				`SELECT model AS key, ${tokens}, sum(1 - is_part) AS requests FROM request
				JOIN request_class ON request_class.id = class GROUP BY 1`,
			),
			compactions: Number(database.prepare('SELECT count(*) AS n FROM compaction').get()?.n),
		};
	} finally {
		database.close();
	}
}

/** A conversation and its forks: files made within one tick of the clock do not show which came first. */
function originalsOf({bySession}: CorpusTruth): Map<string, string> {
	const originals = new Map<string, string>();
	for (const [id, {forkedFrom}] of Object.entries(bySession)) {
		originals.set(id, forkedFrom ? (originals.get(forkedFrom) ?? forkedFrom) : id);
	}
	return originals;
}

function mergeBy(entries: readonly [string, LedgerTotals][], original: (id: string) => string): Totals {
	const merged: Totals = {};
	for (const [id, totals] of entries) {
		if (totals.requests === 0) continue;
		merged[original(id)] ??= noTotals();
		const sum = merged[original(id)]!;
		for (const field of Object.keys(sum) as (keyof LedgerTotals)[]) sum[field] += totals[field];
	}
	return merged;
}

/** Sums and single requests agree with the truth, to the token. */
export function expectTruth(databasePath: string, truth: CorpusTruth): void {
	const totals = readTotals(databasePath);
	expect(totals.byModel).toEqual(truth.byModel);
	expect(totals.byDay).toEqual(truth.byDay);
	expect(totals.byModelOfRequests).toEqual(truth.byModel);
	const originals = originalsOf(truth);
	const byOriginal = (all: Totals) => mergeBy(Object.entries(all), id => originals.get(id) ?? id);
	const sessions = Object.entries(truth.bySession);
	expect(byOriginal(totals.main)).toEqual(byOriginal(Object.fromEntries(sessions.map(([id, {main}]) => [id, main]))));
	expect(byOriginal(totals.subagents)).toEqual(
		byOriginal(Object.fromEntries(sessions.map(([id, {subagents}]) => [id, subagents]))),
	);
	expect(totals.compactions).toBe(truth.compactions);
}
