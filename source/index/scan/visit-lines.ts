/** Turns the lines of one transcript into rows of a batch. */
import type {RequestSeen, SessionEvent} from '../../claude/events.ts';
import {type ReadState, readTranscript} from '../../claude/transcript/read-transcript.ts';
import {promptTokens} from '../../claude/usage.ts';
import type {TranscriptFile} from '../discover.ts';
import {column, rowLength} from '../segments.ts';
import {
	answerAt,
	counts,
	field,
	hashOf,
	isSidechain,
	isText,
	isThere,
	lineBytes,
	lineKind,
	rawText,
	readAnswerLine,
	readFigures,
} from './answer-line.ts';
import {addRow, type Batch, lastRow} from './batch.ts';
import {hashText} from './hash.ts';
import {indexOfBucket, indexOfSession, tierOf} from './names.ts';
import type {VisitLine} from './read-lines.ts';

/** One per thread, for file after file: functions made anew for each would be compiled anew, too. */
export interface LineVisitor {
	/** The lines that follow are this file's. */
	begin(file: TranscriptFile): void;
	visit: VisitLine;
	/** For the line without a newline at the end of the file. */
	visitRest: VisitLine;
	/** Lines of the file that are not JSON. */
	brokenLines(): number;
}

export function createVisitor(batch: Batch): LineVisitor {
	let file: TranscriptFile;
	let state: ReadState | null = null;
	const answers = createAnswerWriter(batch);

	/** Handed over whole, so that the reader sees the lines it is given in their order. */
	const parse = (line: Buffer) => {
		const from = state;
		const readAt = (into: Buffer, position: number) => line.copy(into, 0, position - (from?.readTo ?? 0));
		const emit = (event: SessionEvent) => addEvent(event, file, batch, answers.lastAt());
		state = readTranscript({...file, configDir: file.folder.path}, {from, readAt, emit}).state;
	};

	return {
		begin(next) {
			file = next;
			state = null;
			answers.begin(next);
		},
		visit(bytes, start, end) {
			// A line that is too long for the quick reader is hardly ever an answer.
			const kind = bytes.buffer === lineBytes.buffer ? readAnswerLine(start, end) : lineKind.other;
			if (kind === lineKind.skip) return;
			if (kind === lineKind.other || !answers.write()) parse(bytes.subarray(start, end + 1));
		},
		visitRest(bytes, start, end) {
			if (bytes.buffer === lineBytes.buffer && readAnswerLine(start, end) === lineKind.answer) answers.write();
		},
		brokenLines: () => state?.damages ?? 0,
	};
}

interface AnswerWriter {
	begin(file: TranscriptFile): void;
	/** Writes the answer that was just read. False for one that the full parser must judge. */
	write(): boolean;
	/** The time of the file's last answer, in ms; 0 before the first. */
	lastAt(): number;
}

/** From input tokens to web searches, in fields and columns alike. */
const tokenColumns = rowLength - column.input;

