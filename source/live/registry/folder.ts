/** The sessions of one config folder, from its registry files and the running processes. */
import {join} from 'node:path';
import type {Emit, ProcessInfo} from '../../claude/events.ts';
import {isElsewhere, type RegisteredSession} from '../../claude/registry/parse.ts';
import {isSameProcess, isStillRunning} from '../../platform/process.ts';
import {processElsewhere} from './elsewhere.ts';
import {createRegistryFiles, type RegistryFile} from './registry-files.ts';

export interface FolderOptions {
	configDir: string;
	emit: Emit;
	clock: () => number;
	/** This machine's pid domain; null: this system has none. */
	pidDomain: string | null;
}

export interface SessionsFolder {
	readonly path: string;
	/** Looks for new, changed and vanished files and for dead processes. */
	scan(): void;
	/** Reads one file now, because the system says it changed. */
	refresh(fileName: string): void;
	/** Whether a process has handed this conversation over to a background job. */
	isParked(sessionId: string): boolean;
}

function isChanged(before: ProcessInfo | null, now: ProcessInfo): boolean {
	return before === null || (Object.keys(now) as (keyof ProcessInfo)[]).some(key => before[key] !== now[key]);
}

/** Identifies a process across conversations; a session without a pid here is identified by its conversation. */
function isSameSession(a: ProcessInfo | null, b: ProcessInfo | null): boolean {
	if (a === null || b === null) return a === b;
	return a.pid === b.pid && a.procStart === b.procStart && (a.pid !== null || a.sessionId === b.sessionId);
}

export function openSessionsFolder({configDir, emit, clock, pidDomain}: FolderOptions): SessionsFolder {
	const path = join(configDir, 'sessions');
	const files = createRegistryFiles({configDir, path, emit, onGone: file => show(file, null)});

	/** First sessions that run here, then those that may be the same conversations elsewhere. */
	function showAll(): void {
		for (const file of files.known()) {
			if (!runsElsewhere(file) && !file.isStale) show(file, file.session && runningHere(file, file.session));
		}
		for (const file of files.known()) {
			if (runsElsewhere(file)) show(file, file.session && runningElsewhere(file, file.session));
		}
	}

	const runsElsewhere = ({session}: RegistryFile) => session !== null && isElsewhere(session.pidDomain, pidDomain);

	function runningHere(file: RegistryFile, {process, parkedJobId}: RegisteredSession): ProcessInfo | null {
		const isRunning = isSameSession(file.shown, process) ? isStillRunning : isSameProcess;
		file.isStale = !isRunning(process.pid, process.procStart);
		// A parked session is shown as its job.
		return file.isStale || parkedJobId !== null ? null : process;
	}

	/** A container that was killed leaves its file behind, and its conversation may go on in another, or here. */
	function runningElsewhere(file: RegistryFile, session: RegisteredSession): ProcessInfo | null {
		if (session.parkedJobId !== null) return null;
		const {sessionId} = session.process;
		const isContinued = [...files.known()].some(other => {
			if (other === file || other.session?.process.sessionId !== sessionId) return false;
			if (!runsElsewhere(other)) return other.shown !== null;
			return changedAt(other) > changedAt(file) || (changedAt(other) === changedAt(file) && other.pid > file.pid);
		});
		return isContinued ? null : processElsewhere(session, file.modifiedAt, clock());
	}

	const changedAt = ({session, modifiedAt}: RegistryFile) => session?.updatedAt ?? modifiedAt;

	function show(file: RegistryFile, process: ProcessInfo | null): void {
		const {shown} = file;
		if (shown && !isSameSession(shown, process)) {
			file.shown = null;
			// A session without a pid here is gone with its conversation, which may be in another file by now.
			const isShownStill = shown.pid === null && [...files.known()].some(other => isSameSession(other.shown, shown));
			const {pid, sessionId} = shown;
			if (!isShownStill) emit({type: 'process.gone', configDir, pid, sessionId, at: clock()});
		}
		if (process === null || !isChanged(file.shown, process)) return;
		file.shown = process;
		emit({type: 'process.seen', process});
	}

	return {
		path,
		scan() {
			files.sweep();
			showAll();
		},
		refresh(fileName) {
			files.refresh(fileName);
			showAll();
		},
		isParked: sessionId =>
			[...files.known()].some(({session}) => session?.process.sessionId === sessionId && session.parkedJobId !== null),
	};
}
