/** Valid JSON that no Claude Code has written yet: any order of keys, white space, escapes, look-alikes everywhere. */
import fc from 'fast-check';
import type {RequestSeen} from '../../../source/claude/events.ts';

type Line = Record<string, unknown>;

const count = fc.oneof(
	{weight: 60, arbitrary: fc.nat(1_000_000)},
	fc.constant(null),
	fc.constantFrom<unknown>(
		0,
		-1,
		1.5,
		1e3,
		'12',
		'many',
		'',
		true,
		{},
		[],
		2 ** 53,
		1e9,
		1e9 + 1,
		123_456_789_012_345_678n.toString(),
	),
);

const optional: {requiredKeys: never[]} = {requiredKeys: []};

const counts = {
	input_tokens: count,
	output_tokens: count,
	cache_read_input_tokens: count,
	cache_creation_input_tokens: count,
	output_tokens_details: fc.constant({thinking_tokens: 3, input_tokens: 4}),
	cache_creation: fc.option(fc.record({ephemeral_5m_input_tokens: count, ephemeral_1h_input_tokens: count}, optional)),
	server_tool_use: fc.option(fc.record({web_search_requests: count, web_fetch_requests: fc.nat(9)}, optional)),
};

const usage = fc.record(
	{
		...counts,
		service_tier: fc.constantFrom('standard', null),
		speed: fc.constantFrom('standard', 'fast', null),
		inference_geo: fc.constantFrom('us', '', 'not "here"', null),
		iterations: fc.array(fc.record(counts, optional), {maxLength: 3}),
	},
	optional,
);

/** Words and objects that must not be taken for the line's own. */
const lookAlike = fc.constantFrom<unknown>(
	'"usage":{"input_tokens":99}',
	'{"type":"assistant","message":{"id":"msg_x","usage":{"output_tokens":7}}}',
	{usage: {input_tokens: 99, output_tokens: 99}, id: 'msg_x', type: 'assistant', model: 'none'},
	{message: {id: 'msg_x', role: 'assistant', usage: {input_tokens: 99}}},
	[{usage: {input_tokens: 99}}, '\\"', '\\', '}', ']', '{', '[', '"'],
	{file_path: '/a.ts', usage: {output_tokens: 9}},
	'ends with a backslash \\',
	'漢字 é \u2028 \u0000',
	[],
	{},
	-1.5e-7,
	true,
);

const block = fc.oneof(
	fc.record({type: fc.constant('text'), text: fc.oneof(fc.string({unit: 'binary'}), lookAlike)}),
	fc.record({type: fc.constant('tool_use'), id: fc.constant('toolu_1'), name: fc.constant('Edit'), input: lookAlike}),
	fc.record({type: fc.constant('thinking'), thinking: fc.string(), input: fc.constant(null)}),
);

const text = fc.constantFrom('a', 'msg_1', 'b"c', 'd\\e', 'f\ng', '漢');

export const anyAnswerLine: fc.Arbitrary<Line> = fc.record(
	{
		type: fc.constant('assistant'),
		message: fc.record(
			{
				id: fc.oneof(text, fc.constant(null)),
				model: fc.oneof(
					{weight: 4, arbitrary: fc.constant('claude-opus-5-5')},
					fc.constantFrom('<synthetic>', null),
					text,
				),
				role: fc.constant('assistant'),
				content: fc.oneof(fc.array(block, {maxLength: 4}), fc.string(), fc.constant(null)),
				stop_reason: fc.constantFrom('end_turn', null),
				container: lookAlike,
				usage: fc.oneof({weight: 9, arbitrary: usage}, fc.constantFrom<unknown>(null, 5, 'none', [])),
			},
			{requiredKeys: ['role', 'content', 'usage']},
		),
		timestamp: fc.oneof(fc.constant('2026-11-22T10:00:00.000Z'), fc.constantFrom<unknown>('soon', 5, null)),
		uuid: text,
		requestId: fc.oneof(text, fc.constant(null)),
		isSidechain: fc.constantFrom<unknown>(true, false, null),
		agentId: fc.constantFrom<unknown>('a1', 'acompact-0a1b2c', 'aprompt_suggestion-0a1b2c', null),
		requestSessionId: fc.constantFrom<unknown>('one', 'other', null),
		forkedFrom: fc.constantFrom<unknown>({sessionId: 'parent', messageUuid: 'u'}, null),
		sessionId: fc.constant('one'),
		cwd: text,
		toolUseResult: lookAlike,
		permissionDecision: lookAlike,
	},
	{requiredKeys: ['type', 'message']},
);

