/** Opens every source of live sessions and joins them: the registry says which run, the others what they do. */
import type {Emit, ProcessInfo, SessionEvent} from '../claude/events.ts';
import {guarded} from '../core/guarded.ts';
import {processKey} from '../core/processes.ts';
import {readClaudeJsonTotals} from '../live/claude-json/read.ts';
import {createFolderFilter} from '../live/folder-filter.ts';
import {createRegistryWatcher} from '../live/registry/watch.ts';
import {createAutoCompactReader} from '../live/session-settings.ts';
import type {StatuslineSource} from '../live/statusline.ts';
import {type UnregisteredWatcher, watchUnregistered} from '../live/transcript/unregistered.ts';
import {createTranscriptWatcher} from '../live/transcript/watch.ts';
import {readDirectoryOrEmpty, reasonOf} from '../platform/files.ts';
import {statuslineFolder} from '../platform/paths.ts';
import type {StopHooks} from '../ui/job-control.ts';
import type {LiveLedger} from './live-ledger.ts';
import {createOwnSessions} from './own-sessions.ts';
import {startOfDay} from './settings.ts';
import {openTelemetry} from './telemetry.ts';

export interface FleetOptions {
	configDirs: readonly string[];
	/** See `Settings`. */
	onlyNamedFolders: boolean;
	/** The folder of the status line's files and the database. */
	stateDir: string;
	/** Receive telemetry, as the monitor does; otherwise what others have received is read. */
	receive: boolean;
	emit: Emit;
	/** Stored sessions, including today's finished ones. */
	live: Pick<LiveLedger, 'positionOf' | 'lastActivityOf' | 'onOpened' | 'isOpen' | 'closeQuiet'>;
	/** Loads today's finished conversations from the index. False: there is no index. */
	readIndex(): Promise<boolean>;
	/** Milliseconds since the epoch. */
	clock: () => number;
}

export interface FleetSources {
	/** Resolves when the running sessions' own transcripts have been read; nothing else is read before. */
	ready: Promise<void>;
	/**
	 * Reads what the first frame does not wait for: today's other transcripts, for the day's totals, and Claude Code's own
	 * totals. From then on sessions without a registry entry are seen, too. Resolves when everything has been read once.
	 */
	readToday(): Promise<void>;
	/** What must pause while the process is stopped. */
	stopHooks?: StopHooks;
	/** Takes events of ccmon's own headless sessions: passes them on and follows the transcripts. */
	accept: Emit;
	/** Starts receiving telemetry if it was set up in the meantime. */
	lookForTelemetry(): void;
	close(): Promise<void>;
}

/** How often to look for conversations that are over, in ms. */
const closeEveryMs = 2000;

export async function openFleet(options: FleetOptions): Promise<FleetSources> {
	const {configDirs, stateDir, receive, live, clock} = options;
	const filter = createFolderFilter({strict: options.onlyNamedFolders, emit: options.emit});
	const emit = filter.own;
	const watcher = createTranscriptWatcher({emit, positionOf: live.positionOf});
	const running = new Map<string, ProcessInfo>();
	/** Conversations that a process has left. /clear and exit still write a last line, which is no sign of another process. */
	const registered = new Set<string>();
	const reading: Promise<void>[] = [];
	let unregistered: UnregisteredWatcher | null = null;
	const telemetry = openTelemetry({stateDir, receive, emit: filter.shared, clock});
	live.onOpened(telemetry.load);
	await telemetry.look();

	const readAutoCompact = createAutoCompactReader(emit);
	const follow = (process: ProcessInfo) => {
		const {configDir, sessionId, cwd} = process;
		const before = running.get(processKey(process));
		running.set(processKey(process), process);
		registered.add(sessionId);
		// Its settings may have changed: `/autocompact` writes them.
		readAutoCompact(process);
		if (before?.sessionId === sessionId && before.cwd === cwd) return;
		telemetry.load(sessionId);
		// One odd session becomes a problem, and the others are still shown.
		const followed = watcher.follow({configDir, sessionId, cwd}).catch(error => {
			emit({type: 'problem', path: cwd, message: `This session cannot be followed: ${reasonOf(error)}.`, count: 1});
		});
		reading.push(followed);
	};
	const accept = (event: SessionEvent) => {
		emit(event);
		if (event.type === 'process.seen') follow(event.process);
		else if (event.type === 'process.gone') running.delete(processKey(event));
	};
	const {acceptOwn, acceptRegistry} = createOwnSessions(accept);
	const closing = createClosing(emit, live.closeQuiet, sessionId => {
		const sizes = watcher.forget(sessionId);
		// Otherwise the next look would open it again, with all its requests.
		unregistered?.wereRead(sizes);
		telemetry.forget(sessionId);
	});
	const registry = createRegistryWatcher({configDirs, emit: acceptRegistry, clock});
	// Existing status line files are worth waiting for; an empty folder is not.
	let statusline: StatuslineSource | null = null;
	const openStatusline = async () => {
		const {createStatuslineSource} = await import('../live/statusline.ts');
		statusline ??= createStatuslineSource({emit, clock, stateDir, configDirs, emitOther: filter.other});
	};
	if (readDirectoryOrEmpty(statuslineFolder(stateDir)).length > 0) reading.push(openStatusline());

	return {
		ready: telemetry
			.ready()
			.then(() => Promise.all(reading))
			.then(() => undefined),
		stopHooks: {beforeStop: telemetry.pause, afterStop: telemetry.resume},
		async readToday() {
			const isIndexed = await options.readIndex();
			unregistered = watchUnregistered({
				configDirs,
				watcher,
				isRegistered: sessionId => registered.has(sessionId) || registry.isParked(sessionId),
				dayStart: startOfDay,
				isCounted: sessionId => isIndexed && !live.isOpen(sessionId),
				lastActivityOf: live.lastActivityOf,
				emit,
				clock,
			});
			await Promise.all([
				// Status lines say which conversations belong to other folders.
				openStatusline().then(() => (isIndexed ? undefined : telemetry.loadSince(startOfDay(clock())))),
				unregistered.ready,
				readClaudeJsonTotals({configDirs, emit}),
			]);
			if (isIndexed) closing.begin();
		},
		accept: acceptOwn,
		lookForTelemetry: () => void telemetry.look(),
		async close() {
			closing.end();
			unregistered?.close();
			registry.close();
			watcher.close();
			statusline?.close();
			await telemetry.close();
		},
	};
}

/** Looks regularly for conversations that are over and in the index: they are not kept in memory. `forget`: one was closed. */
function createClosing(emit: Emit, closeQuiet: LiveLedger['closeQuiet'], forget: (sessionId: string) => void) {
	let timer: NodeJS.Timeout | undefined;
	let hasEnded = false;
	const begin = () => {
		if (!hasEnded) timer = setTimeout(look, closeEveryMs).unref();
	};
	const look = guarded('closing conversations', emit, async () => {
		try {
			for (const sessionId of await closeQuiet()) forget(sessionId);
		} finally {
			begin();
		}
	});
	return {
		begin,
		end() {
			hasEnded = true;
			clearTimeout(timer);
		},
	};
}
