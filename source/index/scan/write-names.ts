/** Writes what rows refer to — sessions, price buckets — and what a batch holds beside its messages. */
import type {DatabaseSync} from 'node:sqlite';
import type {Batch, BatchSession} from './batch.ts';

/** Database ids by index in the batch. */
export interface BatchIds {
	sessions: number[];
	buckets: number[];
}

export interface NameWriter {
	write(batch: Batch): BatchIds;
	/** Compactions and files, once the rows are written. */
	writeRest(batch: Batch, ids: BatchIds): void;
	/** What decides which of two conversations owns a message. */
	session(id: number): {startedAt: number; sessionId: string};
}

export function createNameWriter(database: DatabaseSync): NameWriter {
	const putFolder = database.prepare(
		`INSERT INTO history_folder (config_dir) VALUES (?)
		ON CONFLICT DO UPDATE SET config_dir = excluded.config_dir RETURNING id`,
	);
	const putSession = database.prepare(
		`INSERT INTO history_session (session_id, folder, started_at, cwd, title, git_branch)
		VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (session_id) DO UPDATE SET
			started_at = min(started_at, excluded.started_at),
			cwd = coalesce(cwd, excluded.cwd),
			title = coalesce(excluded.title, title),
			git_branch = coalesce(excluded.git_branch, git_branch)
		RETURNING id, started_at`,
	);
	const putReported = database.prepare(
		`UPDATE history_session
		SET reported_at = ?1, reported_usd = ?2, reported_models = ?3, tally_started_at = ?4
		WHERE id = ?5 AND (reported_at IS NULL OR ?1 >= reported_at)`,
	);
	const putBucket = database.prepare(
		`INSERT INTO history_bucket (model, speed, inference_geo, prompt_tier, purpose, cause) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET model = excluded.model RETURNING id`,
	);
	const putCompaction = database.prepare('INSERT OR IGNORE INTO history_compaction VALUES (?, ?, ?, ?, ?, ?)');
	const putFile = database.prepare(
		`INSERT INTO history_file VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET inode = excluded.inode, size = excluded.size, modified_at = excluded.modified_at,
			read_to = excluded.read_to, mark = excluded.mark, session = coalesce(excluded.session, session)
		WHERE excluded.modified_at >= modified_at`,
	);
	const selectSession = database.prepare('SELECT session_id, started_at FROM history_session WHERE id = ?');
	const selectSessionId = database.prepare('SELECT id FROM history_session WHERE session_id = ?');
	let sessions = new Map<number, {startedAt: number; sessionId: string}>();

	const folders = new Map<string, number>();
	const folderId = (configDir: string) => {
		const id = folders.get(configDir) ?? Number(putFolder.get(configDir)?.id);
		folders.set(configDir, id);
		return id;
	};
	const writeSession = (session: BatchSession) => {
		const {sessionId, configDir, startedAt, cwd, title, gitBranch, reported} = session;
		const row = putSession.get(sessionId, folderId(configDir), startedAt, cwd, title, gitBranch)!;
		const id = Number(row.id);
		sessions.set(id, {startedAt: Number(row.started_at), sessionId});
		if (reported) putReported.run(reported.at, reported.usd, reported.models, reported.totalStartedAt, id);
		return id;
	};

	return {
		write(batch) {
			// Ids that a rolled-back transaction gave are worth nothing.
			folders.clear();
			sessions = new Map();
			return {
				sessions: batch.sessions.map(writeSession),
				buckets: batch.buckets.map(({model, speed, inferenceGeo, promptTier, purpose, cause}) =>
					Number(putBucket.get(model, speed, inferenceGeo, promptTier, purpose, cause)?.id),
				),
			};
		},
		writeRest(batch, ids) {
			for (const {id, session, at, trigger, preTokens, postTokens} of batch.compactions) {
				putCompaction.run(id, ids.sessions[session]!, at, trigger, preTokens, postTokens);
			}
			for (const file of batch.files) {
				const session = selectSessionId.get(file.sessionId)?.id ?? null;
				const {path, inode, sizeBytes, modifiedAt, readTo, mark} = file;
				putFile.run(path, inode, sizeBytes, modifiedAt, readTo, mark, session);
			}
		},
		session(id) {
			let session = sessions.get(id);
			if (!session) {
				const row = selectSession.get(id)!;
				session = {startedAt: Number(row.started_at), sessionId: String(row.session_id)};
				sessions.set(id, session);
			}
			return session;
		},
	};
}
