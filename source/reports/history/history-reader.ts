/** Reads the history while the monitor runs: after the first frame, and again when something was added to it. */
import {setTimeout as sleep} from 'node:timers/promises';
import type {Emit} from '../../claude/events.ts';
import {faultOf} from '../../core/guarded.ts';
import type {HistoryBook} from '../../core/history/layout.ts';
import {muchToRead} from '../../core/much-to-read.ts';
import {indexHistory} from '../../index/scan/index-history.ts';
import {frameMs, type HistoryBookOptions, readHistoryBook} from './read-view.ts';

export interface HistoryReaderOptions extends HistoryBookOptions {
	emit: Emit;
	/** How often what changed is read, in ms. */
	everyMs?: number;
	/** While nobody looks, what changed is read only when this has: looking at every transcript is work, too. */
	spent?(): string;
	/** Called after each look at the transcripts, with the history as last read; null: it cannot be read. */
	onRead(book: HistoryBook | null): void;
	/** Called before the first book, with the share of the transcripts that has been read, 0 to 1. */
	onProgress?(progress: number): void;
	/** Called while much is read, with the share of it that has been, and with null at the end. */
	onScan?(scanned: number | null): void;
}

export interface HistoryReader {
	/** Whether somebody looks at the history: then it is read each time, whether anything was spent or not. */
	setWatched(isWatched: boolean): void;
	/** Reads what changed now; resolves when it was given to `onRead`. */
	refresh(): Promise<void>;
	/** Stops after the file that is being read. */
	close(): Promise<void>;
}

/** Starts reading at once, in threads of its own: call it once the screen is up. */
export function openHistoryReader(options: HistoryReaderOptions): HistoryReader {
	const {databasePath, configDirs, now, emit, everyMs = 60_000} = options;
	const stop = new AbortController();
	let book: HistoryBook | null = null;
	let watched = false;
	let running: Promise<void> | null = null;
	let spentWhenRead: string | undefined;
	let lookedAt = now();

	async function readChanges(): Promise<void> {
		const {problems, files} = await indexHistory({
			databasePath,
			configDirs,
			now,
			signal: stop.signal,
			onProgress: ({bytesDone, bytes}) => {
				// Later rounds read little: a bar that only flashes is noise.
				if (book === null) options.onProgress?.(bytes > 0 ? bytesDone / bytes : 1);
				if (bytes >= muchToRead) options.onScan?.(bytesDone / bytes);
			},
		});
		options.onScan?.(null);
		for (const problem of problems) emit(problem);
		if (stop.signal.aborted) return;
		// Days pass and telemetry comes without any transcript changing: while somebody looks, it is read each time.
		if (files > 0 || book === null || watched) {
			book = (await readHistoryBook(options)) ?? book;
			// A key that was pressed meanwhile comes first: on gigabytes of history each of these takes a while.
			await sleep(frameMs);
			options.onRead(book);
			await sleep(frameMs);
		}
	}

	const refresh = () => {
		spentWhenRead = options.spent?.();
		lookedAt = now();
		running ??= readChanges()
			.catch(error => emit(faultOf('reading the history', error)))
			.finally(() => {
				running = null;
			});
		return running;
	};
	const timer = setInterval(() => {
		if (watched || !options.spent || options.spent() !== spentWhenRead) void refresh();
	}, everyMs).unref();
	void refresh();

	return {
		setWatched(isWatched) {
			watched = isWatched;
			// Long after the last look, as when nothing was spent, or on a machine that slept.
			if (watched && now() - lookedAt >= everyMs) void refresh();
		},
		refresh,
		async close() {
			clearInterval(timer);
			stop.abort();
			await running;
		},
	};
}
