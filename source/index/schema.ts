/**
 * The history's tables in the shared database. Tokens are kept, never dollars: a new price table reprices the past.
 *
 * `history_segment` holds each message once; it is what makes copies in forks and files read twice harmless.
 * `history_sums` holds the same tokens added up by quarter of an hour, the finest piece that whole local days can be
 * put together from in every time zone. Both change in one transaction with the offset of the file they came from.
 */
import {type DatabaseResult, type Migration, openDatabase} from '../platform/database.ts';
import {moveMessages, moveSums} from './first-layout.ts';

export const migrations: readonly Migration[] = [
	`
	CREATE TABLE history_folder (
		id INTEGER PRIMARY KEY,
		config_dir TEXT NOT NULL UNIQUE
	) STRICT;

	-- started_at: when the transcript's file was made, in ms; of two conversations that hold a message, the older owns it.
	-- reported_*: Claude Code's own total, hidden requests included, as its last cost-state line tells it; reported_models
	-- is JSON, tokens and dollars by model. Conversations with the same tally_started_at share the start of their totals.
	CREATE TABLE history_session (
		id INTEGER PRIMARY KEY,
		session_id TEXT NOT NULL UNIQUE,
		folder INTEGER NOT NULL REFERENCES history_folder,
		started_at REAL NOT NULL,
		cwd TEXT,
		title TEXT,
		git_branch TEXT,
		reported_usd REAL,
		reported_at INTEGER,
		reported_models TEXT,
		tally_started_at INTEGER
	) STRICT;

	-- Requests that are priced and shown alike. purpose and cause: see core/purpose.ts. prompt_tier counts the steps of promptTiers that the prompt was larger than.
	CREATE TABLE history_bucket (
		id INTEGER PRIMARY KEY,
		model TEXT NOT NULL,
		speed TEXT NOT NULL,
		inference_geo TEXT NOT NULL,
		prompt_tier INTEGER NOT NULL,
		purpose TEXT NOT NULL,
		cause TEXT NOT NULL,
		UNIQUE (model, speed, inference_geo, prompt_tier, purpose, cause)
	) STRICT;

	-- key: 53 bits of the message id; request_key: of the request id, 0 where there is none. at: ms.
	CREATE TABLE history_message (
		key INTEGER PRIMARY KEY,
		at INTEGER NOT NULL,
		session INTEGER NOT NULL,
		bucket INTEGER NOT NULL,
		request_key INTEGER NOT NULL,
		input INTEGER NOT NULL,
		output INTEGER NOT NULL,
		cache_read INTEGER NOT NULL,
		cache_creation_5m INTEGER NOT NULL,
		cache_creation_1h INTEGER NOT NULL,
		web_searches INTEGER NOT NULL
	) STRICT;

	-- quarter: at / 900000.
	CREATE TABLE history_quarter (
		quarter INTEGER NOT NULL,
		session INTEGER NOT NULL,
		bucket INTEGER NOT NULL,
		messages INTEGER NOT NULL,
		input INTEGER NOT NULL,
		output INTEGER NOT NULL,
		cache_read INTEGER NOT NULL,
		cache_creation_5m INTEGER NOT NULL,
		cache_creation_1h INTEGER NOT NULL,
		web_searches INTEGER NOT NULL,
		PRIMARY KEY (quarter, session, bucket)
	) STRICT, WITHOUT ROWID;

	CREATE TABLE history_compaction (
		id TEXT PRIMARY KEY,
		session INTEGER NOT NULL,
		at INTEGER NOT NULL,
		trigger TEXT NOT NULL,
		pre_tokens INTEGER,
		post_tokens INTEGER
	) STRICT, WITHOUT ROWID;

	-- read_to: where the next whole line begins. mark: a hash of bytes before it, to know a rewritten file by.
	CREATE TABLE history_file (
		path TEXT PRIMARY KEY,
		inode INTEGER NOT NULL,
		size INTEGER NOT NULL,
		modified_at REAL NOT NULL,
		read_to INTEGER NOT NULL,
		mark INTEGER NOT NULL,
		session INTEGER
	) STRICT, WITHOUT ROWID;
	`,
	// Rows took longer to write than transcripts to read, and longer to read than a report may take.
	database => {
		database.exec(`
		-- Messages, sorted: see segments.ts. Ids are never used twice, because others remember a segment by its id.
		CREATE TABLE history_segment (
			id INTEGER PRIMARY KEY AUTOINCREMENT,
			messages INTEGER NOT NULL,
			keys BLOB NOT NULL,
			places BLOB NOT NULL,
			rows BLOB NOT NULL
		) STRICT;

		-- What each session used by quarter of an hour: see sums.ts.
		CREATE TABLE history_sums (session INTEGER PRIMARY KEY, sums BLOB NOT NULL) STRICT;
		`);
		moveMessages(database);
		moveSums(database);
		database.exec('DROP TABLE history_message; DROP TABLE history_quarter');
	},
	`
	-- Folders of subagents as they were last seen, their names with slashes between them: see listings.ts.
	CREATE TABLE history_listing (
		path TEXT PRIMARY KEY,
		inode INTEGER NOT NULL,
		modified_at REAL NOT NULL,
		names TEXT NOT NULL
	) STRICT, WITHOUT ROWID;
	`,
];

/** Price steps that some model has or may get, in prompt tokens; only ever appended to with a migration. */
export const promptTiers = [100_000, 128_000, 200_000, 256_000, 272_000, 400_000, 512_000] as const;

export const quarterMs = 900_000;

export interface HistoryDatabaseOptions {
	path: string;
	now(): number;
	busyTimeoutMs?: number;
}

/** Opens the shared database with the history's tables. Never throws. */
export function openHistory(options: HistoryDatabaseOptions): DatabaseResult {
	return openDatabase({...options, room: 'history', migrations});
}