function createAnswerWriter(batch: Batch): AnswerWriter {
	let file: TranscriptFile;
	let isUsual = false;
	let session = -1;
	let lastAt = 0;
	let lastKey = -1;
	let lastOutput = 0;

	/** Rows know their bucket by a hash of what names it; it is made into texts once. */
	function findBucket(): number {
		const tier = tierOf(counts[field.input]! + counts[field.cacheRead]! + counts[field.cacheCreation]!);
		const isFast = isText(field.speed, 'fast');
		const isSubagent = file.agentId !== null || isSidechain();
		const geo = isThere(field.geo) ? hashOf(field.geo) : 0;
		const hash = hashOf(field.model, (geo + tier * 4 + (isFast ? 2 : 0) + (isSubagent ? 1 : 0)) | 0);
		const known = batch.bucketByHash.get(hash);
		if (known !== undefined) return known;
		const index = indexOfBucket(batch, {
			model: textOf(field.model),
			speed: isFast ? 'fast' : 'standard',
			inferenceGeo: geo === 0 ? '' : textOf(field.geo),
			promptTier: tier,
			purpose: isSubagent ? 'subagent' : 'main',
			cause: '',
		});
		batch.bucketByHash.set(hash, index);
		return index;
	}

	function findSession(): number {
		if (isThere(field.owner)) {
			const owner = textOf(field.owner);
			if (owner !== file.sessionId) return indexOfSession(batch, file, owner);
		}
		if (session < 0) session = indexOfSession(batch, file, file.sessionId ?? '');
		const known = batch.sessions[session]!;
		if (known.cwd === null && file.agentId === null && isThere(field.folder)) known.cwd = textOf(field.folder);
		return session;
	}

	return {
		begin(next) {
			file = next;
			// Agents with a purpose in their name, and files that do not name their conversation, are the full parser's.
			isUsual = next.sessionId !== null && !next.agentId?.includes('-');
			session = -1;
			lastAt = 0;
			lastKey = -1;
		},
		lastAt: () => lastAt,
		write() {
			if (!isUsual || (isThere(field.agentId) && !isText(field.agentId, file.agentId ?? ''))) return false;
			const key = hashOf(field.messageId);
			const output = counts[field.output]!;
			// A message has a line for each of its blocks, and each says again what it used; the first is the earliest.
			if (key === lastKey && output >= 0 && output <= lastOutput) return true;
			if (!readFigures()) return false;
			const isSame = key === lastKey;
			lastKey = key;
			lastOutput = output;
			lastAt = answerAt;
			const bucket = findBucket();
			const owner = findSession();
			const row = isSame ? lastRow(batch) : addRow(batch);
			const {rows} = batch;
			rows[row + column.key] = key;
			if (!isSame) rows[row + column.at] = answerAt;
			rows[row + column.session] = owner;
			rows[row + column.bucket] = bucket;
			for (let index = 0; index < tokenColumns; index++) {
				rows[row + column.input + index] = counts[field.input + index]!;
			}
			return true;
		},
	};
}

/** What the full parser says of a line. `lastAt`: the time of the last answer before it, for lines without one. */
function addEvent(event: SessionEvent, file: TranscriptFile, batch: Batch, lastAt: number): void {
	switch (event.type) {
		case 'request':
			addRequest(event, file, batch, lastAt);
			break;
		case 'conversation.seen': {
			const session = batch.sessions[indexOfSession(batch, file, event.sessionId)]!;
			session.cwd ??= event.cwd ?? null;
			session.title = event.title ?? session.title;
			session.gitBranch = event.gitBranch ?? session.gitBranch;
			break;
		}
		case 'reported': {
			const session = batch.sessions[indexOfSession(batch, file, event.sessionId)]!;
			const at = Math.max(event.at, lastAt);
			if (session.reported && session.reported.at > at) break;
			const models = event.byModel && JSON.stringify(event.byModel);
			session.reported = {at, usd: event.totalCostUsd, models, totalStartedAt: event.totalStartedAt ?? null};
			break;
		}
		case 'compaction': {
			const {id, at, trigger, preTokens, postTokens} = event;
			if (event.agentId !== null) break;
			const session = indexOfSession(batch, file, event.sessionId);
			batch.compactions.push({id, session, at, trigger, preTokens, postTokens});
		}
	}
}

function addRequest(event: RequestSeen, file: TranscriptFile, batch: Batch, lastAt: number): void {
	const {model, speed, usage, purpose} = event;
	const at = event.at || lastAt;
	const id = event.messageId ?? event.requestId ?? `${file.path} ${at} ${usage.outputTokens}`;
	const values = [
		hashText(id),
		at,
		indexOfSession(batch, file, event.copiedFrom ?? event.sessionId),
		indexOfBucket(batch, {
			model,
			speed,
			inferenceGeo: event.inferenceGeo ?? '',
			promptTier: tierOf(promptTokens(usage)),
			purpose,
			cause: event.cause ?? '',
		}),
		usage.inputTokens,
		usage.outputTokens,
		usage.cacheReadInputTokens,
		usage.cacheCreation5mInputTokens,
		usage.cacheCreation1hInputTokens,
		usage.webSearchRequests,
	];
	const row = addRow(batch);
	batch.rows.set(values, row);
}

/** The text of a field. */
function textOf(name: number): string {
	const raw = rawText(name) ?? '';
	if (!raw.includes('\\')) return raw;
	try {
		return String(JSON.parse(`"${raw}"`));
	} catch {
		return raw;
	}
}