/** A writer of JSON with habits of its own. */
export const unusualJson: fc.Arbitrary<(value: unknown) => string> = fc
	.record({seed: fc.nat(), spaces: fc.boolean(), escapes: fc.boolean(), shuffle: fc.boolean()})
	.map(({seed, spaces, escapes, shuffle}) => {
		return value => {
			let state = seed;
			const chance = (outOf: number) => {
				state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 1;
				return (state >>> 8) % outOf === 0;
			};
			const space = () => (spaces && chance(3) ? ' \t\r '.slice(0, 1 + (state % 4)) : '');
			const string = (text: string) =>
				escapes && chance(4)
					? JSON.stringify(text).replace(/[a-z](?![^\\]*\\u)/, letter => `\\u00${letter.charCodeAt(0).toString(16)}`)
					: JSON.stringify(text);
			const write = (value: unknown): string => {
				if (typeof value === 'string') return validString(string(value), value);
				if (typeof value !== 'object' || value === null) return JSON.stringify(value);
				if (Array.isArray(value)) return `[${space()}${value.map(write).join(`${space()},${space()}`)}${space()}]`;
				const keys = Object.keys(value);
				if (shuffle) keys.sort(() => (chance(2) ? 1 : -1));
				const members = keys.map(key => {
					const member = write((value as Line)[key]);
					return `${validString(string(key), key)}${space()}:${space()}${member}`;
				});
				return `{${space()}${members.join(`${space()},${space()}`)}${space()}}`;
			};
			return `${space()}${write(value)}${space()}`;
		};
	});

function validString(json: string, text: string): string {
	try {
		return JSON.parse(json) === text ? json : JSON.stringify(text);
	} catch {
		return JSON.stringify(text);
	}
}

/** What a plain reader makes of a parsed line: a request, or nothing. */
export function plainRequest(line: Line): RequestSeen | null {
	const message = line.message as Line;
	const usage = object(message.usage);
	if (!usage) return null;
	const iterations = Array.isArray(usage.iterations) ? usage.iterations.map(object).filter(one => one !== null) : [];
	const all = [usage, ...iterations].map(plainCounts);
	const [counts, last] = [all[0]!, all.at(-1)!];
	const model = string(message.model) ?? 'unknown';
	if (model === '<synthetic>' || Object.values(counts).every(count => count === 0)) return null;
	const {inputTokens, cacheReadInputTokens, cacheCreation5mInputTokens, cacheCreation1hInputTokens} = last;
	const agentId = string(line.agentId);
	const label = agentId?.includes('-') ? agentId.slice(1, agentId.indexOf('-')) : null;
	const purpose = label === 'compact' ? 'compaction' : label ? 'background' : agentId ? 'subagent' : 'main';
	const madeIn = string(line.requestSessionId) ?? string(object(line.forkedFrom)?.sessionId);
	return {
		...{type: 'request', origin: 'transcript', sessionId: 'one', messageId: string(message.id)},
		...{requestId: string(line.requestId), at: Number.isNaN(time(line.timestamp)) ? 0 : time(line.timestamp), model},
		...{speed: usage.speed === 'fast' ? 'fast' : 'standard', inferenceGeo: string(usage.inference_geo), usage: counts},
		lastIterationTokens:
			iterations.length > 1
				? inputTokens + cacheReadInputTokens + cacheCreation5mInputTokens + cacheCreation1hInputTokens
				: null,
		purpose: purpose === 'main' && line.isSidechain === true ? 'subagent' : purpose,
		cause: purpose === 'background' ? label : null,
		...{agentId, costUsd: null, durationMs: null},
		...(madeIn && madeIn !== 'one' ? {copiedFrom: madeIn} : {}),
	};
}

function plainCounts(usage: Line): RequestSeen['usage'] {
	const [created, searched] = [object(usage.cache_creation), object(usage.server_tool_use)];
	const read = [
		...[usage.input_tokens, usage.output_tokens, usage.cache_read_input_tokens, usage.cache_creation_input_tokens],
		...[created?.ephemeral_5m_input_tokens, created?.ephemeral_1h_input_tokens, searched?.web_search_requests],
	].map(value => {
		const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
		const isCount = Number.isSafeInteger(number) && (number as number) >= 0 && (number as number) <= 1e9;
		return isCount ? (number as number) : null;
	});
	const [input = 0, output = 0, cacheRead = 0, , fiveMinutes = 0, oneHour = 0, webSearchRequests = 0] = read.map(
		count => count ?? 0,
	);
	const all = read[3] ?? fiveMinutes + oneHour;
	return {
		...{inputTokens: input, outputTokens: output, cacheReadInputTokens: cacheRead, webSearchRequests},
		...{cacheCreation5mInputTokens: all - Math.min(all, oneHour), cacheCreation1hInputTokens: Math.min(all, oneHour)},
	};
}

const object = (value: unknown) =>
	typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Line) : null;
const string = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
const time = (value: unknown) => (typeof value === 'string' ? Date.parse(value) : Number.NaN);
