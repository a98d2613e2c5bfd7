/** The history while the monitor runs: read after the first frame, kept up to date, and shown when asked for. */
import {setTimeout as sleep} from 'node:timers/promises';
import type {Emit} from '../../claude/events.ts';
import type {HistoryBook, HistoryGrouping, HistorySpan, HistoryState} from '../../core/history-layout.ts';
import {indexHistory} from '../../index/scan/index-history.ts';
import {frameMs, type HistoryBookOptions, readHistoryBook} from './read-view.ts';

export interface HistoryModelOptions extends HistoryBookOptions {
	emit: Emit;
	/** How often what changed is read, in ms. */
	everyMs?: number;
	/** While nobody looks, what changed is read only when this has: looking at every transcript is work, too. */
	spent?(): string;
	/** Called with each new reading of the history. */
	onBook?(book: HistoryBook): void;
	/** Called while much is read, with the share of it that has been, and with null at the end. */
	onScan?(scanned: number | null): void;
}

/** Less is read before a person could read how far it is. */
const muchBytes = 64 * 2 ** 20;

export interface HistoryModel {
	getState(): HistoryState;
	/** Returns what ends it. */
	subscribe(onChange: () => void): () => void;
	span(): HistorySpan;
	grouping(): HistoryGrouping;
	choose(span: HistorySpan, grouping: HistoryGrouping): void;
	/** The history as last read; null: not yet. */
	book(): HistoryBook | null;
	/** Reads what changed now; resolves when it is shown. */
	refresh(): Promise<void>;
	/** Stops after the file that is being read. */
	close(): Promise<void>;
}

/** Starts reading at once, in threads of its own: call it when the screen stands. */
export function openHistoryModel(options: HistoryModelOptions): HistoryModel {
	const {databasePath, configDirs, now, emit, everyMs = 60_000} = options;
	const stop = new AbortController();
	const listeners = new Set<() => void>();
	let state: HistoryState = {span: 'month', grouping: 'project', view: null, progress: 0, readAt: null, besides: []};
	let book: HistoryBook | null = null;
	let running: Promise<void> | null = null;
	let spentWhenRead: string | undefined;
	let lookedAt = now();

	const set = (change: Partial<HistoryState>) => {
		state = {...state, ...change};
		for (const listener of [...listeners]) listener();
	};
	/** Made for those who look. */
	const show = () => set({view: (listeners.size > 0 && book?.view(state.span, state.grouping)) || null});

	async function readChanges(): Promise<void> {
		const {problems, files} = await indexHistory({
			databasePath,
			configDirs,
			now,
			signal: stop.signal,
			onProgress: ({bytesDone, bytes}) => {
				// Later rounds read little: a bar that flashes tells nobody anything.
				if (book === null) set({progress: bytes > 0 ? bytesDone / bytes : 1});
				if (bytes >= muchBytes) options.onScan?.(bytesDone / bytes);
			},
		});
		options.onScan?.(null);
		for (const problem of problems) emit(problem);
		if (stop.signal.aborted) return;
		// Days pass and telemetry comes without any transcript changing: while somebody looks, it is read each time.
		if (files > 0 || book === null || listeners.size > 0) {
			book = (await readHistoryBook(options)) ?? book;
			// A key that was pressed meanwhile comes first: on gigabytes of history each of these takes a while.
			await sleep(frameMs);
			if (book) options.onBook?.(book);
			await sleep(frameMs);
			state = {...state, readAt: now()};
		}
		state = {...state, progress: null};
		show();
	}

	const refresh = () => {
		spentWhenRead = options.spent?.();
		lookedAt = now();
		running ??= readChanges().finally(() => {
			running = null;
		});
		return running;
	};
	const timer = setInterval(() => {
		if (listeners.size > 0 || !options.spent || options.spent() !== spentWhenRead) void refresh();
	}, everyMs);
	timer.unref();
	void refresh();

	return {
		getState: () => state,
		subscribe(onChange) {
			listeners.add(onChange);
			if (state.view === null) show();
			if (now() - lookedAt >= everyMs) void refresh();
			return () => listeners.delete(onChange);
		},
		span: () => state.span,
		grouping: () => state.grouping,
		choose(span, grouping) {
			state = {...state, span, grouping};
			show();
		},
		book: () => book,
		refresh,
		async close() {
			clearInterval(timer);
			stop.abort();
			await running;
		},
	};
}
