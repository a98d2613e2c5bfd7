/**
 * Watches transcripts without a registry entry: finished sessions of today, headless runs (which never
 * register), and sessions of a Claude Code too old to keep a registry. What grows is read on, so that today's totals stay
 * true; a growing transcript without an entry is shown as a session about which only its transcript is known.
 */
import path from 'node:path';
import {keyOf} from '../../accounting/request-keys.ts';
import type {Emit, ProcessInfo} from '../../claude/events.ts';
import {faultOf, guarded} from '../../core/guarded.ts';
import type {TranscriptFile} from '../../index/discover.ts';
import {reasonOf, statOrNull} from '../../platform/files.ts';
import {readHead} from '../../platform/plain-file.ts';
import {findTranscripts} from './search.ts';
import type {TranscriptWatcher} from './watch.ts';

export interface UnregisteredOptions {
	configDirs: readonly string[];
	watcher: TranscriptWatcher;
	/** Whether the registry knows a running process for this conversation. */
	isRegistered(sessionId: string): boolean;
	/** The start of the day, in ms: transcripts that have not changed since are left to the history. */
	dayStart(now: number): number;
	/** Whether the conversation counts as a sum from the index: then only what grows from now on is read. */
	isCounted(sessionId: string): boolean;
	/** When something last happened in a conversation (ms), according to the index; null: unknown. */
	lastActivityOf?(sessionId: string): number | null;
	emit: Emit;
	clock: () => number;
	/** The shortest interval between looks at all projects, in ms. */
	sweepMs?: number;
}

export interface UnregisteredWatcher {
	/** Resolves when today's transcripts have been read once. */
	ready: Promise<void>;
	/** Tells how far these files have been read, in bytes: they are news once their length differs. */
	wereRead(sizes: ReadonlyMap<string, number>): void;
	close(): void;
}

/** After this long without growth an unregistered session counts as over, in ms. */
const quietMs = {interactive: 30 * 60_000, headless: 2 * 60_000, bg: 30 * 60_000};
/** At the first look nothing can have grown yet: without a registry, a file this fresh counts as growing, in ms. */
const freshMs = 5 * 60_000;
/** More fresh files than this were restored or copied: nobody runs that many sessions. */
const maxFresh = 100;
/** A look at 5,000 projects takes 0.1 s: the next one waits this many times as long, to stay below 1 % of a core. */
const restPerWork = 300;

interface Shown {
	process: ProcessInfo;
	grownAt: number;
}

export function watchUnregistered(options: UnregisteredOptions): UnregisteredWatcher {
	const {configDirs, watcher, isRegistered, dayStart, emit, clock, sweepMs = 15_000} = options;
	/** In bytes, by `keyOf` of the path: there are tens of thousands of transcripts. */
	const sizes = new Map<number, number>();
	const shown = new Map<string, Shown>();
	const reported = new Set<string>();
	let first = true;
	let since = 0;
	let lookMs = 0;
	let closed = false;
	let timer: NodeJS.Timeout | null = null;

	async function sweep(): Promise<void> {
		const start = performance.now();
		const today = dayStart(clock());
		// Files that are left to the history need not be remembered.
		if (since !== today) sizes.clear();
		since = today;
		const changed = await findTranscripts(configDirs, isChanged, report);
		lookMs = performance.now() - start;
		if (closed) return;
		const isBackup = first && changed.filter(isFresh).length > maxFresh;
		for (const file of changed) if (hasGrown(file, isBackup)) show(file);
		for (const file of changed) sizes.set(keyOf(file.path), file.sizeBytes);
		const isNews = ({sessionId}: TranscriptFile) => !first || sessionId === null || !options.isCounted(sessionId);
		await watcher.read(changed.filter(isNews));
		first = false;
		hideQuiet();
	}

	/** Once for each path: every look would report it again. */
	function report(path: string, error: Error): void {
		if (reported.has(path)) return;
		reported.add(path);
		emit({type: 'problem', path, message: `Transcripts cannot be read from here: ${reasonOf(error)}.`, count: 1});
	}

	const isChanged = ({path, modifiedAt, sizeBytes}: TranscriptFile) =>
		modifiedAt >= since && sizes.get(keyOf(path)) !== sizeBytes;

	const isFresh = ({modifiedAt}: TranscriptFile) => clock() - modifiedAt < freshMs;

	function hasGrown(file: TranscriptFile, isBackup: boolean): boolean {
		if (file.sessionId === null || isRegistered(file.sessionId)) return false;
		if (!first) return true;
		if (!isFresh(file)) return false;
		// The files of a restored backup are new, but what happened in them is not.
		const lastAt = isBackup ? (options.lastActivityOf?.(file.sessionId) ?? 0) : file.modifiedAt;
		return clock() - lastAt < freshMs && !statOrNull(path.join(file.folder.path, 'sessions'));
	}

	function show(file: TranscriptFile): void {
		const {sessionId} = file;
		if (sessionId === null) return;
		const known = shown.get(sessionId);
		if (known) known.grownAt = clock();
		// A growing subagent keeps its session alive, but does not say where that was started.
		if (known || file.agentId !== null) return;
		const process = describe(file, sessionId);
		shown.set(sessionId, {process, grownAt: clock()});
		emit({type: 'process.seen', process});
		void watcher.follow(process);
	}

	function hideQuiet(): void {
		for (const [sessionId, {process, grownAt}] of shown) {
			const registered = isRegistered(sessionId);
			if (!registered && clock() - grownAt < quietMs[process.kind]) continue;
			shown.delete(sessionId);
			emit({type: 'process.gone', configDir: process.configDir, pid: null, sessionId, at: clock()});
			if (!registered) watcher.unfollow(sessionId);
		}
	}

	async function sweepOn(): Promise<void> {
		try {
			await sweep();
		} finally {
			if (!closed) timer = setTimeout(goOn, Math.max(sweepMs, lookMs * restPerWork)).unref();
		}
	}
	const goOn = guarded('looking for transcripts', emit, sweepOn);

	return {
		ready: sweepOn().catch(error => emit(faultOf('looking for transcripts', error))),
		wereRead(read) {
			for (const [file, bytes] of read) sizes.set(keyOf(file), bytes);
		},
		close() {
			closed = true;
			if (timer) clearTimeout(timer);
		},
	};
}

function describe(file: TranscriptFile, sessionId: string): ProcessInfo {
	// A transcript's first lines say where its session was started.
	const head = readHead(file.path, 2 ** 15);
	const said = (key: string) => {
		const text = new RegExp(`"${key}":("(?:[^"\\\\]|\\\\.)*")`).exec(head)?.[1];
		return text === undefined ? null : parseText(text);
	};
	return {
		configDir: file.folder.path,
		pid: null,
		procStart: null,
		sessionId,
		kind: said('entrypoint')?.startsWith('sdk') ? 'headless' : 'interactive',
		status: 'unknown',
		waitingFor: null,
		name: null,
		cwd: said('cwd') ?? '',
		startedAt: file.createdAt,
		statusSince: null,
		version: said('version'),
		tmux: null,
		jobId: null,
		runsElsewhere: false,
	};
}

function parseText(json: string): string | null {
	try {
		return JSON.parse(json) as string;
	} catch {
		return null;
	}
}
