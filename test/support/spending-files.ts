/** Puts a made-up Claude Code's doings on disk as the real one does: transcripts, and what its status line showed. */
import {appendFileSync, existsSync, mkdirSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import type {ReportedTotal, RequestSeen, SessionEvent} from '../../source/claude/events.ts';
import {cacheCreationTokens, type TokenUsage} from '../../source/claude/usage.ts';
import {adviceIn} from './spending-advice.ts';
import type {World, Written} from './spending-world.ts';

export interface SpendingFilesOptions {
	configDir: string;
	stateDir: string;
	cwd: string;
	/** Its project lies elsewhere, and two links lead to it. */
	isLinked: boolean;
	/** Its subagents' transcripts begin with a copy of the main thread's last answer. */
	subagentsCopy: boolean;
}

export interface SpendingFiles {
	/** Writes what had been written up to a time (ms). `cutOff`: and the first half of the line that comes next. */
	advance(until: number, cutOff?: boolean): void;
	/** What `.claude.json` says about the project; null: nothing yet. */
	claudeJsonEntry(): Record<string, unknown> | null;
}

interface Line {
	at: number;
	/** Inside the project's folder. */
	file: string;
	text: string;
}

const iso = (at: number) => new Date(at).toISOString();

export function spendingFiles(world: World, options: SpendingFilesOptions): SpendingFiles {
	const {configDir, stateDir, cwd, isLinked} = options;
	const project = join(configDir, 'projects', cwd.replace(/[^A-Za-z0-9]/g, '-'));
	if (isLinked) {
		const moved = join(dirname(configDir), 'moved', cwd);
		mkdirSync(moved, {recursive: true});
		mkdirSync(dirname(project), {recursive: true});
		symlinkSync(moved, project);
		symlinkSync(moved, `${project}-again`);
	}
	const pending = linesOf(world, options);
	const statusLines = world.written.filter(({event}) => event.type === 'reported' && event.origin === 'statusline');
	/** The beginning of a line that has been written of it. */
	let begun = '';
	let lastTotal: ReportedTotal | null = null;

	function append({file, text}: Line): void {
		const path = join(project, file);
		mkdirSync(dirname(path), {recursive: true});
		appendFileSync(path, text);
	}

	function showStatusLine({at, event}: Written): void {
		if (event.type !== 'reported') return;
		const path = join(stateDir, 'statusline', `${event.sessionId}.json`);
		mkdirSync(dirname(path), {recursive: true, mode: 0o700});
		const transcript_path = join(project, `${event.sessionId}.jsonl`);
		const payload = {session_id: event.sessionId, transcript_path, cost: {total_cost_usd: event.totalCostUsd}};
		writeFileSync(path, JSON.stringify(payload), {mode: 0o600});
		utimesSync(path, at / 1000, at / 1000);
	}

	return {
		advance(until, cutOff = false) {
			while (pending[0] && pending[0].at <= until) {
				const line = pending.shift()!;
				append({...line, text: line.text.slice(begun.length)});
				begun = '';
			}
			const next = pending[0];
			if (cutOff && next && begun === '') {
				begun = next.text.slice(0, Math.floor(next.text.length / 2));
				append({...next, text: begun});
			}
			while (statusLines[0] && statusLines[0].at <= until) showStatusLine(statusLines.shift()!);
			for (const {at, event} of world.written)
				if (at <= until && event.type === 'reported' && event.origin === 'cost-state') lastTotal = event;
		},
		claudeJsonEntry() {
			if (!lastTotal) return null;
			const {sessionId, totalCostUsd, totalStartedAt, at, byModel} = lastTotal;
			return {
				...{lastSessionId: sessionId, lastCost: totalCostUsd, lastStartTime: totalStartedAt},
				...{lastDuration: at - (totalStartedAt ?? at), lastModelUsage: modelUsage(byModel)},
			};
		},
	};
}

export function writeClaudeJson(configDir: string, projects: Record<string, unknown>): void {
	const path = join(configDir, '.claude.json');
	if (!existsSync(configDir)) mkdirSync(configDir, {recursive: true});
	writeFileSync(path, JSON.stringify({projects}));
}

/** In the order in which they are written. */
function linesOf(world: World, {cwd, subagentsCopy}: SpendingFilesOptions): Line[] {
	const lines: Line[] = [];
	const lastMain = new Map<string, {answer: RequestSeen; advice: RequestSeen | null}>();
	const begun = new Set<string>();
	for (const [index, {at, event}] of world.written.entries()) {
		if (adviceIn(event)) continue;
		const {sessionId} = event as {sessionId: string};
		const common = {cwd, sessionId, version: '2.1.330', gitBranch: 'main', userType: 'external'};
		const write = (file: string, line: object) => lines.push({at, file, text: `${JSON.stringify(line)}\n`});
		const own = `${sessionId}.jsonl`;
		if (event.type === 'request') {
			const advice = adviceIn(world.written[index + 1]?.event);
			const file = event.agentId === null ? own : join(sessionId, 'subagents', `agent-${event.agentId}.jsonl`);
			const main = lastMain.get(sessionId);
			if (event.agentId !== null && subagentsCopy && main && !begun.has(file)) {
				for (const line of answerLines({...main.answer, agentId: event.agentId}, main.advice))
					write(file, {...common, ...line});
			}
			begun.add(file);
			if (event.agentId === null) lastMain.set(sessionId, {answer: event, advice});
			for (const line of answerLines(event, advice)) write(file, {...common, ...line});
		} else if (event.type === 'prompt') write(own, {...common, ...promptLine(event)});
		else if (event.type === 'compaction') {
			const {trigger, preTokens, postTokens, durationMs} = event;
			const compactMetadata = {trigger, preTokens, postTokens, durationMs};
			write(own, {
				...{...common, type: 'system', subtype: 'compact_boundary', uuid: event.id, timestamp: iso(event.at)},
				compactMetadata,
			});
		} else if (event.type === 'reported' && event.origin === 'cost-state') {
			const {totalCostUsd: totalCostUSD, totalStartedAt: startTime, byModel} = event;
			const totalDuration = event.at - (startTime ?? 0);
			write(own, {
				type: 'cost-state',
				sessionId,
				totalCostUSD,
				startTime,
				totalDuration,
				modelUsage: modelUsage(byModel),
			});
		}
	}
	return lines;
}

function promptLine({at, id, text, command}: Extract<SessionEvent, {type: 'prompt'}>): object {
	const content = command === null ? text : `<command-name>/${command}</command-name>`;
	const human = {origin: {kind: 'human'}, promptSource: 'typed', turnOrigin: 'human'};
	return {type: 'user', uuid: id, timestamp: iso(at), message: {role: 'user', content}, ...human};
}

/** One per block of content; where there are several, the first may not know yet how long the answer will be. */
function answerLines(event: RequestSeen, advice: RequestSeen | null): object[] {
	const {at, messageId, requestId, model, usage, agentId, copiedFrom, fallbackCostUsd} = event;
	// Copies have as many lines as their originals.
	const count = 1 + (usage.inputTokens % 3);
	const isPartialFirst = usage.cacheReadInputTokens % 2 === 0;
	return Array.from({length: count}, (_, index) => {
		const isLast = index === count - 1;
		const shown = isPartialFirst && !isLast ? {...usage, outputTokens: 1} : usage;
		return {
			...{type: 'assistant', uuid: `${messageId}-${at}-${index}`, isSidechain: agentId !== null},
			...(agentId === null ? {} : {agentId}),
			timestamp: iso(at + index * 20),
			...(requestId === null ? {} : {requestId}),
			...(copiedFrom === undefined ? {} : {forkedFrom: {sessionId: copiedFrom}}),
			...(fallbackCostUsd == null ? {} : {costUSD: fallbackCostUsd}),
			message: {
				...{id: messageId, type: 'message', role: 'assistant', model},
				...{content: [{type: 'text', text: 'done'}], stop_reason: isLast ? 'end_turn' : null},
				usage: {...usageOnLine(shown), ...(advice && iterationsOf(shown, advice))},
			},
		};
	});
}

const iterationsOf = (usage: TokenUsage, advice: RequestSeen) => ({
	iterations: [
		{type: 'message', ...usageOnLine(usage)},
		{type: 'advisor_message', model: advice.model, ...usageOnLine(advice.usage)},
	],
});

function usageOnLine(usage: TokenUsage): object {
	return {
		input_tokens: usage.inputTokens,
		output_tokens: usage.outputTokens,
		cache_read_input_tokens: usage.cacheReadInputTokens,
		cache_creation_input_tokens: cacheCreationTokens(usage),
		cache_creation: {
			ephemeral_5m_input_tokens: usage.cacheCreation5mInputTokens,
			ephemeral_1h_input_tokens: usage.cacheCreation1hInputTokens,
		},
	};
}

function modelUsage(byModel: ReportedTotal['byModel']): object {
	return Object.fromEntries(
		Object.entries(byModel ?? {}).map(([model, {usage, costUsd}]) => [
			model,
			{
				inputTokens: usage.inputTokens,
				outputTokens: usage.outputTokens,
				cacheReadInputTokens: usage.cacheReadInputTokens,
				cacheCreationInputTokens: cacheCreationTokens(usage),
				cacheCreationEphemeral1hInputTokens: usage.cacheCreation1hInputTokens,
				webSearchRequests: 0,
				costUSD: costUsd,
			},
		]),
	);
}
