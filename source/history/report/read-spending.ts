/** All that was spent, from every source, as requests of one quarter of an hour that are alike. */
import type {DatabaseSync} from 'node:sqlite';
import type {Basis} from '../../core/session.ts';
import type {TokenUsage} from '../../core/usage.ts';
import {quarterMs} from '../schema.ts';
import {findHidden, type Reported, type SessionSources, type Spent} from './hidden.ts';
import {readBuckets, readSessions, type StoredSession} from './read-sessions.ts';
import {readTelemetry, type TelemetryOfSession} from './read-telemetry.ts';
import {costOfRow, readUsage, usageOf} from './read-usage.ts';

export interface SessionSpending {
	session: Pick<StoredSession, 'sessionId' | 'configDir' | 'cwd' | 'title'>;
	spent: readonly Spent[];
	basis: Basis;
	/** There are hidden requests that cannot be known. */
	partial: boolean;
}

/** Every conversation of these config folders. One that only telemetry knows has no folder and is always among them. */
export function readSpending(database: DatabaseSync, configDirs: readonly string[]): SessionSpending[] {
	const telemetry = readTelemetry(database);
	const counted = readCounted(database);
	const all: SessionSpending[] = [];
	const sessions = readSessions(database).filter(({configDir}) => configDir && configDirs.includes(configDir));
	const shared = sharedTotals(sessions, counted);
	for (const session of sessions) {
		const spent = counted.get(session.id) ?? [];
		all.push(reckon(session, spent, telemetry.get(session.sessionId), shared));
		telemetry.delete(session.sessionId);
	}
	for (const [sessionId, told] of telemetry) {
		const session = {id: 0, sessionId, configDir: null, cwd: null, title: null, reported: null};
		// Known to the history, but in a folder that was not asked for.
		if (told.events.length + told.metrics.length > 0 && !isKnown(database, sessionId)) {
			all.push(reckon(session, [], told, shared));
		}
	}
	return all;
}

function isKnown(database: DatabaseSync, sessionId: string): boolean {
	return database.prepare('SELECT 1 FROM history_session WHERE session_id = ?').get(sessionId) !== undefined;
}

/** What transcripts hold, by session. */
function readCounted(database: DatabaseSync): Map<number, Spent[]> {
	const buckets = readBuckets(database);
	const counted = new Map<number, Spent[]>();
	for (const row of readUsage(database)) {
		const bucket = buckets.get(row[2])!;
		const {model, purpose, cause} = bucket;
		const costUsd = costOfRow(row, bucket);
		const spent: Spent = {quarter: row[0], model, purpose, cause, usage: usageOf(row), messages: row[3], costUsd};
		const known = counted.get(row[1]);
		if (known) known.push(spent);
		else counted.set(row[1], [spent]);
	}
	return counted;
}

const nothing: TelemetryOfSession = {events: [], metrics: [], isCovered: false, hasClassifier: false};

function reckon(
	session: StoredSession,
	counted: readonly Spent[],
	telemetry: TelemetryOfSession = nothing,
	shared: SharedTotals,
): SessionSpending {
	const reported = reportedOf(session, shared);
	const sources: SessionSources = {...telemetry, counted, reported};
	const {beyond, basis, partial} = findHidden(sources);
	shared.add(session, beyond);
	const {sessionId, configDir, cwd, title} = session;
	return {session: {sessionId, configDir, cwd, title}, spent: [...counted, ...beyond], basis, partial};
}

function reportedOf(session: StoredSession, shared: SharedTotals): Reported | null {
	const {reported} = session;
	if (!reported) return null;
	const quarter = Math.floor(reported.at / quarterMs);
	return {quarter, usd: reported.usd, models: modelsOf(reported.models), sharedUsd: shared.usdOf(session, quarter)};
}

function modelsOf(json: string | null): Reported['models'] {
	if (json === null) return null;
	const models = JSON.parse(json) as Record<string, {usage: TokenUsage; costUsd: number}>;
	return Object.entries(models).map(([model, {usage, costUsd}]) => ({model, usage, costUsd}));
}

/** Conversations that are forks of one another have one running total: each must leave out what the others spent. */
interface SharedTotals {
	usdOf(session: StoredSession, untilQuarter: number): number;
	add(session: StoredSession, beyond: readonly Spent[]): void;
}

function sharedTotals(
	sessions: readonly StoredSession[],
	counted: ReadonlyMap<number, readonly Spent[]>,
): SharedTotals {
	const families = new Map<number, StoredSession[]>();
	for (const session of sessions) {
		const start = session.reported?.tallyStartedAt;
		if (start != null) families.set(start, [...(families.get(start) ?? []), session]);
	}
	const hidden = new Map<number, readonly Spent[]>();
	return {
		usdOf({id, reported}, untilQuarter) {
			let usd = 0;
			for (const other of families.get(reported?.tallyStartedAt ?? -1) ?? []) {
				if (other.id === id) continue;
				for (const spent of [...(counted.get(other.id) ?? []), ...(hidden.get(other.id) ?? [])]) {
					if (spent.quarter <= untilQuarter) usd += spent.costUsd ?? 0;
				}
			}
			return usd;
		},
		add: ({id}, beyond) => void hidden.set(id, beyond),
	};
}
