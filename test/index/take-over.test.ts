/** A database of 0.1.0, made here as that version made it, goes on: what was pruned since stays, and nothing counts twice. */
import {mkdirSync} from 'node:fs';
import {dirname} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {keyOf} from '../../source/accounting/request-keys.ts';
import {createIndexed, type Indexed} from './indexed.ts';
import {answerLine, writeTranscript} from './transcript-files.ts';

const here = '11111111-1111-4111-8111-111111111111';
const pruned = '22222222-2222-4222-8222-222222222222';
const at = Date.parse('2026-11-20T10:00:00.000Z');

const oldTables = `
CREATE TABLE room_version (room TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT;
INSERT INTO room_version VALUES ('history', 3);
CREATE TABLE history_folder (id INTEGER PRIMARY KEY, config_dir TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE history_session (
	id INTEGER PRIMARY KEY, session_id TEXT NOT NULL UNIQUE, folder INTEGER NOT NULL, started_at REAL NOT NULL, cwd TEXT,
	title TEXT, git_branch TEXT, reported_usd REAL, reported_at INTEGER, reported_models TEXT, tally_started_at INTEGER
) STRICT;
CREATE TABLE history_bucket (
	id INTEGER PRIMARY KEY, model TEXT NOT NULL, speed TEXT NOT NULL, inference_geo TEXT NOT NULL,
	prompt_tier INTEGER NOT NULL, purpose TEXT NOT NULL, cause TEXT NOT NULL
) STRICT;
CREATE TABLE history_segment (
	id INTEGER PRIMARY KEY AUTOINCREMENT, messages INTEGER NOT NULL, keys BLOB NOT NULL, places BLOB NOT NULL,
	rows BLOB NOT NULL
) STRICT;
CREATE TABLE history_sums (session INTEGER PRIMARY KEY, sums BLOB NOT NULL) STRICT;
`;

/** Key, time, conversation, bucket, then input, output, cache read, writes for 5 minutes and an hour, searches. */
const message = (id: string, session: number, output = 100) => [
	...[keyOf(`msg_${id}`), at, session, 1],
	...[1000, output, 0, 0, 0, 0],
];

const bytes = (numbers: Float64Array | Uint32Array) => new Uint8Array(numbers.buffer);

/** One piece of messages, each of them ten numbers, found by their places. */
function putSegment(database: DatabaseSync, rows: readonly number[][]): void {
	const keys = Float64Array.from(rows.map(row => row[0]!));
	const places = Uint32Array.from(rows.map((_, index) => index * 10));
	const sql = 'INSERT INTO history_segment (messages, keys, places, rows) VALUES (?, ?, ?, ?)';
	database.prepare(sql).run(rows.length, bytes(keys), bytes(places), bytes(Float64Array.from(rows.flat())));
}

let index: Indexed;
beforeEach(() => {
	index = createIndexed();
	mkdirSync(dirname(index.databasePath), {recursive: true});
});
afterEach(() => index.folder.remove());

const answer = (id: string) =>
	answerLine({
		...{id: `msg_${id}`, at: new Date(at).toISOString(), sessionId: here, cwd: '/p'},
		...{inputTokens: 1000, outputTokens: 100, requestId: `req_${id}`},
	});

function writeOld(fill: (database: DatabaseSync) => void): void {
	const database = new DatabaseSync(index.databasePath);
	database.exec(oldTables);
	database.prepare('INSERT INTO history_folder VALUES (1, ?)').run(index.configDir);
	const put = database.prepare(
		"INSERT INTO history_session VALUES (?, ?, 1, ?, '/p', 'a title', 'main', ?, ?, NULL, ?)",
	);
	put.run(1, here, at, null, null, null);
	put.run(2, pruned, at, 0.02, at + 1000, at - 1000);
	database.exec("INSERT INTO history_bucket VALUES (1, 'claude-opus-4-5-20251101', 'standard', '', 0, 'main', '')");
	fill(database);
	database.close();
}

const tables = () => {
	const database = new DatabaseSync(index.databasePath);
	const names = database.prepare("SELECT name FROM sqlite_schema WHERE name LIKE 'history%'").all();
	database.close();
	return names;
};

test('what was pruned stays with its total, and what is read again merges', async () => {
	writeTranscript(index.configDir, here, [answer('a'), answer('b')]);
	writeOld(database => putSegment(database, [message('a', 1), message('x', 2), message('y', 2)]));
	expect(await index.scan()).toEqual([]);
	// Two requests of 0.75 cents each; of the pruned ones, Claude Code's total said half a cent more.
	expect(index.spending()).toEqual([
		{sessionId: here, requests: 2, usd: 0.015},
		{sessionId: pruned, requests: 2, usd: 0.02},
	]);
	expect(tables()).toEqual([]);
	await index.scan();
	expect(index.spending()).toHaveLength(2);
});

test('of a message that stands in several pieces the newest holds', async () => {
	writeTranscript(index.configDir, here, []);
	writeOld(database => {
		putSegment(database, [message('x', 2, 1), message('y', 2)]);
		putSegment(database, [message('x', 2)]);
	});
	await index.scan();
	expect(index.spending()).toEqual([{sessionId: pruned, requests: 2, usd: 0.02}]);
});

test('pieces that cannot be made out are left, and the transcripts are read', async () => {
	writeTranscript(index.configDir, here, [answer('a')]);
	writeOld(database => {
		const sql = 'INSERT INTO history_segment (messages, keys, places, rows) VALUES (1, ?, ?, ?)';
		database.prepare(sql).run(new Uint8Array(8), new Uint8Array(3), new Uint8Array(7));
	});
	await index.scan();
	expect(index.spending()).toEqual([{sessionId: here, requests: 1, usd: 0.0075}]);
	expect(tables()).toEqual([]);
});
