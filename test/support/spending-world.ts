/**
 * A made-up Claude Code whose spending is known: processes that ask, delegate, compact, clear, fork, are killed and
 * resumed, and tell of it what the real one tells, where and when it does. For tests of who is believed.
 */
import type {RequestSeen, SessionEvent} from '../../source/claude/events.ts';
import {seededRandom} from './random.ts';
import {adviceOn, adviceOnLine} from './spending-advice.ts';
import {createExporter, type Exporter, type Sent} from './spending-exporter.ts';
import {type Habits, usualHabits} from './spending-habits.ts';
import type {Step} from './spending-steps.ts';
import {createTruth, type Paid, type Truth} from './spending-truth.ts';

export interface Written {
	/** When the reader can know of it. */
	at: number;
	event: SessionEvent;
}

export interface World {
	truth: Truth;
	/** Lines of transcripts, status lines and totals, in the order in which they were written. */
	written: Written[];
	/** Bodies of telemetry, by when they were sent. */
	sent: Sent[];
	end: number;
}

/** Claude Code's own. */
interface RunningTotal {
	startedAt: number;
	durationMs: number;
	paid: Paid[];
}

interface Process {
	sessionId: string;
	total: RunningTotal;
	/** Since when its time is not in the total yet. */
	since: number;
	exporter: Exporter;
}

