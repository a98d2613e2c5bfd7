/**
 * Follows one transcript from where it was read last. A file that became shorter, was replaced, or was written anew below
 * that point is read again from its start, and said to be. Nothing is held open in between.
 */
import type {Emit} from '../../claude/events.ts';
import type {TranscriptIdentity} from '../../claude/transcript/identity.ts';
import type {Detail} from '../../claude/transcript/line.ts';
import {createTranscriptParser, type TranscriptParser} from '../../claude/transcript/parse.ts';
import {isMissing, reasonOf, type Stats, statOrNull, throwUnreadable} from '../../platform/files.ts';
import {closeFile, openFile, readAt, statsOf} from '../../platform/plain-file.ts';

export interface TailOptions extends TranscriptIdentity {
	path: string;
	configDir: string;
	emit: Emit;
	detail?: Detail;
}

export interface Tail {
	readonly path: string;
	/** When the file was created, ms since the epoch; 0 while it is not there. Originals are older than their copies. */
	bornAt(): number;
	/**
	 * Emits what was appended since the last time, stopping after about `budgetBytes`.
	 * `more`: there is more to read. `missing`: no such file, now or any more.
	 */
	read(budgetBytes: number): 'more' | 'done' | 'missing' | 'unreadable';
}

/** Small enough to stay in the processor's cache between reading and parsing. */
const chunkBytes = 2 ** 18;
/** The end of what was read is compared before reading on: a file rewritten in place seldom has the same bytes there. */
const markBytes = 64;

// All files are read in turn and without waiting in between, so one buffer serves them all.
let sharedBuffer: Buffer | null = null;

export function createTail(options: TailOptions): Tail {
	const {path, emit, sessionId} = options;
	let parser: TranscriptParser = createTranscriptParser(options);
	let offset = 0;
	let file: {dev: number; ino: number; bornAt: number} | null = null;
	/** The last bytes that were read, at the end of this buffer. */
	const mark = Buffer.alloc(markBytes);
	let marked = 0;
	let reportedProblem = '';
	let reportedMalformed = 0;

	function restart(): void {
		if (offset > 0 && sessionId !== null) emit({type: 'transcript.restarted', sessionId, path});
		parser = createTranscriptParser(options);
		offset = 0;
		marked = 0;
		reportedMalformed = 0;
	}

	function recognise(stats: Stats): void {
		const same = file?.ino === stats.ino && file.dev === stats.dev;
		if (file && (!same || stats.size < offset)) restart();
		if (!same) file = {dev: stats.dev, ino: stats.ino, bornAt: stats.birthtimeMs || stats.ctimeMs};
	}

	function readFrom(descriptor: number, budgetBytes: number): 'more' | 'done' {
		sharedBuffer ??= Buffer.allocUnsafeSlow(chunkBytes);
		const buffer = sharedBuffer;
		recognise(statsOf(descriptor));
		if (marked > 0) {
			const length = readAt(descriptor, buffer, 0, marked, offset - marked);
			if (length !== marked || buffer.compare(mark, markBytes - marked, markBytes, 0, length) !== 0) restart();
		}
		for (let budget = budgetBytes; budget > 0; ) {
			const length = readAt(descriptor, buffer, 0, chunkBytes, offset);
			if (length === 0) return 'done';
			offset += length;
			budget -= length;
			remember(buffer, length);
			parser.push(buffer.subarray(0, length));
			if (length < chunkBytes) return 'done';
		}
		return 'more';
	}

	function remember(buffer: Buffer, length: number): void {
		const fresh = Math.min(length, markBytes);
		mark.copyWithin(0, fresh);
		buffer.copy(mark, markBytes - fresh, length - fresh, length);
		marked = Math.min(markBytes, marked + fresh);
	}

	/** Says once what keeps this file from being read; an absent file is no problem, many sessions have none yet. */
	function failed(error: unknown): 'missing' | 'unreadable' {
		if (isMissing(error)) return 'missing';
		const reason = reasonOf(error);
		if (reason !== reportedProblem) {
			emit({type: 'problem', path, message: `This transcript cannot be read (${reason}).`, count: 1});
		}
		reportedProblem = reason;
		return 'unreadable';
	}

	function reportMalformed(): void {
		const count = parser.malformedLines - reportedMalformed;
		if (count === 0) return;
		reportedMalformed += count;
		emit({type: 'problem', path, message: 'Some lines are no valid JSON and were left out.', count});
	}

	return {
		path,
		bornAt() {
			if (!file) {
				const stats = statOrNull(path);
				if (stats) recognise(stats);
			}
			return file?.bornAt ?? 0;
		},
		read(budgetBytes) {
			try {
				// Most looks find nothing new: those cost one system call.
				const stats = statOrNull(path, throwUnreadable);
				if (!stats?.isFile()) return 'missing';
				recognise(stats);
				if (stats.size === offset) return 'done';
				const descriptor = openFile(path);
				try {
					return readFrom(descriptor, budgetBytes);
				} finally {
					closeFile(descriptor);
					parser.pause();
					reportedProblem = '';
					reportMalformed();
				}
			} catch (error) {
				return failed(error);
			}
		},
	};
}
