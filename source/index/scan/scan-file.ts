/** Reads what is new in one transcript into a batch. */
import {closeFile, openFile, statsOf} from '../../platform/plain-file.ts';
import type {TranscriptFile} from '../discover.ts';
import {lineBytes} from './answer-line.ts';
import type {Batch} from './batch.ts';
import {markOf} from './mark.ts';
import {createLineReader} from './read-lines.ts';
import {createVisitor} from './visit-lines.ts';

/** What is stored of a file that was read before. */
export interface KnownFile {
	inode: number;
	sizeBytes: number;
	modifiedAt: number;
	readTo: number;
	mark: number;
}

export interface FileScan {
	file: TranscriptFile;
	known: KnownFile | undefined;
}

/** The lines that could not be read, by file. */
export interface ScanCounts {
	bytesRead: number;
	brokenLines: number;
}

export interface FileScanner {
	/** Adds the file's new lines to the batch, with how far it has been read. Throws what opening and reading throw. */
	scan(scan: FileScan): ScanCounts;
}

export function createFileScanner(batch: Batch): FileScanner {
	const reader = createLineReader(lineBytes);
	const visitor = createVisitor(batch);
	return {
		scan(scan) {
			const {path, inode, sizeBytes, modifiedAt, sessionId} = scan.file;
			const descriptor = openFile(path);
			try {
				const offset = resumeOffset(scan, descriptor);
				visitor.begin(scan.file);
				const readTo = reader.read(descriptor, offset, visitor.visit, visitor.visitRest);
				const mark = markOf(descriptor, readTo);
				batch.files.push({path, inode, sizeBytes, modifiedAt, readTo, mark, sessionId});
				return {bytesRead: readTo - offset, brokenLines: visitor.brokenLines()};
			} finally {
				closeFile(descriptor);
			}
		},
	};
}

/** A file that was truncated, rewritten or replaced is read from its start: messages that were counted stay so. */
function resumeOffset({file, known}: FileScan, descriptor: number): number {
	if (!known || known.inode !== file.inode || known.readTo > statsOf(descriptor).size) return 0;
	return markOf(descriptor, known.readTo) === known.mark ? known.readTo : 0;
}
