/** Turns the lines of one transcript into rows of a batch. */
import type {RequestSeen, SessionEvent} from '../../core/events.ts';
import {promptTokens} from '../../core/usage.ts';
import {createTranscriptParser, type TranscriptParser} from '../../sources/transcript/parse.ts';
import {column, rowLength} from '../segments.ts';
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
import {addRow, type Batch, lastRow} from './batch.ts';
import {hashBytes, hashText} from './hash.ts';
import {ascii, spells} from './json-bytes.ts';
import {indexOfBucket, indexOfSession, tierOf} from './names.ts';
import type {VisitLine} from './read-lines.ts';
import type {TranscriptFile} from './transcripts.ts';

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
	let parser: TranscriptParser | undefined;
	const answers = createAnswerWriter(batch);

	/** Handed over whole, so that the parser sees the lines it is given in their order. */
	const parse = (line: Buffer) => {
		parser ??= createTranscriptParser({...file, emit: event => addEvent(event, file, batch, answers.lastAt())});
		parser.push(line);
	};

	return {
		begin(next) {
			file = next;
			parser = undefined;
			answers.begin(next);
		},
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
	begin(file: TranscriptFile): void;
	/** Writes the answer that was just read. False for one that the full parser must judge. */
	write(bytes: Buffer): boolean;
	/** The time of the file's last answer, in ms; 0 before the first. */
	lastAt(): number;
}

const startOf = (name: number) => places[2 * name]!;
const endOf = (name: number) => places[2 * name + 1]!;
const textAt = (bytes: Buffer, name: number) => textOf(bytes, startOf(name), endOf(name));
const hashOf = (bytes: Buffer, name: number, seed = 0) => hashBytes(bytes, startOf(name), endOf(name), seed);

const fast = ascii('fast');
/** From input tokens to web searches, in fields and columns alike. */
const tokenColumns = rowLength - column.input;

function createAnswerWriter(batch: Batch): AnswerWriter {
	let file: TranscriptFile;
	let isUsual = false;
	let agent: Buffer = Buffer.alloc(0);
	let session = -1;
	let lastAt = 0;
	let lastKey = -1;
	let lastOutput = 0;

	function isOthers(bytes: Buffer): boolean {
		const start = startOf(field.agentId);
		return endOf(field.agentId) > start && !spells(bytes, start, endOf(field.agentId), agent);
	}

	/** Rows know their bucket by a hash of what names it; it is made into texts once. */
	function findBucket(bytes: Buffer): number {
		const tier = tierOf(counts[field.input]! + counts[field.cacheRead]! + counts[field.cacheCreation]!);
		const isFast = spells(bytes, startOf(field.speed), endOf(field.speed), fast);
		const isSubagent = file.agentId !== null || isSidechain(bytes);
		const geo = endOf(field.geo) > startOf(field.geo) ? hashOf(bytes, field.geo) : 0;
		const hash = hashOf(bytes, field.model, (geo + tier * 4 + (isFast ? 2 : 0) + (isSubagent ? 1 : 0)) | 0);
		const known = batch.bucketByHash.get(hash);
		if (known !== undefined) return known;
		const index = indexOfBucket(batch, {
			model: textAt(bytes, field.model),
			speed: isFast ? 'fast' : 'standard',
			inferenceGeo: geo === 0 ? '' : textAt(bytes, field.geo),
			promptTier: tier,
			purpose: isSubagent ? 'subagent' : 'main',
			cause: '',
		});
		batch.bucketByHash.set(hash, index);
		return index;
	}

	function findSession(bytes: Buffer): number {
		if (startOf(field.owner) > 0) {
			const owner = textAt(bytes, field.owner);
			if (owner !== file.sessionId) return indexOfSession(batch, file, owner);
		}
		if (session < 0) session = indexOfSession(batch, file, file.sessionId ?? '');
		const known = batch.sessions[session]!;
		if (known.cwd === null && file.agentId === null && startOf(field.folder) > 0) {
			known.cwd = textAt(bytes, field.folder);
		}
		return session;
	}

	return {
		begin(next) {
			file = next;
			// Agents with a purpose in their name, and files that do not name their conversation, are the full parser's.
			isUsual = next.sessionId !== null && !next.agentId?.includes('-');
			agent = Buffer.from(next.agentId ?? '');
			session = -1;
			lastAt = 0;
			lastKey = -1;
		},
		lastAt: () => lastAt,
		write(bytes) {
			if (!isUsual || isOthers(bytes)) return false;
			const key = hashOf(bytes, field.messageId);
			const output = countOf(bytes, field.output);
			// A message has a line for each of its blocks, and each says again what it used; the first is the earliest.
			if (key === lastKey && output >= 0 && output <= lastOutput) return true;
			if (!readFigures(bytes)) return false;
			const isSame = key === lastKey;
			lastKey = key;
			lastOutput = output;
			lastAt = answerAt;
			const bucket = findBucket(bytes);
			const owner = findSession(bytes);
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
