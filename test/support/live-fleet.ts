/**
 * A config folder with sessions that look alive: each has a registry file of a real process, and a transcript that grows
 * on demand or by itself. For tests and measurements that need many sessions; no Claude Code and no API behind it.
 */
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {appendFileSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {projectFolder} from './corpus.ts';
import {noTotals} from './corpus-truth.ts';
import type {LedgerTotals} from './ledger.ts';
import {pidDomain, startTimeOf} from './process.ts';
import {type Random, seededRandom} from './random.ts';
import {answerLines, createScribe, promptLine, type Scribe} from './transcript-lines.ts';

export interface FleetOptions {
	/** Created when missing; removing it is the caller's. */
	configDir: string;
	sessions: number;
	/** Requests already in each transcript. */
	history?: number;
	model?: string;
	seed?: number;
	/** Names are this and a number. */
	prefix?: string;
}

export interface LiveSession {
	readonly pid: number;
	readonly name: string;
	readonly cwd: string;
	/** Changes at `clear()`. */
	sessionId(): string;
	/** Path of the current transcript. */
	transcript(): string;
	/** What the current conversation has used so far. */
	totals(): LedgerTotals;
	/** Tokens in the context after the last request. */
	contextTokens(): number;
	setStatus(status: 'idle' | 'busy' | 'waiting' | 'shell', waitingFor?: string): void;
	/** Appends a prompt and its answer in one write, now; gives the message id. */
	append(): string;
	/** A new conversation under the same pid, as `/clear` begins one. */
	clear(): void;
	/** Ends the process; `cleanly`: its registry file goes, too. Resolves when it is gone. */
	end(cleanly: boolean): Promise<void>;
}

export interface LiveFleet {
	readonly configDir: string;
	readonly sessions: readonly LiveSession[];
	/** Appends to every session in turn, so many times a second each, until stopped. */
	stream(perSecond: number): {stop(): void; appended(): number};
	/** Ends all processes. */
	close(): Promise<void>;
}

export async function startLiveFleet(options: FleetOptions): Promise<LiveFleet> {
	const {
		configDir,
		sessions: count,
		history = 5,
		model = 'claude-opus-4-5-20251101',
		seed = 1,
		prefix = 'session',
	} = options;
	mkdirSync(path.join(configDir, 'sessions'), {recursive: true});
	const random = seededRandom(seed);
	const sessions = await Promise.all(
		Array.from({length: count}, async (_, index) => {
			// It waits for input that never comes, and ends with the test process, whatever becomes of that.
			const child = spawn('cat', {stdio: ['pipe', 'ignore', 'ignore']});
			await once(child, 'spawn');
			return startSession(child, {configDir, model, random, history, name: `${prefix}-${index + 1}`});
		}),
	);
	return {
		configDir,
		sessions,
		stream(perSecond) {
			let appended = 0;
			const timer = setInterval(() => sessions[appended++ % sessions.length]?.append(), 1000 / perSecond / count);
			return {stop: () => clearInterval(timer), appended: () => appended};
		},
		async close() {
			await Promise.all(sessions.map(session => session.end(true)));
		},
	};
}

function startSession(
	child: ChildProcess,
	options: {configDir: string; model: string; random: Random; history: number; name: string},
): LiveSession {
	const {configDir, model, random, history, name} = options;
	const pid = child.pid!;
	const cwd = `/home/dev/work/${name}`;
	const startedAt = Date.now();
	const registryFile = path.join(configDir, 'sessions', `${pid}.json`);
	const fixed = {pid, cwd, startedAt, procStart: startTimeOf(pid), version: '2.1.330', peerProtocol: 1};
	const place = {kind: 'interactive', entrypoint: 'cli', pidDomain: pidDomain(), name, nameSource: 'user'};
	let status: {status: string; waitingFor?: string} = {status: 'idle'};
	let scribe: Scribe;
	let totals: LedgerTotals;
	let cached: number;

	const transcript = () => path.join(configDir, projectFolder(cwd), `${scribe.sessionId}.jsonl`);
	const register = () => {
		const now = Date.now();
		const times = {nameSince: startedAt, updatedAt: now, statusUpdatedAt: now};
		writeFileSync(registryFile, JSON.stringify({...fixed, ...place, sessionId: scribe.sessionId, ...status, ...times}));
	};
	const begin = () => {
		scribe = createScribe(random, {sessionId: random.uuid(), cwd, at: Date.now()});
		totals = noTotals();
		cached = random.int(11_000, 40_000);
	};
	const append = () => {
		scribe.pass(Date.now() - scribe.now());
		const created = random.int(50, 900);
		const usage = {
			input_tokens: random.int(1, 12),
			cache_creation_input_tokens: created,
			cache_read_input_tokens: cached,
			output_tokens: random.int(20, 800),
			cache_creation: {ephemeral_5m_input_tokens: created, ephemeral_1h_input_tokens: 0},
			service_tier: 'standard',
		};
		const messageId = `msg_${random.hex(20)}`;
		const blocks = [
			{type: 'thinking', thinking: 'Let me see. '.repeat(random.int(1, 30)), signature: ''},
			{type: 'text', text: 'Done. '.repeat(random.int(1, 60))},
		];
		const answer = {messageId, requestId: `req_${random.hex(20)}`, model, blocks, usage, partialOutput: null};
		const lines = [promptLine(scribe, 'go on'), ...answerLines(scribe, answer)];
		appendFileSync(transcript(), `${lines.join('\n')}\n`);
		cached += created;
		totals.inputTokens += usage.input_tokens;
		totals.outputTokens += usage.output_tokens;
		totals.cacheReadInputTokens += usage.cache_read_input_tokens;
		totals.cacheCreation5mInputTokens += created;
		totals.requests++;
		lastContext = usage.input_tokens + created + usage.cache_read_input_tokens;
		return messageId;
	};
	let lastContext = 0;

	mkdirSync(path.join(configDir, projectFolder(cwd)), {recursive: true});
	begin();
	for (let request = 0; request < history; request++) append();
	register();

	return {
		pid,
		name,
		cwd,
		transcript,
		append,
		sessionId: () => scribe.sessionId,
		totals: () => ({...totals}),
		contextTokens: () => lastContext,
		setStatus(word, waitingFor) {
			status = waitingFor === undefined ? {status: word} : {status: word, waitingFor};
			register();
		},
		clear() {
			begin();
			register();
		},
		async end(cleanly) {
			if (child.exitCode === null && child.signalCode === null) {
				const exited = once(child, 'exit');
				child.kill('SIGKILL');
				await exited;
			}
			if (cleanly) rmSync(registryFile, {force: true});
		},
	};
}
