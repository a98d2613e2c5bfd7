/**
 * The tables of the telemetry room. Only ever append a migration: databases of all versions are about, and the history's
 * reports read these tables, too.
 */

export const room = 'telemetry';

export const migrations: readonly string[] = [
	`
	-- Conversations, and how much of each was received; "change" rises with each change of the latter.
	CREATE TABLE telemetry_session (
		id INTEGER PRIMARY KEY,
		session_id TEXT NOT NULL UNIQUE,
		fresh INTEGER NOT NULL DEFAULT 0,
		metrics INTEGER NOT NULL DEFAULT 0,
		from_start INTEGER NOT NULL DEFAULT 0,
		lost_events INTEGER NOT NULL DEFAULT 0,
		first_event_at INTEGER,
		change INTEGER NOT NULL DEFAULT 0
	) STRICT;
	CREATE INDEX telemetry_session_change ON telemetry_session (change);

	-- One row per request that sent an event. Batches are sent again when an answer is late: the key counts each once.
	CREATE TABLE telemetry_request (
		id INTEGER PRIMARY KEY,
		session INTEGER NOT NULL REFERENCES telemetry_session,
		request_key TEXT NOT NULL UNIQUE,
		request_id TEXT,
		at INTEGER NOT NULL,
		model TEXT NOT NULL,
		speed TEXT NOT NULL,
		query_source TEXT NOT NULL,
		agent_id TEXT,
		input_tokens INTEGER NOT NULL,
		output_tokens INTEGER NOT NULL,
		cache_read_tokens INTEGER NOT NULL,
		cache_creation_5m_tokens INTEGER NOT NULL,
		cache_creation_1h_tokens INTEGER NOT NULL,
		cost_usd REAL,
		duration_ms REAL,
		sequence INTEGER
	) STRICT;
	CREATE INDEX telemetry_request_session ON telemetry_request (session);
	CREATE INDEX telemetry_request_at ON telemetry_request (at);

	-- Intervals of spending; "figures" has a bit for each figure that had a point.
	CREATE TABLE telemetry_metric (
		id INTEGER PRIMARY KEY,
		session INTEGER NOT NULL REFERENCES telemetry_session,
		model TEXT NOT NULL,
		query_source TEXT NOT NULL,
		start_at INTEGER NOT NULL,
		at INTEGER NOT NULL,
		figures INTEGER NOT NULL,
		cost_usd REAL NOT NULL,
		input_tokens INTEGER NOT NULL,
		output_tokens INTEGER NOT NULL,
		cache_read_tokens INTEGER NOT NULL,
		cache_creation_tokens INTEGER NOT NULL,
		UNIQUE (session, at, model, query_source, figures)
	) STRICT;
	CREATE INDEX telemetry_metric_at ON telemetry_metric (at);

	-- Prompts (never their text) and verdicts of auto mode's classifier.
	CREATE TABLE telemetry_mark (
		id INTEGER PRIMARY KEY,
		session INTEGER NOT NULL REFERENCES telemetry_session,
		kind TEXT NOT NULL CHECK (kind IN ('prompt', 'classifier')),
		mark_key TEXT NOT NULL,
		at INTEGER NOT NULL,
		command TEXT,
		UNIQUE (session, kind, mark_key)
	) STRICT;

	-- Which numbered events of which process arrived: sequence-runs.ts.
	CREATE TABLE telemetry_run (
		id INTEGER PRIMARY KEY,
		last_sequence INTEGER NOT NULL,
		last_at INTEGER NOT NULL,
		stretches TEXT NOT NULL
	) STRICT;
	CREATE INDEX telemetry_run_last ON telemetry_run (last_sequence, last_at);
	CREATE TABLE telemetry_run_session (
		session INTEGER NOT NULL REFERENCES telemetry_session,
		run INTEGER NOT NULL REFERENCES telemetry_run,
		PRIMARY KEY (session, run)
	) STRICT, WITHOUT ROWID;

	-- The last value of each counter that is sent as a running total.
	CREATE TABLE telemetry_counter (
		series TEXT PRIMARY KEY,
		value REAL NOT NULL,
		at INTEGER NOT NULL
	) STRICT, WITHOUT ROWID;
	`,
];
