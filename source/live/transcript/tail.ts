/** Follows a transcript from where it was last read. The file is not kept open in between. */
import type {Emit} from '../../claude/events.ts';
import type {TranscriptSource} from '../../claude/transcript/conversation.ts';
import {type FilePosition, readTranscriptFile} from '../../index/transcript-file.ts';
import {isMissing, reasonOf, type Stats, statOrNull, throwUnreadable} from '../../platform/files.ts';

export interface TailOptions extends TranscriptSource {
	emit: Emit;
	/** How far the index has read the file with this inode, if it has. */
	from?: (inode: number) => FilePosition | null;
}

export interface Tail {
	readonly path: string;
	/** Its conversation; null: the name does not say. */
	readonly sessionId: string | null;
	/** When the file was created, ms since the epoch; 0 while it is not there. Originals are older than their copies. */
	bornAt(): number;
	/** The file's length when last read, in bytes; null: not read yet. */
	sizeBytes(): number | null;
	/**
	 * Emits what was appended since the last time, stopping after about `budgetBytes`.
	 * `more`: there is more to read. `missing`: there is no such file (any more).
	 */
	read(budgetBytes: number): 'more' | 'done' | 'missing' | 'unreadable';
}

export function createTail(options: TailOptions): Tail {
	const {path, emit, sessionId, agentId, configDir} = options;
	let position: FilePosition | null = null;
	let isOpened = false;
	let born = 0;
	let reportedProblem = '';

	/** Reports once why this file cannot be read. A missing file is not a problem: many sessions have none yet. */
	function failed(error: unknown): 'missing' | 'unreadable' {
		if (isMissing(error)) return 'missing';
		const reason = reasonOf(error);
		if (reason !== reportedProblem) {
			emit({type: 'problem', path, message: `This transcript cannot be read (${reason}).`, count: 1});
		}
		reportedProblem = reason;
		return 'unreadable';
	}

	function open({ino, birthtimeMs, ctimeMs}: Stats): void {
		isOpened = true;
		born = birthtimeMs || ctimeMs;
		position = options.from?.(ino) ?? null;
		// Emitted before its requests: of two conversations that hold one, it belongs to the older.
		if (sessionId !== null && agentId === null) emit({type: 'conversation.seen', sessionId, configDir, bornAt: born});
	}

	return {
		path,
		sessionId,
		sizeBytes: () => position?.sizeBytes ?? null,
		bornAt() {
			const stats = born === 0 ? statOrNull(path) : null;
			if (stats) born = stats.birthtimeMs || stats.ctimeMs;
			return born;
		},
		read(budgetBytes) {
			try {
				// Usually nothing is new, at the cost of one system call.
				const stats = statOrNull(path, throwUnreadable);
				if (!stats?.isFile()) return 'missing';
				if (!isOpened) open(stats);
				const {ino, size, mtimeMs} = stats;
				const isSame = position?.inode === ino && position.sizeBytes === size && position.modifiedAt === mtimeMs;
				if (isSame) return 'done';
				const reading = readTranscriptFile(options, {from: position, emit, budgetBytes});
				reportedProblem = '';
				position = reading.position;
				born = reading.bornAt;
				return reading.more ? 'more' : 'done';
			} catch (error) {
				return failed(error);
			}
		},
	};
}
