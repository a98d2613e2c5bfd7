/** The live screen's ledger, which starts from the index: what is stored about a session is not read again. */
import type {FinishedConversation} from '../accounting/stored-conversation.ts';
import type {Emit} from '../claude/events.ts';
import {createLedger, type Ledger} from '../core/ledger.ts';
import {muchToRead} from '../core/much-to-read.ts';
import type {IndexOptions, IndexProgress} from '../index/scan/index-history.ts';
import {nothingStored, openStoredSessions, type StoredSessions} from '../live/stored-sessions.ts';
import {databaseFile} from '../platform/paths.ts';
import type {Problem} from '../platform/problem.ts';
import {localDay, type Settings, startOfDay} from './settings.ts';

export interface LiveLedger
	extends Pick<StoredSessions, 'positionOf' | 'lastActivityOf' | 'close'>,
		Pick<Ledger, 'isOpen'> {
	ledger: Ledger;
	/** Calls it with each problem of the database: those of opening it, and those found later. */
	onProblem(listener: (problem: Problem) => void): void;
	/** Called when a conversation is opened, to enter what was received for it. */
	onOpened(listener: (sessionId: string) => void): void;
	/** Updates the index. False: there is none, and transcripts must be read one by one. */
	updateIndex(options: UpdateOptions): Promise<boolean>;
	/** Passes today's finished conversations, as the index has them, to `setFinished`. */
	readFinished(options: ReadOptions): Promise<void>;
	/** Both. */
	readToday(options: UpdateOptions & ReadOptions): Promise<boolean>;
	/**
	 * Updates the index, if that frees many requests from memory, and keeps sums in their place. Returns
	 * the closed conversations.
	 */
	closeQuiet(): Promise<readonly string[]>;
}

interface ReadOptions {
	emit: Emit;
	setFinished(finished: readonly FinishedConversation[]): void;
}

interface UpdateOptions {
	emit: Emit;
	/** With it a separate thread reads, which keeps the screen responsive, and reports its progress, 0 to 1. */
	onScan?: (scanned: number | null) => void;
	/** Without `onScan`: called regularly by the reader, which blocks everything else. */
	onProgress?: IndexOptions['onProgress'];
}

/** Fewer (2.5 MB of memory) are not worth a scan. */
const manyRequests = 3000;

export function openLiveLedger({stateDir, configDirs, clock, config}: Settings): LiveLedger {
	const databasePath = databaseFile(stateDir);
	const early: Problem[] = [];
	let report: (problem: Problem) => void = problem => early.push(problem);
	/** A damaged database was replaced, and the new one is empty. */
	let isReplaced = false;
	const onProblem = (problem: Problem) => {
		isReplaced = true;
		report(problem);
	};
	const stored = openStoredSessions({databasePath, configDirs, now: clock, onProblem});
	let opened: (sessionId: string) => void = () => {};
	/** Requests of quiet conversations that the index counts differently, so that they stay open. */
	let unstored = 0;
	const ledger = createLedger({
		dayOf: localDay,
		load: stored.load,
		ownerOf: stored.ownerOf,
		onOpened: sessionId => opened(sessionId),
	});

	function readFinished({emit, setFinished}: ReadOptions): void {
		// Requests copied into a fork belong to the original conversation, and so may part of its running total.
		ledger.openRelatives(stored.relativesOf([...ledger.open()]), clock());
		setFinished(stored.finishedSince(startOfDay(clock())));
		emit({type: 'compaction.history', compactions: stored.compactions()});
	}

	const live: LiveLedger = {
		ledger,
		onProblem(listener) {
			for (const problem of early) listener(problem);
			report = listener;
		},
		positionOf: stored.positionOf,
		lastActivityOf: stored.lastActivityOf,
		isOpen: ledger.isOpen,
		onOpened(listener) {
			opened = listener;
		},
		async updateIndex({emit, onScan, onProgress}) {
			if (stored === nothingStored) return false;
			const {indexHistory, openIndexedHistory} = await import('../index/scan/index-history.ts');
			const options = {databasePath, configDirs, now: clock, keepPrompts: config.search.prompts};
			const showShare = ({bytesDone, bytes}: IndexProgress) => {
				if (bytes >= muchToRead) onScan?.(bytesDone / bytes);
			};
			const {
				complete,
				problems,
				database = null,
			} = onScan
				? {...(await indexHistory({...options, onProgress: showShare})), database: null}
				: await openIndexedHistory({...options, ...(onProgress && {onProgress})});
			onScan?.(null);
			for (const problem of problems) emit(problem);
			database?.close();
			isReplaced = false;
			stored.renew();
			return complete;
		},
		async readFinished(options) {
			if (stored === nothingStored) return;
			readFinished(options);
			if (!isReplaced) return;
			await live.updateIndex(options);
			readFinished(options);
		},
		async readToday({emit, setFinished, onScan}) {
			const isIndexed = await live.updateIndex({emit, ...(onScan && {onScan})});
			await live.readFinished({emit, setFinished});
			return isIndexed;
		},
		async closeQuiet() {
			if (ledger.quietRequests(clock()) - unstored < manyRequests) return [];
			const {indexBeside} = await import('../index/scan/index-history.ts');
			for (const problem of await indexBeside({databasePath, configDirs})) report(problem);
			stored.renew();
			const closed = ledger.close(stored.holds, clock());
			for (const sessionId of closed) stored.forget(sessionId);
			unstored = ledger.quietRequests(clock());
			return closed;
		},
		close: stored.close,
	};
	return live;
}
