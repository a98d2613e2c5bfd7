/** The ledger of the live screen, which starts from the index: what is stored of a session is not read again. */
import {join} from 'node:path';
import type {FinishedConversation} from '../accounting/stored-conversation.ts';
import type {Emit} from '../claude/events.ts';
import {createLedger, type Ledger} from '../core/ledger.ts';
import {muchToRead} from '../core/much-to-read.ts';
import type {IndexOptions, IndexProgress} from '../index/scan/index-history.ts';
import {nothingStored, openStoredSessions, type StoredSessions} from '../live/stored-sessions.ts';
import type {Problem} from '../platform/problem.ts';
import {localDay, type Settings, startOfDay} from './settings.ts';

export interface LiveLedger
	extends Pick<StoredSessions, 'positionOf' | 'lastActivityOf' | 'close'>,
		Pick<Ledger, 'isOpen'> {
	ledger: Ledger;
	problems: readonly Problem[];
	/** Called when a conversation is opened: what was received of it is entered then. */
	onOpened(listener: (sessionId: string) => void): void;
	/** Brings the index up to date. False: there is none, and transcripts are to be read one by one. */
	updateIndex(options: UpdateOptions): Promise<boolean>;
	/** Gives today's finished conversations, as the index has them, to `setFinished`. */
	readFinished(options: ReadOptions): void;
	/** Both. */
	readToday(options: UpdateOptions & ReadOptions): Promise<boolean>;
	/**
	 * Brings the index up to date, if that can take many requests out of memory, and keeps sums in their place. Returns
	 * the conversations that are not kept any more.
	 */
	closeQuiet(): Promise<readonly string[]>;
}

interface ReadOptions {
	emit: Emit;
	setFinished(finished: readonly FinishedConversation[]): void;
}

interface UpdateOptions {
	emit: Emit;
	/** Keeps a screen responsive: a separate thread reads, and this is called with its progress, 0 to 1. */
	onScan?: (scanned: number | null) => void;
	/** Without `onScan`: called by the reading itself, which nothing else comes between. */
	onProgress?: IndexOptions['onProgress'];
}

/** They take 2.5 MB: fewer are not worth a scan. */
const manyRequests = 3000;

export function openLiveLedger({stateDir, configDirs, clock, config}: Settings): LiveLedger {
	const databasePath = join(stateDir, 'ccmon.db');
	const problems: Problem[] = [];
	const onProblem = (problem: Problem) => void problems.push(problem);
	const stored = openStoredSessions({databasePath, configDirs, now: clock, onProblem});
	let opened: (sessionId: string) => void = () => {};
	/** Requests that the index does not have as they are counted here. */
	let unstored = 0;
	const ledger = createLedger({
		dayOf: localDay,
		load: stored.load,
		ownerOf: stored.ownerOf,
		onOpened: sessionId => opened(sessionId),
	});

	const live: LiveLedger = {
		ledger,
		problems,
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
			stored.renew();
			return complete;
		},
		readFinished({emit, setFinished}) {
			if (stored === nothingStored) return;
			// What a fork's transcript holds of another conversation belongs to that one, and so may a part of its running total.
			ledger.openRelatives(stored.relativesOf([...ledger.open()]), clock());
			setFinished(stored.finishedSince(startOfDay(clock())));
			emit({type: 'compaction.history', compactions: stored.compactions()});
		},
		async readToday({emit, setFinished, onScan}) {
			const isIndexed = await live.updateIndex({emit, ...(onScan && {onScan})});
			live.readFinished({emit, setFinished});
			return isIndexed;
		},
		async closeQuiet() {
			if (ledger.quietRequests(clock()) - unstored < manyRequests) return [];
			const {indexBeside} = await import('../index/scan/index-history.ts');
			await indexBeside({databasePath, configDirs});
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
