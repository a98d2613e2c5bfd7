/** The lines of one made-up conversation, main or subagent. */
import {type CorpusTruth, countRequest} from './corpus-truth.ts';
import type {LedgerTotals} from './ledger.ts';
import type {Random} from './random.ts';
import type {WireUsage} from './stub-answer.ts';
import * as lines from './transcript-lines.ts';

export interface Conversation {
	sessionId: string;
	cwd: string;
	at: number;
	model: string;
	turns: number;
	agentId?: string | null;
	/** Where its requests are counted, beside the corpus's own sums. */
	totals: LedgerTotals;
}

export interface Written {
	lines: string[];
	contextTokens: number;
	compactions: number;
	scribe: lines.Scribe;
}

/** The end of it never reached the disk, but another line follows. */
export const brokenLine = '{"type":"assistant","message":{"id":"msg_broken","usage":{"input_tokens":5';

/** Text as transcripts hold it: line breaks, quotes, backslashes, wide characters. */
const prose =
	'function handle(request) {\n\treturn "ok \\u00e9 — 漢字";\n} // and so on, with "quotes" and \\ slashes\n'.repeat(
		900,
	);
const someText = (random: Random, low: number, high: number) => prose.slice(0, random.int(low, high));

export function writeConversation(random: Random, truth: CorpusTruth, conversation: Conversation): Written {
	const {model, turns, totals, agentId = null} = conversation;
	const scribe = lines.createScribe(random, {...conversation, agentId});
	const written: Written = {lines: [], contextTokens: 0, compactions: 0, scribe};
	let cached = random.int(9000, 30_000);
	let toolUseId: string | null = null;
	for (let turn = 0; turn < turns; turn++) {
		scribe.pass(random.int(200, 90_000));
		written.lines.push(
			toolUseId === null ? lines.promptLine(scribe, someText(random, 20, 400)) : result(random, scribe, toolUseId),
		);
		written.lines.push(...noise(random, scribe, model));
		const usage = someUsage(random, cached, agentId === null);
		const finished: string | null = random.chance(0.7) ? `toolu_${random.hex(12)}` : null;
		scribe.pass(random.int(200, 9000));
		const answer: lines.Answer = {
			messageId: `msg_${random.hex(20)}`,
			requestId: random.chance(0.95) ? `req_${random.hex(20)}` : null,
			...{model, usage, blocks: someBlocks(random, finished)},
			partialOutput: random.chance(0.3) ? random.int(1, Math.min(8, usage.output_tokens)) : null,
		};
		written.lines.push(...lines.answerLines(scribe, answer));
		countRequest(truth, {model, usage, totals, at: scribe.now()});
		written.contextTokens = usage.input_tokens + usage.cache_creation_input_tokens + usage.cache_read_input_tokens;
		cached += usage.cache_creation_input_tokens;
		toolUseId = finished;
		if (agentId === null && (cached > 160_000 || random.chance(0.01))) {
			const compact = {trigger: random.chance(0.5) ? 'auto' : 'manual', preTokens: cached, postTokens: 12_345} as const;
			written.lines.push(lines.compactBoundaryLine(scribe, {...compact, durationMs: random.int(9000, 60_000)}));
			written.contextTokens = cached = compact.postTokens;
			written.compactions++;
			truth.compactions++;
		}
	}
	return written;
}

function someUsage(random: Random, cached: number, oneHourPossible: boolean): WireUsage {
	const created = random.int(50, 6000);
	const oneHour = oneHourPossible && random.chance(0.5) ? random.int(0, created) : 0;
	const usage: WireUsage = {
		input_tokens: random.int(1, 12),
		cache_creation_input_tokens: created,
		cache_read_input_tokens: cached,
		output_tokens: random.int(9, 2500),
		cache_creation: {ephemeral_5m_input_tokens: created - oneHour, ephemeral_1h_input_tokens: oneHour},
		service_tier: 'standard',
		speed: 'standard',
	};
	// Old versions did not distinguish the two; everything was 5-minute then. JSON leaves out what is not enumerable.
	if (oneHour === 0 && random.chance(0.1)) Object.defineProperty(usage, 'cache_creation', {enumerable: false});
	return usage;
}

function someBlocks(random: Random, toolUseId: string | null): Record<string, unknown>[] {
	const blocks: Record<string, unknown>[] = [];
	if (random.chance(0.4))
		blocks.push({type: 'thinking', thinking: someText(random, 50, 1800), signature: random.hex(40)});
	if (toolUseId === null || random.chance(0.5)) blocks.push({type: 'text', text: someText(random, 20, 900)});
	const name = random.pick(['Bash', 'Read', 'Edit']);
	const input =
		name === 'Bash' ? {command: someText(random, 10, 200)} : {file_path: `/home/dev/file-${random.int(1, 9)}.ts`};
	if (toolUseId !== null) blocks.push({type: 'tool_use', id: toolUseId, name, input});
	return blocks;
}

function result(random: Random, scribe: lines.Scribe, toolUseId: string): string {
	if (random.chance(0.05)) {
		// What a subagent reports: an object that looks like usage, in a line that must not be counted.
		const usage = {
			input_tokens: 999,
			cache_creation_input_tokens: 999,
			cache_read_input_tokens: 999,
			output_tokens: 999,
		};
		return lines.toolResultLine(scribe, toolUseId, 'done', {status: 'completed', totalTokens: 3996, usage});
	}
	if (random.chance(0.05)) {
		// Somebody looked at a transcript: a whole answer, as text.
		const quoted =
			'{"type":"assistant","message":{"id":"msg_quoted","model":"claude-opus-4-5","usage":{"input_tokens":9}}}';
		return lines.toolResultLine(scribe, toolUseId, quoted);
	}
	return lines.toolResultLine(
		scribe,
		toolUseId,
		random.chance(0.02) ? someText(random, 40_000, 70_000) : someText(random, 100, 5000),
	);
}

/** Lines that say nothing of usage, and lines that are no lines at all. */
function noise(random: Random, scribe: lines.Scribe, model: string): string[] {
	const some: string[] = [];
	if (random.chance(0.3)) some.push(lines.attachmentLine(scribe, 'skill_listing', someText(random, 500, 9000)));
	if (random.chance(0.2)) some.push(lines.apiRequestLine(scribe, random, model));
	if (random.chance(0.02)) some.push(lines.syntheticLine(scribe, random));
	if (random.chance(0.02)) some.push('');
	if (random.chance(0.02)) some.push(brokenLine);
	return some;
}
