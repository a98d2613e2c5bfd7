/** The books of the live screen: a ledger that gets events from everywhere, in any order. */
import {DatabaseSync} from 'node:sqlite';
import {costsOf} from '../../source/accounting/costs.ts';
import type {FinishedConversation} from '../../source/accounting/stored-conversation.ts';
import type {Emit, SessionEvent} from '../../source/claude/events.ts';
import {parseStatusline} from '../../source/claude/statusline/parse.ts';
import {createLedger} from '../../source/core/ledger.ts';
import {resolveConfigFolders} from '../../source/index/config-folders.ts';
import {discoverTranscripts} from '../../source/index/discover.ts';
import {followTelemetry} from '../../source/index/telemetry/follow.ts';
import {readClaudeJsonTotals} from '../../source/live/claude-json/read.ts';
import {openStoredSessions, type StoredSessions} from '../../source/live/stored-sessions.ts';
import {createTail, type Tail} from '../../source/live/transcript/tail.ts';
import {readDirectoryOrEmpty, statOrNull} from '../../source/platform/files.ts';
import {statuslineFolder} from '../../source/platform/paths.ts';
import {readSmallFile} from '../../source/platform/small-file.ts';
import {process} from '../support/events.ts';
import type {Random} from '../support/random.ts';
import type {Batch} from './batch.ts';
import {type Books, type Figures, figuresOf, figuresOfSession} from './figures.ts';

export interface LiveOptions {
	batch: Batch;
	random: Random;
	/** Starts from the index as it is now; false: reads everything itself. */
	isIndexed: boolean;
	/** Whether a conversation runs; those that do not are taken as sums from the index. */
	isRunning(sessionId: string): boolean;
}

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

