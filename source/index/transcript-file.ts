/**
 * Reads a transcript from where it was last read to, no matter by whom: the position is plain data, and the index
 * keeps it. A file that became shorter, was replaced, or was rewritten below that point is read from its start again.
 */
import type {Emit} from '../claude/events.ts';
import type {Detail, TranscriptSource} from '../claude/transcript/conversation.ts';
import {type ReadState, readTranscript} from '../claude/transcript/read-transcript.ts';
import type {Stats} from '../platform/files.ts';
import {closeFile, type FileHandle, openFile, readAt, statsOf} from '../platform/plain-file.ts';

export interface FilePosition {
	inode: number;
	/** The file's size when it was read; of one that was read in part, how far. */
	sizeBytes: number;
	/** Milliseconds since the epoch, with fractions. */
	modifiedAt: number;
	/** A hash of the bytes that the file began with, and of those just before `state.readTo`. */
	mark: number;
	state: ReadState;
}

export interface FileReading {
	position: FilePosition;
	/** There is more to read: it stopped because of its budget. */
	more: boolean;
	/** When the file was created, in ms since the epoch: originals are older than their copies. */
	bornAt: number;
}

export interface ReadFileOptions {
	/** Null: it has not been read yet. */
	from: FilePosition | null;
	/** Receives the events, including `transcript.restarted`, and a problem that counts damaged records. */
	emit: Emit;
	detail?: Detail;
	budgetBytes?: number;
}

/** Throws what opening and reading throw; for a pipe or a folder in the file's place, too. */
export function readTranscriptFile(source: TranscriptSource, options: ReadFileOptions): FileReading {
	const file = openFile(source.path);
	try {
		return readOpenFile(file, statsOf(file), source, options);
	} finally {
		closeFile(file);
	}
}

function readOpenFile(file: FileHandle, stats: Stats, source: TranscriptSource, options: ReadFileOptions): FileReading {
	const {emit, ...reading} = options;
	const {path, sessionId} = source;
	const from = options.from && isSameFile(file, stats, options.from) ? options.from.state : null;
	if (options.from && !from && options.from.state.readTo > 0 && sessionId !== null) {
		emit({type: 'transcript.restarted', sessionId, path});
	}
	const {state, more} = readTranscript(source, {
		...reading,
		emit,
		from,
		readAt: (into, position) => readAt(file, into, 0, into.length, position),
	});
	const count = state.damages - (from?.damages ?? 0);
	if (count > 0) {
		emit({type: 'problem', path, message: 'Some records are damaged and were left out: the rest counts.', count});
	}
	const position = {
		inode: stats.ino,
		sizeBytes: more ? state.readTo : stats.size,
		modifiedAt: stats.mtimeMs,
		mark: markOf(file, state.readTo),
		state,
	};
	return {position, more, bornAt: stats.birthtimeMs || stats.ctimeMs};
}

function isSameFile(file: FileHandle, {ino, size}: Stats, {inode, mark, state}: FilePosition): boolean {
	return ino === inode && size >= (state.long?.readTo ?? state.readTo) && markOf(file, state.readTo) === mark;
}

const markBytes = 256;
const markBuffer = Buffer.alloc(2 * markBytes);

/** FNV-1a: https://datatracker.ietf.org/doc/html/draft-eastlake-fnv */
function markOf(file: FileHandle, readTo: number): number {
	const length = Math.min(markBytes, readTo);
	const head = readAt(file, markBuffer, 0, length, 0);
	const tail = readAt(file, markBuffer, head, length, readTo - length);
	let hash = 0x811c9dc5;
	for (let at = 0; at < head + tail; at++) hash = Math.imul(hash ^ markBuffer[at]!, 0x01000193);
	return hash >>> 0;
}
