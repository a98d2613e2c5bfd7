/**
 * The index's tables in the shared database: which transcripts there are and how far each is read, every request once,
 * and what each conversation spent. README.md has queries for them.
 */
import type {DatabaseSync} from 'node:sqlite';
import {
	type DatabaseResult,
	isDamaged,
	type Migration,
	openDatabase,
	replaceDamagedDatabase,
} from '../platform/database.ts';
import type {Problem} from '../platform/problem.ts';
import {searchTables} from './search/schema.ts';
import {takeOver} from './take-over.ts';
import {toolTables} from './tools/schema.ts';

const tables = `
-- A config folder of Claude Code. identity: inode and time of birth, the same under another name.
CREATE TABLE folder (
	id INTEGER PRIMARY KEY,
	identity TEXT NOT NULL UNIQUE,
	path TEXT NOT NULL
) STRICT;

-- A transcript. read_to: where the next record begins. damages: records that were left out. state: what else the reader goes
-- on from, as JSON.
CREATE TABLE transcript (
	folder INTEGER NOT NULL REFERENCES folder,
	path TEXT NOT NULL,
	inode INTEGER NOT NULL,
	size_bytes INTEGER NOT NULL,
	modified_at REAL NOT NULL,
	read_to INTEGER NOT NULL,
	mark INTEGER NOT NULL,
	damages INTEGER NOT NULL,
	state TEXT NOT NULL,
	conversation INTEGER,
	PRIMARY KEY (folder, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX transcript_conversation ON transcript (conversation);

-- Times are ms since the epoch. folder: NULL where only telemetry knows the conversation. basis, partial: how what it
-- spent is known; settled_until: when that is to be worked out again if nothing new comes, NULL for never.
-- facts, details: what the screen shows besides, as JSON. is_asked: a person asked something in it.
CREATE TABLE conversation (
	id INTEGER PRIMARY KEY,
	folder INTEGER REFERENCES folder,
	session_id TEXT NOT NULL,
	cwd TEXT,
	title TEXT,
	git_branch TEXT,
	model TEXT,
	born_at REAL,
	first_at INTEGER,
	last_at INTEGER,
	last_copy_at INTEGER NOT NULL DEFAULT 0,
	basis TEXT NOT NULL DEFAULT 'estimated',
	partial INTEGER NOT NULL DEFAULT 1,
	settled_until REAL,
	facts TEXT NOT NULL,
	details TEXT NOT NULL DEFAULT '{}',
	is_asked INTEGER NOT NULL DEFAULT 0,
	UNIQUE (session_id, folder)
) STRICT;
-- The rows are long: these alone answer what a report asks of all of them.
CREATE INDEX conversation_basis ON conversation (folder, basis, partial);
CREATE INDEX conversation_pending ON conversation (settled_until) WHERE settled_until IS NOT NULL;
CREATE INDEX conversation_last ON conversation (last_at);
-- It alone answers which of the asked ones were the latest.
CREATE INDEX conversation_asked ON conversation (last_at, folder) WHERE is_asked = 1;

-- The history of a conversation begins with copies of another one's requests.
CREATE TABLE fork (
	conversation INTEGER NOT NULL REFERENCES conversation,
	parent INTEGER NOT NULL REFERENCES conversation,
	PRIMARY KEY (conversation, parent)
) STRICT, WITHOUT ROWID;
CREATE INDEX fork_parent ON fork (parent);

CREATE TABLE request_class (
	id INTEGER PRIMARY KEY,
	model TEXT NOT NULL,
	speed TEXT NOT NULL,
	inference_geo TEXT NOT NULL,
	purpose TEXT NOT NULL,
	cause TEXT NOT NULL,
	agent_id TEXT NOT NULL,
	UNIQUE (model, speed, inference_geo, purpose, cause, agent_id)
) STRICT;

-- Requests as transcripts hold them, each once, in the conversation that it belongs to. message_key, request_key: 53 bits
-- of its ids, 0 for none. is_part: a part of a request that is counted in another row, priced on its own.
-- large_prompt_usage: of an answer made of several calls, those above the model's price step, as JSON; NULL for most.
-- tools: of tool_set, NULL where they are not known. result_bytes: of the calls' results, or a JSON list of them where tools are several.
CREATE TABLE request (
	id INTEGER PRIMARY KEY,
	conversation INTEGER NOT NULL,
	class INTEGER NOT NULL,
	at INTEGER NOT NULL,
	last_line_at INTEGER NOT NULL,
	message_key INTEGER NOT NULL,
	request_key INTEGER NOT NULL,
	is_part INTEGER NOT NULL,
	is_named INTEGER NOT NULL,
	input_tokens INTEGER NOT NULL,
	output_tokens INTEGER NOT NULL,
	cache_read_input_tokens INTEGER NOT NULL,
	cache_creation_5m_input_tokens INTEGER NOT NULL,
	cache_creation_1h_input_tokens INTEGER NOT NULL,
	web_search_requests INTEGER NOT NULL,
	fallback_cost_usd REAL,
	large_prompt_usage TEXT,
	tools INTEGER,
	result_bytes ANY
) STRICT;
CREATE INDEX request_conversation ON request (conversation);

-- By which keys requests are found, packed: see known-requests.ts. As an index of the table, random keys would take
-- longer to write than the transcripts to read.
CREATE TABLE known_requests (id INTEGER PRIMARY KEY AUTOINCREMENT, keys BLOB NOT NULL) STRICT;

-- Claude Code's own totals. started_at: when it began to count, NULL where it does not say. by_model: JSON.
CREATE TABLE running_total (
	conversation INTEGER NOT NULL REFERENCES conversation,
	origin TEXT NOT NULL,
	started_at INTEGER,
	at INTEGER NOT NULL,
	latest_at INTEGER,
	total_cost_usd REAL NOT NULL,
	by_model TEXT,
	UNIQUE (conversation, origin, started_at, at, total_cost_usd)
) STRICT;
CREATE INDEX running_total_start ON running_total (started_at);

-- window_tokens: the auto-compact window by which settings, as they were when it was read, explain an automatic one; NULL where
-- they do not, as where no window was set.
CREATE TABLE compaction (
	id TEXT PRIMARY KEY,
	conversation INTEGER NOT NULL REFERENCES conversation,
	at INTEGER NOT NULL,
	"trigger" TEXT NOT NULL,
	pre_tokens INTEGER,
	post_tokens INTEGER,
	duration_ms REAL,
	model TEXT,
	window_tokens INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE spending_class (
	id INTEGER PRIMARY KEY,
	model TEXT NOT NULL,
	speed TEXT NOT NULL,
	us_inference INTEGER NOT NULL,
	large_prompt INTEGER NOT NULL,
	purpose TEXT NOT NULL,
	cause TEXT NOT NULL,
	UNIQUE (model, speed, us_inference, large_prompt, purpose, cause)
) STRICT;

-- What conversations spent, by quarter of an hour (at / 900000), telemetry and totals included: reports only add.
-- is_surplus: known by a sum, not request by request. is_unpriced: no price is known, and cost_usd is NULL. Tokens NULL:
-- only the dollars are known.
CREATE TABLE spending (
	conversation INTEGER NOT NULL REFERENCES conversation,
	quarter INTEGER NOT NULL,
	class INTEGER NOT NULL,
	is_idle INTEGER NOT NULL,
	is_surplus INTEGER NOT NULL,
	is_unpriced INTEGER NOT NULL,
	requests INTEGER NOT NULL,
	input_tokens INTEGER,
	output_tokens INTEGER,
	cache_read_input_tokens INTEGER,
	cache_creation_5m_input_tokens INTEGER,
	cache_creation_1h_input_tokens INTEGER,
	web_search_requests INTEGER,
	cost_usd REAL,
	last_at INTEGER NOT NULL,
	PRIMARY KEY (conversation, quarter, class, is_idle, is_surplus, is_unpriced)
) STRICT, WITHOUT ROWID;

-- Status lines and .claude.json as they were last read for their totals.
CREATE TABLE total_source (path TEXT PRIMARY KEY, size_bytes INTEGER NOT NULL, modified_at REAL NOT NULL) STRICT;

-- Folders of subagents as they were last seen, their names with slashes between them.
CREATE TABLE listing (
	path TEXT PRIMARY KEY,
	inode INTEGER NOT NULL,
	modified_at REAL NOT NULL,
	names TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- telemetry: up to where it has been taken in, as JSON. prices: which price book the dollars of spending are by.
CREATE TABLE index_state (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`;

