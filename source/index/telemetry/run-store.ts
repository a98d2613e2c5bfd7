/** Runs in the database, with those in use kept in memory: each event changes one. */
import type {DatabaseSync} from 'node:sqlite';
import {
	coverageOf,
	isNext,
	mayFollow,
	type NumberedEvent,
	placeEvent,
	type Run,
	type SessionFacts,
} from '../../claude/telemetry/sequence-runs.ts';
import type {TelemetryCoverage} from '../../claude/telemetry/telemetry-seen.ts';
import {createRunRows, maxRunsOfSession} from './run-rows.ts';

interface KnownRun extends Run {
	id: number;
	dirty: boolean;
}

export interface RunStore {
	/**
	 * Finds the run that the event belongs to and adds it. `connection` is the socket it came by: a process keeps one.
	 * Returns the conversations whose coverage may be another now.
	 */
	place(event: NumberedEvent, connection: object): string[];
	/** Writes what has changed. In the caller's transaction, as is `place`. */
	save(): void;
	coverage(sessionId: string, factsOf: (sessionId: string) => SessionFacts): TelemetryCoverage;
	/** Drops what is in memory: another process has written, or the transaction was undone. */
	forget(): void;
}

const maxRunsInMemory = 500;

export function createRunStore(database: DatabaseSync, idOfSession: (sessionId: string) => number): RunStore {
	const rows = createRunRows(database);
	const runs = new Map<number, KnownRun>();
	const runsOfSession = new Map<string, KnownRun[]>();
	let runOfConnection = new WeakMap<object, number>();

	function readRun(id: number): KnownRun | null {
		const known = runs.get(id);
		if (known) return known;
		const stretches = rows.stretches(id);
		return stretches && remember({id, stretches, dirty: false});
	}

	function remember(run: KnownRun): KnownRun {
		runs.set(run.id, run);
		return run;
	}

	/** Only between two events: while one is placed, its runs are held on to. */
	function makeRoom(): void {
		if (runs.size < maxRunsInMemory && runsOfSession.size < maxRunsInMemory) return;
		save();
		runs.clear();
		runsOfSession.clear();
	}

	/** Newest first. */
	function readRunsOf(sessionId: string): KnownRun[] {
		const known = runsOfSession.get(sessionId);
		if (known) return known;
		const found = rows
			.ofSession(idOfSession(sessionId))
			.map(readRun)
			.filter(run => run !== null);
		runsOfSession.set(sessionId, found);
		return found;
	}

	/** Runs the event may belong to, the likeliest first: those it continues without a gap, then those with one. */
	function* candidates(event: NumberedEvent, connection: object): Generator<KnownRun> {
		const [newest, ...older] = readRunsOf(event.sessionId);
		if (newest && isNext(newest, event)) yield newest;
		const connected = runOfConnection.get(connection);
		const sameProcess = connected === undefined ? null : readRun(connected);
		if (sameProcess && isNext(sameProcess, event)) yield sameProcess;
		if (newest) yield newest;
		yield* older;
		if (sameProcess) yield sameProcess;
		if (event.sequence === 0) return;
		save();
		for (const id of rows.endingWith(event.sequence - 1)) {
			const run = readRun(id);
			if (run && mayFollow(run, event)) yield run;
		}
	}

	function begin(event: NumberedEvent): KnownRun {
		const run = remember({id: rows.insert(), stretches: [], dirty: true});
		placeEvent(run, event);
		return run;
	}

	function find(event: NumberedEvent, connection: object): {run: KnownRun; changed: boolean} {
		for (const run of candidates(event, connection)) {
			const placed = placeEvent(run, event);
			if (placed !== 'conflict') return {run, changed: placed === 'added'};
		}
		return {run: begin(event), changed: true};
	}

	function save(): void {
		for (const run of runs.values()) {
			if (!run.dirty) continue;
			rows.update(run.id, run.stretches);
			run.dirty = false;
		}
	}

	return {
		place(event, connection) {
			makeRoom();
			const {run, changed} = find(event, connection);
			runOfConnection.set(connection, run.id);
			if (!changed) return [];
			run.dirty = true;
			const ofSession = readRunsOf(event.sessionId);
			if (!ofSession.includes(run)) {
				ofSession.unshift(run);
				if (ofSession.length > maxRunsOfSession) ofSession.pop();
				rows.link(idOfSession(event.sessionId), run.id);
			}
			const index = run.stretches.findLastIndex(({first}) => first <= event.sequence);
			const near = run.stretches.slice(Math.max(0, index - 1), index + 2);
			return [event.sessionId, ...near.map(({sessionId}) => sessionId)];
		},
		save,
		coverage: (sessionId, factsOf) => coverageOf(sessionId, readRunsOf(sessionId), factsOf),
		forget() {
			runs.clear();
			runsOfSession.clear();
			runOfConnection = new WeakMap();
		},
	};
}
