/** What the history's tables hold, in the shape of a corpus's truth. */
import {DatabaseSync} from 'node:sqlite';
import {expect} from 'vitest';
import {column, createSegmentStore} from '../../source/index/segments.ts';
import {readSums, sum, sumLength} from '../../source/index/sums.ts';
import {type CorpusTruth, noTotals} from '../support/corpus-truth.ts';
import type {LedgerTotals} from '../support/ledger.ts';

type Totals = Record<string, LedgerTotals>;

/** Where a sum's or a message's tokens begin, and how many requests it is. */
function addTo(totals: Totals, key: string, numbers: Float64Array, input: number, requests: number): void {
	totals[key] ??= noTotals();
	totals[key].inputTokens += numbers[input]!;
	totals[key].outputTokens += numbers[input + 1]!;
	totals[key].cacheReadInputTokens += numbers[input + 2]!;
	totals[key].cacheCreation5mInputTokens += numbers[input + 3]!;
	totals[key].cacheCreation1hInputTokens += numbers[input + 4]!;
	totals[key].requests += requests;
}

interface Bucket {
	model: string;
	purpose: string;
}

const bucketsOf = (database: DatabaseSync) =>
	new Map(
		database
			.prepare('SELECT * FROM history_bucket')
			.all()
			.map(({id, model, purpose}) => [id, {model, purpose} as unknown as Bucket]),
	);

/** By model, from the single messages. */
function totalsOfMessages(database: DatabaseSync): Totals {
	const buckets = bucketsOf(database);
	const totals: Totals = {};
	createSegmentStore(database).each((rows, at) => {
		addTo(totals, buckets.get(rows[at + column.bucket]!)!.model, rows, at + column.input, 1);
	});
	return totals;
}

export function readTotals(databasePath: string) {
	const database = new DatabaseSync(databasePath, {readOnly: true});
	try {
		const buckets = bucketsOf(database);
		const sessions = new Map(
			database
				.prepare('SELECT id, session_id FROM history_session')
				.all()
				.map(({id, session_id}) => [id, String(session_id)]),
		);
		const by: Record<'model' | 'day' | 'main' | 'subagent', Totals> = {model: {}, day: {}, main: {}, subagent: {}};
		for (const [session, sums] of readSums(database)) {
			for (let at = 0; at < sums.length; at += sumLength) {
				const {model, purpose} = buckets.get(sums[at + sum.bucket]!)!;
				const add = (totals: Totals, key: string) => addTo(totals, key, sums, at + sum.input, sums[at + sum.messages]!);
				add(by.model, model);
				add(by.day, new Date(sums[at + sum.quarter]! * 900_000).toISOString().slice(0, 10));
				if (purpose === 'main' || purpose === 'subagent') add(by[purpose], sessions.get(session)!);
			}
		}
		return {
			byModel: by.model,
			byDay: by.day,
			main: by.main,
			subagents: by.subagent,
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
