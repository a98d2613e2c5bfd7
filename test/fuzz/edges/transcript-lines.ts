/** Lines of transcripts by their types, as Claude Code writes them. */
import fc from 'fast-check';
import {
	dollars,
	folder,
	isoTime,
	jsonText,
	model,
	mostly,
	oddText,
	sessionId,
	shape,
	time,
	tokens,
	version,
} from '../grammar.ts';

const uuid = fc.uuid();
const id = fc.oneof(
	fc.constantFrom('msg_1', 'msg_2', 'msg_3'),
	fc.nat(1000).map(n => `msg_${n}`),
);

const envelope = {
	uuid,
	parentUuid: fc.option(uuid),
	sessionId,
	timestamp: isoTime,
	cwd: folder,
	version,
	gitBranch: fc.constantFrom('main', 'HEAD', 'a/b'),
	isSidechain: fc.boolean(),
	userType: fc.constant('external'),
};

const usage = shape({
	input_tokens: tokens,
	output_tokens: tokens,
	cache_read_input_tokens: tokens,
	cache_creation_input_tokens: tokens,
	cache_creation: shape({ephemeral_5m_input_tokens: tokens, ephemeral_1h_input_tokens: tokens}),
	server_tool_use: shape({web_search_requests: fc.nat(5)}),
	service_tier: fc.constant('standard'),
	speed: fc.constantFrom('standard', 'fast'),
	iterations: fc.array(
		shape({
			type: fc.constantFrom('message', 'advisor_message', 'compaction'),
			model,
			input_tokens: tokens,
			output_tokens: tokens,
		}),
		{maxLength: 2},
	),
});

const block = fc.oneof(
	shape({type: fc.constant('text'), text: mostly(fc.constant('ok'), oddText)}),
	shape({
		type: fc.constant('tool_use'),
		id: fc.constantFrom('toolu_1', 'toolu_2'),
		name: fc.constantFrom('Bash', 'Edit', 'Agent', 'AskUserQuestion', 'mcp__x__y'),
		input: shape({command: fc.constant('ls'), file_path: folder, prompt: oddText}),
	}),
	shape({
		type: fc.constant('tool_result'),
		tool_use_id: fc.constantFrom('toolu_1', 'toolu_2'),
		content: mostly(fc.constant('done'), oddText),
		is_error: fc.boolean(),
	}),
	shape({type: fc.constant('thinking'), thinking: oddText}),
);
const content = fc.oneof(
	fc.constantFrom('hello', '/compact', '/clear', '<command-name>/compact</command-name>'),
	oddText,
	fc.array(block, {maxLength: 3}),
);

const assistant = shape({
	...envelope,
	type: fc.constant('assistant'),
	requestId: fc.oneof(
		fc.constantFrom('req_1', 'req_2'),
		fc.nat(1000).map(n => `req_${n}`),
	),
	isApiErrorMessage: fc.boolean(),
	costUSD: dollars,
	message: shape({
		id,
		type: fc.constant('message'),
		role: fc.constant('assistant'),
		model,
		content: fc.array(block, {maxLength: 2}),
		stop_reason: fc.constantFrom('end_turn', 'tool_use', null),
		usage,
	}),
});
const user = shape({
	...envelope,
	type: fc.constant('user'),
	message: shape({role: fc.constant('user'), content}),
	isMeta: fc.boolean(),
	isCompactSummary: fc.boolean(),
	toolUseResult: shape({stdout: oddText}),
});
const system = shape({
	...envelope,
	type: fc.constant('system'),
	subtype: fc.constantFrom(
		'compact_boundary',
		'turn_duration',
		'api_error',
		'local_command',
		'away_summary',
		'informational',
	),
	content: oddText,
	level: fc.constant('info'),
	durationMs: fc.nat(),
	compactMetadata: shape({trigger: fc.constantFrom('auto', 'manual'), preTokens: tokens, postTokens: tokens}),
});
const costState = shape({
	type: fc.constant('cost-state'),
	sessionId,
	totalCostUSD: dollars,
	startTime: time,
	totalDuration: fc.nat(),
	modelUsage: fc.dictionary(
		mostly(model, oddText) as fc.Arbitrary<string>,
		shape({inputTokens: tokens, outputTokens: tokens, costUSD: dollars}),
		{maxKeys: 2},
	),
});
const others = shape({
	type: fc.constantFrom(
		'summary',
		'ai-title',
		'custom-title',
		'agent-name',
		'queue-operation',
		'file-history-snapshot',
		'attachment',
		'mode',
		'last-prompt',
		'progress',
		'pr-link',
	),
	sessionId,
	summary: oddText,
	aiTitle: oddText,
	customTitle: oddText,
	operation: fc.constantFrom('enqueue', 'dequeue'),
	timestamp: isoTime,
});

export const transcriptLine = jsonText(
	fc.oneof({weight: 6, arbitrary: assistant}, {weight: 2, arbitrary: user}, system, costState, others),
);

/** A whole file: what ends its lines, and what stands before them. */
export const transcriptText: fc.Arbitrary<string> = fc
	.tuple(
		fc.array(transcriptLine, {maxLength: 12}),
		fc.constantFrom('\n', '\n', '\n', '\r\n', '\n\n', ''),
		fc.constantFrom('', '', '', '\ufeff'),
		fc.boolean(),
	)
	.map(([lines, end, start, isEnded]) => start + lines.join(end) + (isEnded ? end : ''));
