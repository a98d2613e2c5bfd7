/** What a thread has read reaches the database in one piece or not at all, and each request once. */
import {appendFileSync, renameSync, writeFileSync} from 'node:fs';
import type {DatabaseSync} from 'node:sqlite';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {Problem} from '../../../source/claude/events.ts';
import {resolveConfigFolders} from '../../../source/index/config-folders.ts';
import {discoverTranscripts, type TranscriptFile} from '../../../source/index/discover.ts';
import {factsFromJson} from '../../../source/index/facts-json.ts';
import {createScanBatch, type ScanBatch} from '../../../source/index/scan/scan-batch.ts';
import {openIndex} from '../../../source/index/schema.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {answerLine, writeTranscript} from '../transcript-files.ts';

const one = '11111111-1111-4111-8111-111111111111';
const two = '22222222-2222-4222-8222-222222222222';
const at = '2026-11-20T10:00:00.000Z';
const now = Date.parse('2026-11-20T12:00:00.000Z');

let folder: TemporaryFolder;
let databases: DatabaseSync[];
let problems: Problem[];
beforeEach(() => {
	folder = temporaryFolder();
	databases = [];
	problems = [];
});
afterEach(() => {
	for (const database of databases) database.close();
	folder.remove();
});

/** As one thread of a scan has it. */
function openThread(): {database: DatabaseSync; batch: ScanBatch} {
	const {database} = openIndex({path: folder.at('ccmon.db'), now: () => now});
	databases.push(database!);
	const onProblem = (problem: Problem) => void problems.push(problem);
	return {database: database!, batch: createScanBatch({database: database!, now: () => now, onProblem})};
}

/** Opus 4.5: 1,000 tokens in at $5 and 100 out at $25 a million are $0.0075. */
const answer = (id: string, sessionId = one, fields: object = {}) =>
	answerLine({id, at, sessionId, cwd: '/p', inputTokens: 1000, outputTokens: 100, requestId: `req_${id}`, ...fields});
const answerUsd = 0.0075;

function write(name: string, sessionId: string, ...lines: string[]): TranscriptFile {
	writeTranscript(folder.at(name), sessionId, lines);
	const files = [...discoverTranscripts(resolveConfigFolders([folder.at(name)]))].flat();
	return files.find(file => file.sessionId === sessionId)!;
}

function addFolder(database: DatabaseSync, name: string): number {
	const insert = database.prepare('INSERT INTO folder (identity, path) VALUES (?1, ?1)');
	return Number(insert.run(name).lastInsertRowid);
}

const stored = (database: DatabaseSync) =>
	database
		.prepare(
			`SELECT session_id AS sessionId, count(request.id) AS requests, total(output_tokens) AS outputTokens
			FROM conversation LEFT JOIN request ON conversation = conversation.id GROUP BY conversation.id ORDER BY 1`,
		)
		.all()
		.map(row => ({...row}));
const spentUsd = (database: DatabaseSync) =>
	Number(database.prepare('SELECT total(cost_usd) AS usd FROM spending').get()?.usd);