/** `startAt`: ms since the epoch. */
export function simulate(script: readonly Step[], seed: number, startAt: number, habits: Habits = usualHabits): World {
	const random = seededRandom(seed);
	/** Ids of two worlds differ. */
	const tag = seed.toString(16).padStart(8, '0');
	const truth = createTruth();
	const world: World = {truth, written: [], sent: [], end: startAt};
	const saved = new Map<string, RunningTotal>();
	const lines = new Map<string, RequestSeen[]>();
	const lastLineAt = new Map<string, number>();
	let now = startAt;
	let numbered = 0;
	let sessions = 0;
	let process = start(newSession(), null, true);

	function newSession(): string {
		return `${tag}-0000-4000-8000-${String(++sessions).padStart(12, '0')}`;
	}

	function start(sessionId: string, restored: RunningTotal | null, fresh: boolean): Process {
		const total = restored ? {...restored, paid: [...restored.paid]} : {startedAt: now, durationMs: 0, paid: []};
		const exporter = createExporter(random.int(0, 999), {sessionId, at: now, fresh});
		const since = now;
		now += 1500;
		return {sessionId, total, since, exporter};
	}

	function write(event: SessionEvent & {at: number}, lagMs = 100): void {
		if ('sessionId' in event) lastLineAt.set(event.sessionId, Math.max(lastLineAt.get(event.sessionId) ?? 0, event.at));
		world.written.push({at: now + lagMs, event});
	}

	function prompt(by: Process, command: string | null = null): void {
		now += random.int(500, 4000);
		const id = `prompt-${++numbered}`;
		const {sessionId} = by;
		write({type: 'prompt', sessionId, at: now, id, human: true, text: 'do', command});
		by.exporter.log(sessionId, now, {command, mark: {kind: 'prompt', mark_key: `telemetry:${id}`}});
	}

	/** One request from its start to the event that reports it. */
	function request(by: Process, purpose: Paid['purpose'], cause: string | null = null, interrupted = false): void {
		const durationMs = random.int(200, 9000);
		now += durationMs;
		const isCheck = cause === 'check';
		const usage = {
			inputTokens: random.int(1, 500),
			outputTokens: random.int(20, 4000),
			cacheReadInputTokens: random.int(0, 200_000),
			cacheCreation5mInputTokens: isCheck || random.chance(0.5) ? random.int(1, 20_000) : 0,
			cacheCreation1hInputTokens: 0,
			webSearchRequests: 0,
		};
		if (usage.cacheCreation5mInputTokens === 0) usage.cacheCreation1hInputTokens = random.int(1, 20_000);
		const {sessionId} = by;
		const {asked, answered} = isCheck ? habits.check : habits;
		const isOnLine = purpose === 'main' || purpose === 'subagent';
		// Nothing says which model has answered what is on no line.
		const models = {model: asked, answered: isOnLine ? answered : asked};
		const paid = truth.pay({sessionId, at: now, purpose, cause, usage, ...models});
		const advised = isOnLine && !interrupted ? adviceOn(paid, habits.advisor, random) : null;
		const advice = advised && truth.pay(advised);
		for (const one of advice ? [paid, advice] : [paid]) {
			by.total.paid.push(one);
			by.exporter.meter(one);
		}
		now += random.int(1, 60);
		const id = `${tag}${String(++numbered).padStart(12, '0')}`;
		const agentId = purpose === 'subagent' ? `agent${id}` : null;
		const requestId = habits.ids === 'both' ? `req_${id}` : null;
		const seen: RequestSeen = {
			...{type: 'request', origin: 'transcript', sessionId, requestId},
			messageId: habits.ids === 'gateway' ? 'gen-1' : `msg_${id}`,
			...{at: now - random.int(61, durationMs), model: answered, speed: 'standard', inferenceGeo: null},
			usage: interrupted ? {...usage, outputTokens: 1} : usage,
			...{lastIterationTokens: null, purpose, cause: null, agentId, costUsd: null, durationMs: null},
			fallbackCostUsd: habits.hasCostOnLines ? paid.usd : null,
		};
		const read = advice ? [seen, adviceOnLine(seen, advice)] : [seen];
		for (const one of isOnLine ? read : []) {
			write(one);
			if (purpose === 'main') lines.set(sessionId, [...(lines.get(sessionId) ?? []), one]);
		}
		if (isCheck || interrupted) return;
		const query_source =
			{main: 'repl_main_thread', subagent: 'agent:builtin:x', compaction: 'compact'}[purpose as string] ?? cause!;
		const names = {
			request_id: seen.requestId,
			model: habits.isEventAnswered ? answered : asked,
			speed: 'standard',
			query_source,
			agent_id: agentId,
		} as const;
		const tokens = {
			input_tokens: usage.inputTokens,
			output_tokens: usage.outputTokens,
			cache_read_tokens: usage.cacheReadInputTokens,
			cache_creation_5m_tokens: usage.cacheCreation5mInputTokens,
			cache_creation_1h_tokens: usage.cacheCreation1hInputTokens,
		};
		by.exporter.log(sessionId, now, {
			request: {...names, ...tokens, cost_usd: paid.reportedUsd + (advice?.reportedUsd ?? 0), duration_ms: durationMs},
		});
	}

	const usdOf = ({paid}: RunningTotal) => paid.reduce((sum, {reportedUsd}) => sum + reportedUsd, 0);

	function showStatusLine(by: Process): void {
		now += random.int(300, 400);
		if (!habits.statusLine) return;
		const {sessionId, total} = by;
		write({type: 'reported', origin: 'statusline', sessionId, at: now, totalCostUsd: usdOf(total), byModel: null}, 0);
	}

	/** As at /clear and at the end: the line has no time of its own. */
	function saveTotal(by: Process): void {
		const {sessionId, total, since} = by;
		total.durationMs += now - since;
		by.since = now;
		const at = Math.max(lastLineAt.get(sessionId) ?? 0, total.startedAt + total.durationMs);
		const event = {type: 'reported', origin: 'cost-state', sessionId, at, totalCostUsd: usdOf(total)} as const;
		const {startedAt: totalStartedAt} = total;
		if (habits.totals) {
			world.written.push({at: now + 50, event: {...event, byModel: truth.byModel(total.paid), totalStartedAt}});
			// Some versions begin at 0 again when a conversation is resumed.
			if (habits.resumesTotal) saved.set(sessionId, {...total, paid: [...total.paid]});
		}
	}

	function copyLines(from: string, to: string): void {
		for (const line of lines.get(from) ?? []) {
			const copy = {...line, sessionId: to};
			if (habits.namesOriginals) copy.copiedFrom = line.copiedFrom ?? from;
			world.written.push({at: now + 20, event: copy});
			lines.set(to, [...(lines.get(to) ?? []), copy]);
		}
	}

	function leave(killed: boolean): void {
		if (!killed) saveTotal(process);
		world.sent.push(...process.exporter.finish(now, killed));
		now += random.int(1000, 600_000);
	}

	/** Without an answer there is nothing to go on from. */
	const isAnswered = () => lines.has(process.sessionId);

	function resume(): void {
		const {sessionId} = process;
		if (isAnswered()) process = start(sessionId, saved.get(sessionId) ?? null, false);
		else process = start(newSession(), null, true);
	}

	const others: Process[] = [];
	const begun = new Set<string>();
	const turn = (purposes: readonly ('main' | 'subagent' | 'check')[], interrupted = false) => {
		prompt(process);
		if (!begun.has(process.sessionId)) request(process, 'background', 'generate_session_title');
		begun.add(process.sessionId);
		for (const purpose of purposes) {
			if (purpose !== 'check') request(process, purpose);
			else {
				request(process, 'background', 'check');
				const {sessionId, exporter} = process;
				exporter.log(sessionId, now, {mark: {kind: 'classifier', mark_key: `${now}`}});
			}
		}
		if (interrupted) request(process, 'main', null, true);
		showStatusLine(process);
	};
	const perform: Record<Step, () => void> = {
		ask: () => turn(['main']),
		work: () => turn(['main', 'main', 'main']),
		delegate: () => turn(['main', 'subagent', 'subagent', 'main']),
		check: () => turn(['main', 'check', 'main']),
		interrupt: () => turn([], true),
		compact() {
			if (!isAnswered()) return;
			prompt(process, 'compact');
			request(process, 'compaction');
			const {sessionId} = process;
			const counts = {preTokens: 150_000, postTokens: 9000, durationMs: 4000, agentId: null};
			write({
				type: 'compaction',
				sessionId,
				at: now,
				id: `compaction-${tag}-${numbered}`,
				trigger: 'manual',
				...counts,
			});
			showStatusLine(process);
		},
		suggest() {
			if (isAnswered()) request(process, 'background', 'prompt_suggestion');
		},
		pause() {
			now += random.int(10_000, 900_000);
		},
		clear() {
			prompt(process, 'clear');
			saveTotal(process);
			process.sessionId = newSession();
			process.total = {startedAt: now, durationMs: 0, paid: []};
		},
		exit() {
			leave(false);
			resume();
		},
		/** Not within the second after a request: what is killed before it is reported cannot be known. */
		kill() {
			now += 1500;
			leave(true);
			resume();
		},
		fork() {
			if (!isAnswered()) return;
			const from = process.sessionId;
			leave(false);
			const to = newSession();
			process = start(to, saved.get(from) ?? null, false);
			begun.add(to);
			copyLines(from, to);
		},
		branch() {
			if (!isAnswered()) return;
			const from = process.sessionId;
			prompt(process, 'branch');
			saveTotal(process);
			process.sessionId = newSession();
			process.total = {startedAt: now, durationMs: 0, paid: []};
			begun.add(process.sessionId);
			copyLines(from, process.sessionId);
		},
		/** Somebody goes on with an older conversation. */
		back() {
			if (lines.size === 0) return;
			leave(false);
			const sessionId = random.pick([...lines.keys()]);
			process = start(sessionId, saved.get(sessionId) ?? null, false);
		},
		/** Somebody resumes the conversation in a second terminal. */
		another() {
			others.push(process);
			resume();
		},
	};

	for (const step of script) perform[step]();
	for (const one of [process, ...others]) {
		process = one;
		leave(false);
	}
	world.end = now;
	world.written.sort((a, b) => a.at - b.at);
	world.sent.sort((a, b) => a.at - b.at);
	return world;
}
