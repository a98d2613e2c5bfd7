/** Reads the history while the monitor runs: after the first frame, and again when something was added. */
import {setTimeout as sleep} from 'node:timers/promises';
import {faultOf} from '../../core/guarded.ts';
import type {HistoryBook} from '../../core/history/layout.ts';
import {muchToRead} from '../../core/much-to-read.ts';
import {indexHistory} from '../../index/scan/index-history.ts';
import {frameMs, type HistoryBookOptions, readHistoryBook} from './read-view.ts';

export interface HistoryReaderOptions extends HistoryBookOptions {
	/** How often changes are read, in ms. */
	everyMs?: number;
	/** While nobody looks, changes are read only if this has changed: checking every transcript is work, too. */
	spent?(): string;
	/** Called after each reading, with the history; null: it cannot be read. */
	onRead(book: HistoryBook | null): void;
	/** Called with the progress before the first book, 0 to 1. */
	onProgress?(progress: number): void;
	/** Called with the progress of a long reading, 0 to 1, and with null at its end. */
	onScan?(scanned: number | null): void;
}

export interface HistoryReader {
	/** Sets whether somebody looks at the history: then it is read each time, even if nothing was spent. */
	setWatched(isWatched: boolean): void;
	/** Reads changes now; resolves after `onRead`. */
	refresh(): Promise<void>;
	/** Stops after the file that is being read. */
	close(): Promise<void>;
}

/** Starts reading at once, in its own threads: call it once the screen is up. */
export function openHistoryReader(options: HistoryReaderOptions): HistoryReader {
	const {databasePath, configDirs, now, emit, everyMs = 60_000} = options;
	const stop = new AbortController();
	let book: HistoryBook | null = null;
	let watched = false;
	let running: Promise<void> | null = null;
	let spentWhenRead: string | undefined;
	let lookedAt = now();

	async function readChanges(): Promise<void> {
		const {problems, files, complete} = await indexHistory({
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
		// Even without changed transcripts, days pass and telemetry arrives: read each time while somebody looks.
		if (files > 0 || book === null || watched) {
			book = (await readHistoryBook(options, complete)) ?? book;
			// Handle key presses first: on gigabytes of history each of these steps takes a while.
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
			// It has not been read for a long time: nothing was spent, or the machine slept.
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