describe('a batch', () => {
	test('stores nothing before it is written, and then requests, dollars and how far the file was read', () => {
		const {database, batch} = openThread();
		const row = addFolder(database, 'a');
		const file = write('a', one, answer('1'), answer('2'));
		expect(batch.read(row, file)).toBe(file.sizeBytes);
		expect(batch.size()).toBe(2);
		expect(stored(database)).toEqual([]);
		batch.write();
		expect(batch.size()).toBe(0);
		expect(stored(database)).toEqual([{sessionId: one, requests: 2, outputTokens: 200}]);
		expect(spentUsd(database)).toBeCloseTo(2 * answerUsd, 9);
		expect(batch.read(row, file)).toBe(0);
	});

	test('continues reading a file that grew, in the middle of a request', () => {
		const {database, batch} = openThread();
		const row = addFolder(database, 'a');
		const first = write('a', one, answer('1', one, {outputTokens: 1}));
		batch.read(row, first);
		batch.write();
		const grown = write('a', one, answer('1', one, {outputTokens: 1}), answer('1'), answer('2'));
		expect(batch.read(row, grown)).toBe(grown.sizeBytes - first.sizeBytes);
		batch.write();
		expect(stored(database)).toEqual([{sessionId: one, requests: 2, outputTokens: 200}]);
		expect(spentUsd(database)).toBeCloseTo(2 * answerUsd, 9);
	});

	test('reads a moved and rewritten file from its start, and counts its cache misses once', () => {
		const {database, batch} = openThread();
		const row = addFolder(database, 'a');
		// The second reads nothing of what the first left in the cache.
		const lines = (cwd: string) => [
			answer('1', one, {cacheReadInputTokens: 50_000, cwd}),
			answer('2', one, {cacheCreation5mInputTokens: 50_000, cwd}),
		];
		const facts = () => {
			const row = database.prepare('SELECT cwd, facts FROM conversation').get();
			const {contextHistory, mainRequests, cacheMisses} = factsFromJson(one, String(row?.facts));
			return {cwd: row?.cwd, contextHistory, mainRequests, cacheMisses};
		};
		const expected = {cwd: '/p', contextHistory: [51_000, 51_000], mainRequests: 2, cacheMisses: 1};
		batch.read(row, write('a', one, ...lines('/p')));
		batch.write();
		expect(facts()).toEqual(expected);
		renameSync(folder.at('a', 'projects', 'p'), folder.at('a', 'projects', 'q'));
		const path = folder.at('a', 'projects', 'q', `${one}.jsonl`);
		writeFileSync(path, `${lines('/q').join('\n')}\n`);
		const readAgain = () => {
			const [moved] = [...discoverTranscripts(resolveConfigFolders([folder.at('a')]))].flat();
			batch.read(row, moved!);
			batch.write();
		};
		readAgain();
		expect(facts()).toEqual({...expected, cwd: '/q'});
		// Back to where an older state of it was read.
		renameSync(folder.at('a', 'projects', 'q'), folder.at('a', 'projects', 'p'));
		appendFileSync(folder.at('a', 'projects', 'p', `${one}.jsonl`), `${answer('3', one, {cwd: '/p'})}\n`);
		readAgain();
		expect(facts()).toMatchObject({contextHistory: [51_000, 51_000, 1000], mainRequests: 3});
	});

	test('takes in a total that was reported beside the transcripts', () => {
		const {database, batch} = openThread();
		const row = addFolder(database, 'a');
		batch.read(row, write('a', one, answer('1')));
		const total = {type: 'reported', origin: 'claude.json', sessionId: one, at: Date.parse(at) + 60_000} as const;
		batch.addTotal(row, {...total, totalCostUsd: 0.5, byModel: null});
		batch.write();
		expect(stored(database)).toEqual([{sessionId: one, requests: 1, outputTokens: 100}]);
		expect(spentUsd(database)).toBeCloseTo(0.5, 9);
	});

	test('reports damaged records, and counts the rest', () => {
		const {database, batch} = openThread();
		const file = write('a', one, answer('1'), '{"type":"assistant","mess', answer('2'));
		batch.read(addFolder(database, 'a'), file);
		batch.write();
		expect(problems).toMatchObject([{path: file.path, count: 1}]);
		expect(stored(database)).toMatchObject([{requests: 2}]);
	});

	test('throws for a file that is gone, and has what it read before', () => {
		const {database, batch} = openThread();
		const row = addFolder(database, 'a');
		const file = write('a', one, answer('1'));
		batch.read(row, file);
		expect(() => batch.read(row, {...file, path: folder.at('gone.jsonl'), relativePath: 'gone.jsonl'})).toThrow(
			'ENOENT',
		);
		batch.write();
		expect(stored(database)).toMatchObject([{requests: 1}]);
	});
});

describe('a request that is known already', () => {
	test('of an older conversation is not counted for its fork', () => {
		const {database, batch} = openThread();
		const row = addFolder(database, 'a');
		const original = write('a', one, answer('1'));
		const fork = write('a', two, answer('1', two), answer('2', two));
		const born = (file: TranscriptFile, createdAt: number) => batch.read(row, {...file, createdAt});
		born(fork, 2000);
		born(original, 1000);
		batch.write();
		expect(stored(database)).toEqual([
			{sessionId: one, requests: 1, outputTokens: 100},
			{sessionId: two, requests: 1, outputTokens: 100},
		]);
		expect(spentUsd(database)).toBeCloseTo(2 * answerUsd, 9);
	});

	test('because another thread has just stored it is counted once', () => {
		const [first, second] = [openThread(), openThread()];
		const row = addFolder(first.database, 'a');
		first.batch.read(row, {...write('a', one, answer('1')), createdAt: 1000});
		second.batch.read(row, {...write('a', two, answer('1', two)), createdAt: 2000});
		first.batch.write();
		second.batch.write();
		expect(stored(first.database)).toEqual([
			{sessionId: one, requests: 1, outputTokens: 100},
			{sessionId: two, requests: 0, outputTokens: 0},
		]);
		expect(spentUsd(first.database)).toBeCloseTo(answerUsd, 9);
	});

	test('in another config folder is one of that, too: a copied folder has sums of its own', () => {
		const {database, batch} = openThread();
		batch.read(addFolder(database, 'a'), write('a', one, answer('1')));
		batch.write();
		batch.read(addFolder(database, 'b'), write('b', one, answer('1')));
		batch.write();
		expect(stored(database)).toMatchObject([{requests: 1}, {requests: 1}]);
	});
});

test('a batch that cannot be written leaves nothing behind, and is counted once when read again', () => {
	const {database, batch} = openThread();
	const row = addFolder(database, 'a');
	const file = write('a', one, answer('1'));
	// The files come last: requests and conversations are in the transaction by then.
	database.exec("CREATE TEMP TRIGGER full BEFORE INSERT ON transcript BEGIN SELECT RAISE(ABORT, 'disk full'); END");
	batch.read(row, file);
	expect(() => batch.write()).toThrow('disk full');
	expect(stored(database)).toEqual([]);
	expect(database.isTransaction).toBe(false);
	database.exec('DROP TRIGGER full');
	expect(batch.size()).toBe(0);
	batch.read(row, file);
	batch.write();
	expect(stored(database)).toEqual([{sessionId: one, requests: 1, outputTokens: 100}]);
	expect(spentUsd(database)).toBeCloseTo(answerUsd, 9);
});
