/** Turns the lines of one transcript into rows of a batch. */
import type {RequestSeen, SessionEvent} from '../../core/events.ts';
import {promptTokens} from '../../core/usage.ts';
import {createTranscriptParser, type TranscriptParser} from '../../sources/transcript/parse.ts';
import {type AnswerLine, lineKind, newAnswerLine, readAnswerLine} from './answer-line.ts';
import {addRow, type Batch, type BatchBucket, column, nextRow} from './batch.ts';
import {hashBytes, hashText} from './hash.ts';
import {indexOfBucket, indexOfSession, tierOf} from './names.ts';
import type {VisitLine} from './read-lines.ts';
import type {TranscriptFile} from './transcripts.ts';

export interface LineVisitor {
	visit: VisitLine;
	/** For the line without a newline at the end of the file. */
	visitRest: VisitLine;
	brokenLines(): number;
	/** Bytes of the lines that hold results of tools, those read earlier included. */
	toolResultBytes(): number;
}

/** One per thread: a line is read at a time. */
const answer: AnswerLine = newAnswerLine();

export function createVisitor(file: TranscriptFile, batch: Batch, toolResultBytesBefore: number): LineVisitor {
	let toolResultBytes = toolResultBytesBefore;
	let parser: TranscriptParser | undefined;
	const answers = createAnswerWriter(file, batch);

	/** Handed over whole, so that the parser sees the lines it is given in their order. */
	const parse = (line: Buffer) => {
		parser ??= createTranscriptParser({...file, emit: event => addEvent(event, file, batch, answers.lastAt())});
		parser.push(line);
	};

	return {
		visit(bytes, start, end) {
			const kind = readAnswerLine(bytes, start, end, answer);
			if (kind === lineKind.skip) return;
			if (kind === lineKind.toolResult) toolResultBytes += end - start;
			else if (kind === lineKind.other || !answers.write(bytes, answer)) parse(bytes.subarray(start, end + 1));
		},
		visitRest(bytes, start, end) {
			if (readAnswerLine(bytes, start, end, answer) === lineKind.answer) answers.write(bytes, answer);
		},
		brokenLines: () => parser?.malformedLines ?? 0,
		toolResultBytes: () => toolResultBytes,
	};
}

interface AnswerWriter {
	/** False for an answer that the full parser must judge. */
	write(bytes: Buffer, line: AnswerLine): boolean;
	/** The time of the last answer, in ms; 0 before the first. */
	lastAt(): number;
}

/** Most lines say again what the line before said: names are compared as bytes and looked up only when they change. */
function createAnswerWriter(file: TranscriptFile, batch: Batch): AnswerWriter {
	// Agents with a purpose in their name, and files that do not name their conversation, are known by the full parser.
	const isUsual = file.sessionId !== null && !file.agentId?.includes('-');
	const agent = Buffer.from(file.agentId ?? '');
	const ownSession = file.sessionId ?? '';
	let model = Buffer.alloc(0);
	let bucket: BatchBucket | undefined;
	let bucketIndex = -1;
	let session = -1;
	let lastAt = 0;

	function findBucket(bytes: Buffer, line: AnswerLine): number {
		const {inputTokens, cacheReadInputTokens, cacheCreation5mInputTokens, cacheCreation1hInputTokens} = line;
		const prompt = inputTokens + cacheReadInputTokens + cacheCreation5mInputTokens + cacheCreation1hInputTokens;
		const speed = line.isFast ? 'fast' : 'standard';
		const purpose = file.agentId !== null || line.isSidechain ? 'subagent' : 'main';
		const promptTier = tierOf(prompt);
		const sameModel = line.modelEnd - line.modelStart === model.length && isSame(bytes, line.modelStart, model);
		const geo = line.geoStart < 0 || line.geoEnd === line.geoStart ? '' : textOf(bytes, line.geoStart, line.geoEnd);
		const isKnown =
			bucket !== undefined &&
			sameModel &&
			bucket.promptTier === promptTier &&
			bucket.speed === speed &&
			bucket.purpose === purpose &&
			bucket.inferenceGeo === geo;
		if (isKnown) return bucketIndex;
		if (!sameModel) model = Buffer.from(bytes.subarray(line.modelStart, line.modelEnd));
		const name = textOf(bytes, line.modelStart, line.modelEnd);
		bucket = {model: name, speed, inferenceGeo: geo, promptTier, purpose, cause: ''};
		bucketIndex = indexOfBucket(batch, bucket);
		return bucketIndex;
	}

	function findSession(bytes: Buffer, line: AnswerLine): number {
		if (line.ownerStart >= 0) {
			const owner = textOf(bytes, line.ownerStart, line.ownerEnd);
			if (owner !== ownSession) return indexOfSession(batch, file, owner);
		}
		if (session < 0) session = indexOfSession(batch, file, ownSession);
		const known = batch.sessions[session]!;
		if (known.cwd === null && file.agentId === null && line.folderStart >= 0) {
			known.cwd = textOf(bytes, line.folderStart, line.folderEnd);
		}
		return session;
	}

	return {
		lastAt: () => lastAt,
		write(bytes, line) {
			if (!isUsual) return false;
			const agentLength = line.agentStart < 0 ? 0 : line.agentEnd - line.agentStart;
			if (agentLength > 0 && (agentLength !== agent.length || !isSame(bytes, line.agentStart, agent))) return false;
			lastAt = line.at;
			const row = nextRow(batch);
			const {rows} = batch;
			rows[row + column.key] = hashBytes(bytes, line.idStart, line.idEnd);
			rows[row + column.at] = line.at;
			rows[row + column.session] = findSession(bytes, line);
			rows[row + column.bucket] = findBucket(bytes, line);
			rows[row + column.requestKey] = line.requestStart < 0 ? 0 : hashBytes(bytes, line.requestStart, line.requestEnd);
			rows[row + column.input] = line.inputTokens;
			rows[row + column.output] = line.outputTokens;
			rows[row + column.cacheRead] = line.cacheReadInputTokens;
			rows[row + column.cacheCreation5m] = line.cacheCreation5mInputTokens;
			rows[row + column.cacheCreation1h] = line.cacheCreation1hInputTokens;
			rows[row + column.webSearches] = line.webSearchRequests;
			addRow(batch);
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
			session.reported = {at, usd: event.totalCostUsd, models, tallyStartedAt: event.tallyStartedAt ?? null};
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
	const row = nextRow(batch);
	batch.rows.set(
		[
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
			event.requestId === null ? 0 : hashText(event.requestId),
			usage.inputTokens,
			usage.outputTokens,
			usage.cacheReadInputTokens,
			usage.cacheCreation5mInputTokens,
			usage.cacheCreation1hInputTokens,
			usage.webSearchRequests,
		],
		row,
	);
	addRow(batch);
}

function isSame(bytes: Buffer, start: number, text: Buffer): boolean {
	for (let index = 0; index < text.length; index++) if (bytes[start + index] !== text[index]) return false;
	return true;
}

/** The text of a JSON string without its quotes. */
function textOf(bytes: Buffer, start: number, end: number): string {
	const raw = bytes.toString('utf8', start, end);
	if (!raw.includes('\\')) return raw;
	try {
		return String(JSON.parse(`"${raw}"`));
	} catch {
		return raw;
	}
}
