/** What the stub answers: content blocks and the usage that goes with them. */
import {type Directives, readDirectives} from './directives.ts';
import {type MessagesRequest, type StubPurpose, textOf} from './stub-purpose.ts';

/** Usage by the names of the Messages API. */
export interface WireUsage {
	input_tokens: number;
	cache_creation_input_tokens: number;
	cache_read_input_tokens: number;
	output_tokens: number;
	cache_creation: {ephemeral_5m_input_tokens: number; ephemeral_1h_input_tokens: number};
	service_tier: string;
	[field: string]: unknown;
}

export type Block =
	| {type: 'text'; text: string}
	| {type: 'thinking'; thinking: string; signature: string}
	| {type: 'tool_use'; id: string; name: string; input: Record<string, unknown>};

export interface StubAnswer {
	blocks: Block[];
	usage: WireUsage;
	stopReason: 'tool_use' | 'end_turn';
	directives: Directives;
	/** The text that the directives were read from: all that is new since the last answer. */
	text: string;
}

/** What auto mode's checks are answered about every tool call; an unusable answer makes Claude Code ask again and again. */
export type Verdict = 'allow' | 'block' | 'unusable';

const verdicts: Record<Verdict, string> = {
	allow: '<block>no</block>',
	block:
		'<block>yes</block><category>Data Exfiltration</category><reason>[Data Exfiltration] as the test wants it</reason>',
	unusable: 'I would rather not say.',
};

/** Hidden requests quote the prompt, directives and all: only these obey them. */
const steerable: readonly StubPurpose[] = ['main', 'subagent', 'compact'];

const words = (count: number) => 'lorem ipsum '.repeat(Math.ceil(count / 2)).trim();

export function answerTo(
	request: MessagesRequest,
	{purpose, number, bytes, verdict}: {purpose: StubPurpose; number: number; bytes: number; verdict: Verdict},
): StubAnswer {
	const lastAnswer = request.messages.findLastIndex(message => message.role === 'assistant');
	const fresh = request.messages.slice(lastAnswer + 1);
	const text = fresh.map(message => textOf(message.content)).join('\n');
	const directives = steerable.includes(purpose) ? readDirectives(text) : {};
	const {tool, tools = tool ? [tool] : [], think} = directives;
	const blocks: Block[] = [];
	if (think) blocks.push({type: 'thinking', thinking: words(think), signature: ''});
	const plain = `Answer ${number}. ${words(directives.words ?? 8)}`;
	blocks.push({type: 'text', text: inForm(plain, purpose, verdict)});
	if (request.tools?.length) {
		for (const [index, call] of tools.entries()) {
			blocks.push({type: 'tool_use', id: `toolu_test${number}${index > 0 ? `_${index}` : ''}`, ...call});
		}
	}
	const stopReason = blocks.at(-1)?.type === 'tool_use' ? 'tool_use' : 'end_turn';
	return {blocks, usage: usageOf(request, {number, bytes, blocks, directives}), stopReason, directives, text};
}

/** Where Claude Code wants a form, it asks again when it gets another: then the ledger would be that of a confused API. */
function inForm(plain: string, purpose: StubPurpose, verdict: Verdict): string {
	if (purpose === 'title') return '{"title":"Made up by the stub"}';
	if (purpose === 'compact') return `<analysis>None.</analysis>\n<summary>${plain}</summary>`;
	if (purpose === 'safety-classifier') return verdicts[verdict];
	if (purpose === 'job-classifier') return '{"state":"done","detail":"answered","tempo":"idle","output":{}}';
	if (purpose === 'job-label') return 'made up label';
	return plain;
}

function usageOf(
	request: MessagesRequest,
	{number, bytes, blocks, directives}: {number: number; bytes: number; blocks: Block[]; directives: Directives},
): WireUsage {
	const promptTokens = Math.round(bytes / 4);
	const written = Math.round(promptTokens / 5);
	const {ephemeral_1h_input_tokens: forcedHour, ...forced} = directives.usage ?? {};
	const usage: WireUsage = {
		// Differs from request to request, so that one counted twice for another left out is not a match.
		input_tokens: 3 + (number % 11),
		cache_creation_input_tokens: written,
		cache_read_input_tokens: promptTokens - written,
		output_tokens: Math.round(JSON.stringify(blocks).length / 4),
		cache_creation: {ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0},
		service_tier: 'standard',
		...forced,
	};
	const created = usage.cache_creation_input_tokens;
	// As the API does: the request says how long its cache writes are to live.
	const asked = JSON.stringify([request.system, request.messages]).includes('"ttl":"1h"') ? created : 0;
	const oneHour = typeof forcedHour === 'number' ? forcedHour : asked;
	usage.cache_creation = {ephemeral_5m_input_tokens: created - oneHour, ephemeral_1h_input_tokens: oneHour};
	return usage;
}
