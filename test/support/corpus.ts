/**
 * Made-up config folders full of transcripts, with every trap that real ones hold, and the truth about them.
 * The same options make the same corpus. The traps:
 * a line per content block, each repeating the usage · few output tokens before the final figure · requests copied into a
 * forked session, some copies with the smaller figure · lines without a requestId · subagents, some one folder deeper ·
 * `<synthetic>` answers · 5-minute and 1-hour cache writes, and lines too old to distinguish them · compactions ·
 * Claude Code's own totals with hidden requests in them · lines that are broken, empty or not finished · huge tool results ·
 * usage-like text and objects in lines that are not answers · Bedrock and Vertex model ids.
 */
import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {brokenLine, type Conversation, writeConversation} from './corpus-conversation.ts';
import {type CorpusTruth, noTotals, noTruth, type SessionTruth} from './corpus-truth.ts';
import {type Random, seededRandom} from './random.ts';
import {costStateLine} from './transcript-lines.ts';

export interface CorpusOptions {
	seed?: number;
	/** How many sessions to write; or, with `bytes`, at least so many bytes. */
	sessions?: number;
	bytes?: number;
	projects?: number;
	/** The sessions start within so many days before `end`. */
	days?: number;
	/** Milliseconds since the epoch. */
	end?: number;
	/** Requests of a session, at most. */
	turns?: number;
}

export interface CorpusFile {
	/** Below the config folder, with slashes. */
	path: string;
	text: string;
}

const models = [
	'claude-opus-4-5-20251101',
	'claude-sonnet-4-5-20250929',
	'claude-haiku-4-5-20251001',
	'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
	'claude-opus-4-5@20251101',
] as const;

/** A corpus in memory, for unit tests. */
export function makeCorpus(options: CorpusOptions = {}): {files: CorpusFile[]; truth: CorpusTruth} {
	const truth = noTruth();
	return {files: [...corpusFiles(options, truth)], truth};
}

/** Writes a corpus below a config folder, file by file: gigabytes are no problem. */
export function writeCorpus(configDir: string, options: CorpusOptions = {}): CorpusTruth {
	const truth = noTruth();
	for (const file of corpusFiles(options, truth)) {
		const target = path.join(configDir, file.path);
		mkdirSync(path.dirname(target), {recursive: true});
		writeFileSync(target, file.text);
	}
	return truth;
}

/** The folder of a project's transcripts below the config folder. */
export function projectFolder(cwd: string): string {
	return `projects/${cwd.replace(/[^A-Za-z0-9]/g, '-')}`;
}

function* corpusFiles(options: CorpusOptions, truth: CorpusTruth): Generator<CorpusFile> {
	const {
		seed = 1,
		bytes,
		sessions = bytes ? Number.POSITIVE_INFINITY : 12,
		projects = 4,
		days = 10,
		turns = 60,
	} = options;
	const end = options.end ?? Date.UTC(2026, 10, 20, 12);
	const random = seededRandom(seed);
	let previous: {sessionId: string; cwd: string; lines: string[]} | null = null;
	for (let written = 0; written < sessions && truth.bytes < (bytes ?? Number.POSITIVE_INFINITY); written++) {
		// Claude Code starts a fork in its parent's folder.
		const parent = previous && random.chance(0.25) ? previous : null;
		const cwd: string = parent?.cwd ?? `/home/dev/work/project-${random.int(1, projects)}`;
		const sessionId = random.uuid();
		const at = end - Math.floor(random.next() * days * 86_400_000);
		const session: SessionTruth = {
			...{cwd, main: noTotals(), subagents: noTotals(), forkedFrom: null},
			...{contextTokens: 0, compactions: 0, reportedUsd: 0},
		};
		truth.bySession[sessionId] = session;
		const main = writeConversation(random, truth, {
			...{sessionId, cwd, at, model: random.pick(models), turns: random.int(3, turns), totals: session.main},
		});
		Object.assign(session, {contextTokens: main.contextTokens, compactions: main.compactions});
		const lines = [...main.lines];
		if (parent) {
			session.forkedFrom = parent.sessionId;
			lines.unshift(...forkedLines(random, parent.lines, sessionId));
		}
		session.reportedUsd = 1 + random.int(1, 60) / 1000;
		lines.push(costStateLine(main.scribe, session.reportedUsd, {}));
		const folder = projectFolder(cwd);
		yield counted(truth, `${folder}/${sessionId}.jsonl`, lines, unfinishedTail(random, truth));
		if (random.chance(0.4)) yield* subagentFiles(random, truth, {sessionId, session, at: main.scribe.now()});
		previous = {sessionId, cwd, lines: main.lines};
	}
}

function* subagentFiles(
	random: Random,
	truth: CorpusTruth,
	parent: {sessionId: string; session: SessionTruth; at: number},
): Generator<CorpusFile> {
	const {sessionId, session, at} = parent;
	const {cwd, subagents: totals} = session;
	for (let count = random.int(1, 3); count > 0; count--) {
		const agentId = `a${random.hex(16)}`;
		const deeper = random.chance(0.2) ? `workflow-${random.hex(6)}/` : '';
		const base = `${projectFolder(cwd)}/${sessionId}/subagents/${deeper}agent-${agentId}`;
		const agent: Conversation = {
			sessionId,
			cwd,
			at,
			agentId,
			totals,
			turns: random.int(2, 12),
			model: random.pick(models),
		};
		yield counted(truth, `${base}.jsonl`, writeConversation(random, truth, agent).lines, '');
		const meta = {agentType: 'general-purpose', isBuiltIn: true, description: 'look it up', finished: true};
		yield {path: `${base}.meta.json`, text: JSON.stringify(meta)};
	}
}

/** The beginning of another session's lines under the new id, as a resumed or forked session has them. */
function forkedLines(random: Random, lines: readonly string[], sessionId: string): string[] {
	return lines.slice(0, random.int(5, 40)).map(line => {
		const copy = line.replace(/"sessionId":"[^"]+"/, `"sessionId":"${sessionId}"`);
		// A copy taken while the answer was still coming has the smaller figure, wherever it is read first.
		return random.chance(0.1) ? copy.replace(/"output_tokens":\d+/, '"output_tokens":1') : copy;
	});
}

function unfinishedTail(random: Random, truth: CorpusTruth): string {
	if (!random.chance(0.1)) return '';
	truth.unfinishedLines++;
	return '{"type":"assistant","message":{"id":"msg_unfinished","model":"claude-opus-4-5-20251101","usage":{"input_tok';
}

function counted(truth: CorpusTruth, file: string, lines: readonly string[], tail: string): CorpusFile {
	const text = `${lines.join('\n')}\n${tail}`;
	truth.files++;
	truth.brokenLines += lines.filter(line => line === brokenLine).length;
	truth.bytes += Buffer.byteLength(text);
	return {path: file, text};
}