export function openLiveBooks({batch, random, isIndexed, isRunning}: LiveOptions) {
	const {configDirs, databasePath, later, stateDir} = batch;
	const problems: SessionEvent[] = [];
	const options = {
		databasePath,
		configDirs,
		now: () => later,
		onProblem: (event: SessionEvent) => problems.push(event),
	};
	const stored: StoredSessions | null = isIndexed ? openStoredSessions(options) : null;
	const database = new DatabaseSync(databasePath);
	const follower = followTelemetry(database, {fromNothing: !isIndexed});
	const ledger = createLedger({
		dayOf,
		...(stored && {load: stored.load, ownerOf: stored.ownerOf}),
		onOpened(sessionId) {
			for (const event of follower.load(sessionId)) apply(event);
		},
	});
	const tails = new Map<string, Tail>();
	const finished = new Map<string, Figures>();
	let queue: SessionEvent[] = [];
	let pids = 1000;
	/** The index has been: what is open is read from the files from now on. */
	let isUpToDate = false;

	function apply(event: SessionEvent): void {
		ledger.apply(event, later);
	}

	function tailOf(path: string, sessionId: string | null, agentId: string | null, configDir: string): Tail {
		const known = tails.get(path);
		if (known) return known;
		const emit: Emit = event => void queue.push(event);
		const from = (inode: number) => (sessionId === null ? null : (stored?.positionOf(sessionId, inode) ?? null));
		const tail = createTail({path, sessionId, agentId, configDir, emit, from});
		tails.set(path, tail);
		return tail;
	}

	/** The events of each source in their order; sources one after the other, all at once, or anything between. */
	function merge(queues: SessionEvent[][]): void {
		const waiting = queues.filter(({length}) => length > 0);
		while (waiting.length > 0) {
			const index = random.int(0, waiting.length - 1);
			for (const event of waiting[index]!.splice(0, random.int(1, 20))) apply(event);
			if (waiting[index]!.length === 0) waiting.splice(index, 1);
		}
	}

	function collect(read: () => void): SessionEvent[] {
		queue = [];
		read();
		return queue;
	}

	function transcripts(): SessionEvent[][] {
		const queues: SessionEvent[][] = [];
		const open = new Set(isUpToDate ? ledger.open() : []);
		for (const files of discoverTranscripts(resolveConfigFolders(configDirs))) {
			for (const {path, sessionId, agentId, folder} of files) {
				if (sessionId === null || !(isRunning(sessionId) || open.has(sessionId))) continue;
				if (random.chance(0.2)) apply(process({sessionId, pid: pids++, configDir: folder.path}));
				queues.push(
					collect(() => {
						const tail = tailOf(path, sessionId, agentId, folder.path);
						while (tail.read(2 ** 20) === 'more');
					}),
				);
			}
		}
		return queues;
	}

	function telemetry(): SessionEvent[][] {
		const {events} = follower.next(Number.MAX_SAFE_INTEGER);
		const byType = Map.groupBy(events, ({type}) => type);
		// Requests and metrics are stored in the order of arrival, which is any.
		for (const type of ['request', 'metric'] as const) {
			byType.set(type, random.shuffled(byType.get(type) ?? []));
		}
		return [...byType.values()];
	}

	function statusLines(): SessionEvent[] {
		const folder = statuslineFolder(stateDir);
		return readDirectoryOrEmpty(folder).flatMap(name => {
			const path = `${folder}/${name}`;
			const text = readSmallFile(path, {maxBytes: 2 ** 18, ownerOnly: true});
			const payload = text && parseStatusline(text, Math.round(Math.min(statOrNull(path)?.mtimeMs ?? 0, later)));
			return payload ? [payload.seen, ...(payload.reported ? [payload.reported] : [])] : [];
		});
	}

	async function claudeJson(): Promise<SessionEvent[]> {
		const events: SessionEvent[] = [];
		await readClaudeJsonTotals({configDirs, emit: event => void events.push(event), home: '/nowhere'});
		return events;
	}

	return {
		/** Reads what is new, in an unpredictable order. */
		async readOn() {
			merge([...transcripts(), ...telemetry(), statusLines(), await claudeJson()]);
		},
		/** As the monitor does when the index has been brought up to date. */
		takeFinished() {
			if (!stored) return;
			stored.renew();
			isUpToDate = true;
			ledger.openRelatives(stored.relativesOf([...ledger.open()]), later);
			const sums = stored.finishedSince(0);
			ledger.setFinished(sums);
			const open = new Set(ledger.open());
			for (const {facts, spending} of sums) {
				if (open.has(facts.sessionId)) continue;
				finished.set(facts.sessionId, figuresOf(costsOf(spending, facts.compactions.size > 0)));
			}
			merge(transcripts());
		},
		/** As the monitor does some time after conversations are over, with this share of them. */
		closeQuiet(share: number) {
			const soon = later + 30 * 60_000;
			if (!stored || dayOf(soon) !== dayOf(later)) return;
			stored.renew();
			const closing = new Map<string, Figures>();
			const isStored = (sums: FinishedConversation) => {
				const {facts, spending} = sums;
				closing.set(facts.sessionId, figuresOf(costsOf(spending, facts.compactions.size > 0)));
				return random.chance(share) && stored.holds(sums);
			};
			for (const sessionId of ledger.close(isStored, soon)) {
				stored.forget(sessionId);
				follower.forget(sessionId);
				for (const [path, tail] of tails) if (tail.sessionId === sessionId) tails.delete(path);
				finished.set(sessionId, closing.get(sessionId)!);
			}
		},
		/** Of all conversations. */
		books(): Books {
			const books = new Map(finished);
			for (const sessionId of ledger.open()) books.delete(sessionId);
			// Shown are those that run, and today's: here all are to be seen.
			for (const sessionId of [...ledger.open()]) apply(process({sessionId, pid: pids++, configDir: '/any'}));
			for (const session of ledger.sessions(later).values())
				if (!books.has(session.sessionId)) books.set(session.sessionId, figuresOfSession(session));
			return books;
		},
		todayUsd: () => ledger.totals(later).todayUsd,
		close() {
			stored?.close();
			database.close();
		},
	};
}
