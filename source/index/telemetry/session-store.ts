/** Conversations in the database: their numbers, what is known of them, and how much of each was received. */
import type {DatabaseSync} from 'node:sqlite';
import type {SessionFacts} from '../../claude/telemetry/sequence-runs.ts';
import type {TelemetryCoverage} from '../../claude/telemetry/telemetry-seen.ts';

export interface SessionStore {
	/** The row's id; a conversation not seen before gets one. */
	idOf(sessionId: string): number;
	factsOf(sessionId: string): SessionFacts;
	/** A metric of the conversation was received; `fresh`: one that says its process began with it. */
	learn(sessionId: string, fresh: boolean): void;
	setCoverage(coverage: TelemetryCoverage): void;
	/** Drops what is in memory. */
	forget(): void;
}

interface Known extends SessionFacts {
	id: number;
	/** The coverage as it was last written, joined into one text. */
	coverage: string;
}

const maxInMemory = 2000;

const textOf = (fromStart: unknown, lostEvents: unknown, firstEventAt: unknown) =>
	`${Number(fromStart)} ${lostEvents} ${firstEventAt}`;

export function createSessionStore(database: DatabaseSync): SessionStore {
	const known = new Map<string, Known>();
	const insert = database.prepare('INSERT INTO telemetry_session (session_id) VALUES (?)');
	const select = database.prepare('SELECT * FROM telemetry_session WHERE session_id = ?');
	const updateFacts = database.prepare('UPDATE telemetry_session SET fresh = ?, metrics = 1 WHERE id = ?');
	const updateCoverage = database.prepare(
		`UPDATE telemetry_session SET from_start = ?, lost_events = ?, first_event_at = ?,
			change = (SELECT max(change) + 1 FROM telemetry_session) WHERE id = ?`,
	);

	function read(sessionId: string): Known {
		const remembered = known.get(sessionId);
		if (remembered) return remembered;
		let row = select.get(sessionId);
		if (!row) {
			insert.run(sessionId);
			row = select.get(sessionId);
		}
		const session: Known = {
			id: Number(row?.id),
			fresh: row?.fresh === 1,
			metrics: row?.metrics === 1,
			coverage: textOf(row?.from_start, row?.lost_events, row?.first_event_at),
		};
		if (known.size >= maxInMemory) known.clear();
		known.set(sessionId, session);
		return session;
	}

	return {
		idOf: sessionId => read(sessionId).id,
		factsOf: read,
		learn(sessionId, fresh) {
			const session = read(sessionId);
			if (session.metrics && (session.fresh || !fresh)) return;
			session.metrics = true;
			session.fresh ||= fresh;
			updateFacts.run(Number(session.fresh), session.id);
		},
		setCoverage({sessionId, fromStart, lostEvents, firstEventAt = null}) {
			const session = read(sessionId);
			const text = textOf(fromStart, lostEvents, firstEventAt);
			if (session.coverage === text) return;
			session.coverage = text;
			updateCoverage.run(Number(fromStart), lostEvents, firstEventAt, session.id);
		},
		forget: () => known.clear(),
	};
}
