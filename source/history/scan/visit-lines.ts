/** Turns the lines of one transcript into rows of a batch. */
import type {RequestSeen, SessionEvent} from '../../core/events.ts';
import {promptTokens} from '../../core/usage.ts';
import {createTranscriptParser, type TranscriptParser} from '../../sources/transcript/parse.ts';
import {
	answerAt,
	countOf,
	counts,
	field,
	isSidechain,
	lineKind,
	places,
	readAnswerLine,
	readFigures,
} from './answer-line.ts';
import {addRow, type Batch, type BatchBucket, column, nextRow, rowLength} from './batch.ts';
import {hashBytes, hashText} from './hash.ts';
import {ascii, spells} from './json-bytes.ts';
import {indexOfBucket, indexOfSession, tierOf} from './names.ts';
import type {VisitLine} from './read-lines.ts';
import type {TranscriptFile} from './transcripts.ts';

export interface LineVisitor {
	visit: VisitLine;
	/** For the line without a newline at the end of the file. */
	visitRest: VisitLine;
	brokenLines(): number;
}

export function createVisitor(file: TranscriptFile, batch: Batch): LineVisitor {
	let parser: TranscriptParser | undefined;
	const answers = createAnswerWriter(file, batch);

	/** Handed over whole, so that the parser sees the lines it is given in their order. */
	const parse = (line: Buffer) => {
		parser ??= createTranscriptParser({...file, emit: event => addEvent(event, file, batch, answers.lastAt())});
		parser.push(line);
	};

	return {
		visit(bytes, start, end) {
			const kind = readAnswerLine(bytes, start, end);
			if (kind === lineKind.skip) return;
			if (kind === lineKind.other || !answers.write(bytes)) parse(bytes.subarray(start, end + 1));
		},
		visitRest(bytes, start, end) {
			if (readAnswerLine(bytes, start, end) === lineKind.answer) answers.write(bytes);
		},
		brokenLines: () => parser?.malformedLines ?? 0,
	};
}

interface AnswerWriter {
	/** Writes the answer that was just read. False for one that the full parser must judge. */
	write(bytes: Buffer): boolean;
	/** The time of the last answer, in ms; 0 before the first. */
	lastAt(): number;
}

const startOf = (name: number) => places[2 * name]!;
const endOf = (name: number) => places[2 * name + 1]!;
const textAt = (bytes: Buffer, name: number) => textOf(bytes, startOf(name), endOf(name));
const isSameText = (bytes: Buffer, name: number, text: Uint8Array) => spells(bytes, startOf(name), endOf(name), text);

const fast = ascii('fast');

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
	let lastKey = -1;
	let lastOutput = 0;

	function findBucket(bytes: Buffer): number {
		const prompt = counts[field.input]! + counts[field.cacheRead]! + counts[field.cacheCreation]!;
		const promptTier = tierOf(prompt);
		const speed = isSameText(bytes, field.speed, fast) ? 'fast' : 'standard';
		const purpose = file.agentId !== null || isSidechain(bytes) ? 'subagent' : 'main';
		const inferenceGeo = endOf(field.geo) === startOf(field.geo) ? '' : textAt(bytes, field.geo);
		const isKnown =
			bucket !== undefined &&
			bucket.promptTier === promptTier &&
			bucket.speed === speed &&
			bucket.purpose === purpose &&
			bucket.inferenceGeo === inferenceGeo &&
			isSameText(bytes, field.model, model);
		if (isKnown) return bucketIndex;
		model = Buffer.from(bytes.subarray(startOf(field.model), endOf(field.model)));
		bucket = {model: textAt(bytes, field.model), speed, inferenceGeo, promptTier, purpose, cause: ''};
		bucketIndex = indexOfBucket(batch, bucket);
		return bucketIndex;
	}

	function findSession(bytes: Buffer): number {
		if (startOf(field.owner) > 0) {
			const owner = textAt(bytes, field.owner);
			if (owner !== ownSession) return indexOfSession(batch, file, owner);
		}
		if (session < 0) session = indexOfSession(batch, file, ownSession);
		const known = batch.sessions[session]!;
		if (known.cwd === null && file.agentId === null && startOf(field.folder) > 0) {
			known.cwd = textAt(bytes, field.folder);
		}
		return session;
	}

	return {
		lastAt: () => lastAt,
		write(bytes) {
			if (!isUsual) return false;
			const hasAgent = endOf(field.agentId) > startOf(field.agentId);
			if (hasAgent && !isSameText(bytes, field.agentId, agent)) return false;
			const key = hashBytes(bytes, startOf(field.messageId), endOf(field.messageId));
			const output = countOf(bytes, field.output);
			// A message has a line for each of its blocks, and each says again what it used; the first is the earliest.
			if (key === lastKey && output >= 0 && output <= lastOutput) return true;
			if (!readFigures(bytes)) return false;
			lastKey = key;
			lastOutput = output;
			lastAt = answerAt;
			const row = nextRow(batch);
			const {rows} = batch;
			rows[row + column.key] = key;
			rows[row + column.at] = answerAt;
			rows[row + column.session] = findSession(bytes);
			rows[row + column.bucket] = findBucket(bytes);
			// Without a request id the hash of nothing would be taken for one that they all share.
			const start = startOf(field.requestId);
			rows[row + column.requestKey] = start > 0 ? hashBytes(bytes, start, endOf(field.requestId)) : 0;
			for (let index = 0; index < tokenColumns; index++) {
				rows[row + column.input + index] = counts[field.input + index]!;
			}
			addRow(batch);
			return true;
		},
	};
}

/** From input tokens to web searches, in fields and columns alike. */
const tokenColumns = rowLength - column.input;

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
