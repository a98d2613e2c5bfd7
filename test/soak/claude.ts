/** One made-up Claude Code: turns, subagents, background requests and `/clear`, request by request as it is asked for them. */
import {type ChildProcess, spawn} from 'node:child_process';
import {appendFileSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import type http from 'node:http';
import path from 'node:path';
import {projectFolder} from '../support/corpus.ts';
import {pidDomain, startTimeOf} from '../support/process.ts';
import type {Random} from '../support/random.ts';
import {
	answerLines,
	costStateLine,
	createScribe,
	promptLine,
	type Scribe,
	toolResultLine,
} from '../support/transcript-lines.ts';
import {createSoakExporter} from './exporter.ts';
import type {SoakModel, SoakTruth, SoakUsage} from './truth.ts';

export interface SoakClaude {
	/** Makes its next request, complete at this time (ms). */
	step(at: number): void;
	/** Writes and sends what its requests left. Rejects when telemetry is not taken. */
	flush(): Promise<void>;
	conversations(): number;
	/** Its conversation is long enough to be over. */
	isDone(): boolean;
	/** Ends the process, its registry file with it. */
	end(): void;
}

export interface SoakPlace {
	configDir: string;
	cwd: string;
	name: string;
	telemetry: {port: number; token: string; agent: http.Agent};
	random: Random;
	truth: SoakTruth;
	/** Requests in a conversation, from and to. */
	lengths: readonly [number, number];
}

export function startSoakClaude(place: SoakPlace, startedAt: number): SoakClaude {
	const {configDir, cwd, name, telemetry, random, truth, lengths} = place;
	// It waits for input that never comes, and ends with the generator.
	const child: ChildProcess = spawn('cat', {stdio: ['pipe', 'ignore', 'ignore']});
	const pid = child.pid!;
	const project = path.join(configDir, projectFolder(cwd));
	const registryFile = path.join(configDir, 'sessions', `${pid}.json`);
	const fixed = {pid, cwd, startedAt, procStart: startTimeOf(pid), version: '2.1.330', peerProtocol: 1};
	const about = {kind: 'interactive', entrypoint: 'cli', pidDomain: pidDomain(), name, nameSource: 'user'};
	/** Lines that are not written yet, by file. */
	const lines = new Map<string, string[]>();
	let [conversations, left, turn, cached, usd] = [0, 0, 0, 0, 0];
	let agents: Scribe[] = [];
	mkdirSync(project, {recursive: true});
	let scribe = begin(startedAt);
	const exporter = createSoakExporter(telemetry, {sessionId: scribe.sessionId, at: startedAt});

	function begin(at: number): Scribe {
		const begun = createScribe(random, {sessionId: random.uuid(), cwd, at});
		conversations++;
		[left, turn, cached, usd, agents] = [random.int(...lengths), 0, random.int(2000, 20_000), 0, []];
		const times = {nameSince: startedAt, updatedAt: at, statusUpdatedAt: at};
		writeFileSync(
			registryFile,
			JSON.stringify({...fixed, ...about, sessionId: begun.sessionId, status: 'busy', ...times}),
		);
		return begun;
	}

	function write(by: Scribe, ...written: string[]): void {
		const file =
			by.agentId === null ? `${by.sessionId}.jsonl` : path.join(by.sessionId, 'subagents', `agent-${by.agentId}.jsonl`);
		const known = lines.get(file);
		if (known) known.push(...written);
		else lines.set(file, written);
	}

	function pay(at: number, querySource: string, model: SoakModel, usage: SoakUsage): string {
		const requestId = `req_${random.hex(20)}`;
		const cost = truth.spend(model, usage);
		usd += cost;
		exporter.request({sessionId: scribe.sessionId, at, requestId, querySource, model, usage, usd: cost});
		return requestId;
	}

	function answer(by: Scribe, at: number): void {
		by.pass(at - by.now());
		const isSubagent = by.agentId !== null;
		const model = isSubagent ? 'claude-haiku-4-5' : 'claude-haiku-5-5';
		const usage = {
			...{input: random.int(1, 12), output: random.int(20, isSubagent ? 60 : 600)},
			...{cacheRead: isSubagent ? 500 : cached, cacheCreation: random.int(50, isSubagent ? 90 : 900)},
		};
		const wire = {
			...{input_tokens: usage.input, output_tokens: usage.output, cache_read_input_tokens: usage.cacheRead},
			...{cache_creation_input_tokens: usage.cacheCreation, service_tier: 'standard'},
			cache_creation: {ephemeral_5m_input_tokens: usage.cacheCreation, ephemeral_1h_input_tokens: 0},
		};
		const requestId = pay(at, isSubagent ? 'agent:builtin:Explore' : 'repl_main_thread', model, usage);
		const toolUseId = `toolu_${random.hex(12)}`;
		const blocks = [
			{type: 'text', text: 'Done. '.repeat(random.int(1, 20))},
			{type: 'tool_use', id: toolUseId, name: 'Read', input: {file_path: `${cwd}/a.ts`}},
		];
		const ids = {messageId: `msg_${random.hex(20)}`, requestId};
		write(by, ...answerLines(by, {...ids, model, blocks, usage: wire, partialOutput: null}));
		write(by, toolResultLine(by, toolUseId, 'one line'));
		if (!isSubagent) cached = cached > 60_000 ? 2000 : cached + usage.cacheCreation;
	}

	function startTurn(at: number): void {
		scribe.pass(at - scribe.now());
		exporter.prompt(scribe.sessionId, at);
		write(scribe, promptLine(scribe, 'go on'));
		turn = random.int(1, 12);
		agents = random.chance(0.1)
			? Array.from({length: random.int(1, 3)}, () =>
					createScribe(random, {sessionId: scribe.sessionId, cwd, at, agentId: `a${random.hex(16)}`}),
				)
			: [];
		for (const agent of agents) write(agent, promptLine(agent, 'look'));
	}

	/** As `/clear` does. */
	function clear(at: number): void {
		exporter.prompt(scribe.sessionId, at, 'clear');
		// Without models: what it has spent is known request by request.
		write(scribe, costStateLine(scribe, usd, {}));
		scribe = begin(at);
	}

	return {
		step(at) {
			if (left === 0) clear(at);
			left--;
			if (turn === 0) startTurn(at);
			// Background requests are in telemetry alone.
			if (random.chance(0.05)) {
				const usage = {input: random.int(100, 900), output: random.int(5, 60), cacheRead: 0, cacheCreation: 0};
				pay(at, 'prompt_suggestion', 'claude-haiku-5-5', usage);
				return;
			}
			turn--;
			const agent = agents.length > 0 && random.chance(0.6) ? random.pick(agents) : null;
			answer(agent ?? scribe, at);
		},
		async flush() {
			const isFirst = random.chance(0.5);
			const sending = isFirst ? exporter.send() : null;
			for (const [file, written] of lines) {
				const target = path.join(project, file);
				mkdirSync(path.dirname(target), {recursive: true});
				appendFileSync(target, `${written.join('\n')}\n`);
			}
			lines.clear();
			await (sending ?? exporter.send());
		},
		conversations: () => conversations,
		isDone: () => left === 0,
		end() {
			write(scribe, costStateLine(scribe, usd, {}));
			child.kill('SIGKILL');
			rmSync(registryFile, {force: true});
		},
	};
}
