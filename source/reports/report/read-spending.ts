/** All that was spent, from every source, as requests of one quarter of an hour that are alike. */
import type {DatabaseSync} from 'node:sqlite';
import type {Basis} from '../../accounting/figures.ts';
import type {TokenUsage} from '../../claude/usage.ts';
import {quarterMs} from '../../index/schema.ts';
import {inOneState} from '../../platform/database.ts';
import {findHidden, type Reported, type SessionSources, type Spent} from './hidden.ts';
import {readBuckets, readSessions, type StoredSession} from './read-sessions.ts';
import {readTelemetry, type TelemetryOfSession} from './read-telemetry.ts';
import {readUsage, type UsageTable} from './read-usage.ts';

export interface SessionSpending {
	session: Pick<StoredSession, 'sessionId' | 'configDir' | 'cwd' | 'title'>;
	/** In no particular order; made anew each time it is gone through. */
	spent: Iterable<Spent>;
	/** The same in fewer pieces: one for all quarters to which `spanOf` gives one number, with the last of these. */
	spentBy(spanOf: (quarter: number) => number): Iterable<Spent>;
	basis: Basis;
	/** There are hidden requests that cannot be known. */
	partial: boolean;
}

/** Every conversation of these config folders. One that only telemetry knows has no folder and is always among them. */
export const readSpending = (database: DatabaseSync, configDirs: readonly string[]): SessionSpending[] =>
	inOneState(database, () => readAll(database, configDirs));

function readAll(database: DatabaseSync, configDirs: readonly string[]): SessionSpending[] {
	const telemetry = readTelemetry(database);
	const usage = readUsage(database, readBuckets(database));
	const all: SessionSpending[] = [];
	// Forks after their parents: what is known of these is taken out of a total that they share.
	const sessions = readSessions(database)
		.filter(({configDir}) => configDir && configDirs.includes(configDir))
		.sort((a, b) => (a.reported?.at ?? 0) - (b.reported?.at ?? 0));
	const shared = sharedTotals(sessions, usage);
	for (const session of sessions) {
		all.push(reckon(session, usage, telemetry.get(session.sessionId), shared));
		telemetry.delete(session.sessionId);
	}
	for (const [sessionId, told] of telemetry) {
		const session = {id: 0, sessionId, configDir: null, cwd: null, title: null, reported: null};
		// Known to the history, but in a folder that was not asked for.
		if (told.events.length + told.metrics.length > 0 && !isKnown(database, sessionId)) {
			all.push(reckon(session, usage, told, shared));
		}
	}
	return all;
}

function isKnown(database: DatabaseSync, sessionId: string): boolean {
	return database.prepare('SELECT 1 FROM history_session WHERE session_id = ?').get(sessionId) !== undefined;
}

const nothing: TelemetryOfSession = {events: [], metrics: [], isCovered: false, hasClassifier: false};

function reckon(
	session: StoredSession,
	usage: UsageTable,
	telemetry: TelemetryOfSession = nothing,
	shared: SharedTotals,
): SessionSpending {
	const {id, sessionId, configDir, cwd, title} = session;
	const reported = reportedOf(session, shared);
	const sources: SessionSources = {...telemetry, counted: countedOf(id, usage, telemetry, reported), reported};
	const {beyond, basis, partial} = findHidden(sources);
	shared.add(session, beyond);
	return {
		session: {sessionId, configDir, cwd, title},
		spent: {
			*[Symbol.iterator]() {
				yield* usage.ofSession(id);
				yield* beyond;
			},
		},
		spentBy: spanOf => [...usage.ofSession(id, spanOf), ...beyond],
		basis,
		partial,
	};
}

/** As fine as it has to be for what it is compared with: most conversations have no telemetry, and many no report either. */
function countedOf(
	id: number,
	usage: UsageTable,
	{events, metrics}: TelemetryOfSession,
	reported: Reported | null,
): readonly Spent[] {
	if (events.length + metrics.length > 0) return usage.ofSession(id);
	return reported ? usage.ofSession(id, quarter => Number(quarter > reported.quarter)) : [];
}

function reportedOf(session: StoredSession, shared: SharedTotals): Reported | null {
	const {reported} = session;
	if (!reported) return null;
	const quarter = Math.floor(reported.at / quarterMs);
	return {
		quarter,
		usd: reported.usd,
		models: () => modelsOf(reported.models),
		sharedUsd: shared.usdOf(session, quarter),
	};
}

function modelsOf(json: string | null): ReturnType<Reported['models']> {
	if (json === null) return null;
	const models = JSON.parse(json) as Record<string, {usage: TokenUsage; costUsd: number}>;
	return Object.entries(models).map(([model, {usage, costUsd}]) => ({model, usage, costUsd}));
}

/** Conversations that are forks of one another have one running total: each must leave out what the others spent. */
interface SharedTotals {
	usdOf(session: StoredSession, untilQuarter: number): number;
	add(session: StoredSession, beyond: readonly Spent[]): void;
}

function sharedTotals(sessions: readonly StoredSession[], usage: UsageTable): SharedTotals {
	const families = new Map<number, StoredSession[]>();
	for (const session of sessions) {
		const start = session.reported?.totalStartedAt;
		if (start != null) families.set(start, [...(families.get(start) ?? []), session]);
	}
	const hidden = new Map<number, readonly Spent[]>();
	return {
		usdOf({id, reported}, untilQuarter) {
			let usd = 0;
			for (const other of families.get(reported?.totalStartedAt ?? -1) ?? []) {
				if (other.id === id) continue;
				const counted = usage.ofSession(other.id, quarter => Number(quarter > untilQuarter));
				for (const spent of [...counted, ...(hidden.get(other.id) ?? [])]) {
					if (spent.quarter <= untilQuarter) usd += spent.costUsd ?? 0;
				}
			}
			return usd;
		},
		add: ({id}, beyond) => void hidden.set(id, beyond),
	};
}