const allTables = `${tables}${searchTables}${toolTables}`;

/** Builds between 0.1.0 and its successor wrote versions 1 to 6: what they stored is read from the transcripts again. */
const unreleased: readonly Migration[] = Array(6).fill('');

const migrations: readonly Migration[] = [
	...unreleased,
	database => {
		// The last one first: what refers to others goes before them.
		const names = [...allTables.matchAll(/CREATE (?:VIRTUAL )?TABLE (\w+)/g)].map(([, name]) => name);
		for (const name of names.reverse()) database.exec(`DROP TABLE IF EXISTS ${name}`);
		database.exec(allTables);
		takeOver(database);
	},
];

export interface IndexDatabaseOptions {
	path: string;
	/** Milliseconds since the epoch. */
	now(): number;
	busyTimeoutMs?: number;
}

/** Opens the shared database with the index's tables. Never throws. */
export function openIndex(options: IndexDatabaseOptions): DatabaseResult {
	return openDatabase({...options, room: 'index', migrations});
}

/**
 * For what failed with this error, once its connection is closed: sets a damaged database aside and begins a new one, which the
 * next scan fills. Gives what to say of that; null: it was not damaged, or is not any more.
 */
export function replaceDamagedIndex(error: unknown, options: IndexDatabaseOptions): Problem | null {
	if (!isDamaged(error)) return null;
	const {database, problem} = replaceDamagedDatabase({...options, room: 'index', migrations});
	database?.close();
	return problem;
}

export function readState(database: DatabaseSync, key: string): string | null {
	const row = database.prepare('SELECT value FROM index_state WHERE key = ?').get(key);
	return row === undefined ? null : String(row.value);
}

export function writeState(database: DatabaseSync, key: string, value: string): void {
	database.prepare('INSERT OR REPLACE INTO index_state VALUES (?, ?)').run(key, value);
}
