/**
 * Takes over the history of ccmon 0.1.0, once: its messages as requests, so that conversations whose transcripts have
 * been pruned stay. Those whose transcripts are still there are read again, and found to be the same.
 */
import type {DatabaseSync, SQLOutputValue} from 'node:sqlite';
import {newFacts} from '../accounting/facts.ts';
import {promptKey} from '../accounting/identity.ts';
import {classOf} from '../accounting/request-class.ts';
import {keyOfNumbers} from '../accounting/request-keys.ts';
import type {Purpose} from '../claude/telemetry/purpose.ts';
import {createClassRows} from './class-rows.ts';
import {factsToJson} from './facts-json.ts';
import {identitiesOf} from './folder-rows.ts';
import {createKnownRequests} from './known-requests.ts';

/** Numbers of a message, as 0.1.0 stored them one after the other. */
const rowLength = 10;
const oldTables = ['history_segment', 'history_sums', 'history_session', 'history_bucket', 'history_folder'].concat([
	...['history_compaction', 'history_file', 'history_listing'],
]);

/** Within the migration's transaction. What cannot be made out is left behind: its transcripts are read again. */
export function takeOver(database: DatabaseSync): void {
	const isThere = (table: string) => database.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(table);
	if (!isThere('history_segment')) return;
	try {
		takeOverMessages(database, takeOverConversations(database));
	} catch {
		for (const table of ['running_total', 'request', 'conversation', 'folder', 'known_requests', 'request_class'])
			database.exec(`DELETE FROM ${table}`);
	}
	for (const table of oldTables) database.exec(`DROP TABLE IF EXISTS ${table}`);
}

interface TakenOver {
	row: number;
	folder: number;
}

/** By their numbers in 0.1.0. */
function takeOverConversations(database: DatabaseSync): Map<number, TakenOver> {
	const folders = new Map<number, number>();
	const putFolder = database.prepare(
		'INSERT INTO folder (identity, path) VALUES (?, ?) ON CONFLICT (identity) DO UPDATE SET path = path RETURNING id',
	);
	for (const {id, config_dir} of database.prepare('SELECT * FROM history_folder').all()) {
		const path = String(config_dir);
		folders.set(Number(id), Number(putFolder.get(identitiesOf([path])[0]!, path)?.id));
	}
	const put = database.prepare(
		`INSERT OR IGNORE INTO conversation (folder, session_id, cwd, title, git_branch, born_at, facts)
		VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`,
	);
	const putTotal = database.prepare("INSERT OR IGNORE INTO running_total VALUES (?, 'cost-state', ?, ?, NULL, ?, ?)");
	const conversations = new Map<number, TakenOver>();
	for (const session of database.prepare('SELECT * FROM history_session').all()) {
		const folder = folders.get(Number(session.folder));
		if (folder === undefined) continue;
		const sessionId = String(session.session_id);
		const [cwd, title, gitBranch] = [textOf(session.cwd), textOf(session.title), textOf(session.git_branch)];
		const bornAt = Number(session.started_at);
		const facts = {...newFacts(sessionId), cwd, title, gitBranch, bornAt};
		const made = put.get(folder, sessionId, cwd, title, gitBranch, bornAt, factsToJson(facts));
		const row = Number(made?.id);
		conversations.set(Number(session.id), {row, folder});
		if (session.reported_usd === null || session.reported_at === null) continue;
		const {tally_started_at, reported_at, reported_usd, reported_models} = session;
		putTotal.run(row, tally_started_at ?? null, reported_at!, reported_usd!, reported_models ?? null);
	}
	return conversations;
}

function takeOverMessages(database: DatabaseSync, conversations: ReadonlyMap<number, TakenOver>): void {
	const known = createKnownRequests(database);
	const classes = classesOf(database);
	const insert = database.prepare(
		'INSERT INTO request VALUES (NULL, ?, ?, ?, ?, ?, 0, 0, 0, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL, NULL)',
	);
	const times = new Map<number, {first: number; last: number}>();
	const newer = new Set<number>();
	// If a message is in several, the newest piece has what was learned last.
	for (const segment of database.prepare('SELECT * FROM history_segment ORDER BY id DESC').iterate()) {
		const rows = doublesOf(segment.rows);
		for (const place of wordsOf(segment.places)) {
			const [key, at, session, bucket, ...tokens] = rows.subarray(place, place + rowLength);
			const conversation = conversations.get(session!);
			const classId = classes.get(bucket!);
			if (!conversation || classId === undefined || newer.has(key!)) continue;
			newer.add(key!);
			const row = Number(insert.run(conversation.row, classId, at!, at!, key!, ...tokens).lastInsertRowid);
			known.add(keyOfNumbers(keyOfTokens(key!, tokens), conversation.folder), row);
			const time = times.get(conversation.row) ?? {first: at!, last: at!};
			times.set(conversation.row, {first: Math.min(time.first, at!), last: Math.max(time.last, at!)});
		}
	}
	known.save();
	const touch = database.prepare('UPDATE conversation SET first_at = ?, last_at = ?, settled_until = 0 WHERE id = ?');
	for (const [row, {first, last}] of times) touch.run(first, last, row);
}

function keyOfTokens(
	messageKey: number,
	[input, output, cacheRead, creation5m, creation1h, searches]: number[],
): number {
	return promptKey({
		messageKey,
		requestKey: 0,
		firstLineAt: 0,
		lastLineAt: 0,
		inputTokens: input!,
		outputTokens: output!,
		cacheReadInputTokens: cacheRead!,
		cacheCreation5mInputTokens: creation5m!,
		cacheCreation1hInputTokens: creation1h!,
		webSearchRequests: searches!,
	});
}

/** The rows of request classes by the numbers of 0.1.0's buckets. */
function classesOf(database: DatabaseSync): Map<number, number> {
	const rows = createClassRows(database);
	const classes = database.prepare('SELECT * FROM history_bucket').all();
	return new Map(
		classes.map(({id, model, speed, inference_geo, purpose, cause}) => [
			Number(id),
			rows.idOfRequest(
				classOf({
					model: String(model),
					speed: speed === 'fast' ? 'fast' : 'standard',
					inferenceGeo: textOf(inference_geo),
					purpose: String(purpose) as Purpose,
					cause: textOf(cause),
					agentId: null,
				}),
			),
		]),
	);
}

const textOf = (value: SQLOutputValue | undefined) => (value ? String(value) : null);
const bytesOf = (value: SQLOutputValue | undefined) =>
	value instanceof Uint8Array ? value.slice().buffer : new ArrayBuffer(0);
const doublesOf = (value: SQLOutputValue | undefined) => new Float64Array(bytesOf(value));
const wordsOf = (value: SQLOutputValue | undefined) => new Uint32Array(bytesOf(value));
