/**
 * A long transcript with lines of the kinds, the order of keys and the sizes that Claude Code 2.1.330 writes: for each
 * request its record and the parts of it that are new, an answer of two lines, a tool's result twice over; for each prompt
 * the attachments that make up its context, and a snapshot of what was sent.
 */
import {closeSync, openSync, writeSync} from 'node:fs';
import {type Random, seededRandom} from '../../test/support/random.ts';

const requestsPerPrompt = 8;
const code = 'function handle(request) {\n\treturn "ok — 漢字";\n} // and so on, with "quotes" and \\ slashes\n'.repeat(
	800,
);

interface Conversation {
	sessionId: string;
	cwd: string;
}

/** Writes at least so many bytes; returns how many requests are in them. */
export function writeLongTranscript(file: string, {bytes, ...of}: Conversation & {bytes: number}): number {
	const random = seededRandom(1);
	const descriptor = openSync(file, 'w');
	let requests = 0;
	for (let written = 0; written < bytes; requests++) {
		const lines = [
			...(requests % requestsPerPrompt === 0 ? promptLines(random, of) : []),
			...requestLines(random, of, requests),
		];
		written += writeSync(descriptor, `${lines.map(line => JSON.stringify(line)).join('\n')}\n`);
	}
	closeSync(descriptor);
	return requests;
}

function before(random: Random) {
	return {parentUuid: random.uuid(), isSidechain: false};
}

function after(random: Random, {sessionId, cwd}: Conversation) {
	const place = {cwd, sessionId, version: '2.1.330', gitBranch: 'main'};
	const time = {uuid: random.uuid(), timestamp: '2026-11-22T10:00:00.000Z'};
	return {...time, session_id: sessionId, userType: 'external', entrypoint: 'cli', ...place};
}

function someCode(random: Random, low: number, high: number): string {
	const length = random.int(low, high);
	return code.slice(0, length);
}

function promptLines(random: Random, of: Conversation): object[] {
	const attachment = (type: string, size: number) => ({
		...before(random),
		attachment: {type, content: code.slice(0, size)},
		...{type: 'attachment', ...after(random, of)},
	});
	const human = {origin: {kind: 'human'}, promptSource: 'typed', turnOrigin: 'human'};
	return [
		{
			...before(random),
			type: 'user',
			message: {role: 'user', content: someCode(random, 20, 900)},
			...human,
			...after(random, of),
		},
		...[1400, 800, 6000, 13_600, 1300].map((size, index) => attachment(`context_${index}`, size)),
		attachment('prompt_snapshot', 62_000),
	];
}

function requestLines(random: Random, of: Conversation, number: number): object[] {
	const result = someCode(random, 100, 12_000);
	const toolUseId = `toolu_${random.hex(20)}`;
	const api = (type: string, content: object) => ({type, sessionId: of.sessionId, id: random.uuid(), ...content});
	const written = random.int(50, 4000);
	const usage = {
		...{input_tokens: 7, cache_creation_input_tokens: written, cache_read_input_tokens: 12_000 + number},
		...{output_tokens: random.int(20, 2500), output_tokens_details: {thinking_tokens: 0}},
		...{server_tool_use: {web_search_requests: 0, web_fetch_requests: 0}, service_tier: 'standard'},
		cache_creation: {ephemeral_1h_input_tokens: 0, ephemeral_5m_input_tokens: written},
		...{inference_geo: '', iterations: [], speed: 'standard', fallback_credit: null},
	};
	const answer = {id: `msg_${random.hex(20)}`, type: 'message', role: 'assistant', model: 'claude-opus-5-5'};
	const requestId = `req_${random.hex(20)}`;
	const answerLine = (block: object, apiBlockIndex: number) => ({
		...before(random),
		message: {...answer, stop_sequence: null, content: [block], stop_reason: 'tool_use', usage, stop_details: null},
		...{apiBlockIndex, requestId, requestRef: random.uuid(), requestedModel: answer.model, promptCacheRequested: '5m'},
		...{type: 'assistant', effort: 'medium', madeBy: 'model', ...after(random, of)},
	});
	const input = {file_path: `${of.cwd}/file-${random.int(1, 99)}.ts`, old_string: someCode(random, 10, 600)};
	return [
		api('api-request-blob', {content: result}),
		api('api-request', {querySource: 'repl_main_thread', params: {model: answer.model}, tail: random.hex(900)}),
		answerLine({type: 'text', text: someCode(random, 50, 900)}, 0),
		answerLine({type: 'tool_use', id: toolUseId, name: 'Edit', input}, 1),
		{
			...before(random),
			type: 'user',
			message: {role: 'user', content: [{tool_use_id: toolUseId, type: 'tool_result', content: result}]},
			...{uuid: random.uuid(), timestamp: '2026-11-22T10:00:00.000Z'},
			toolUseResult: {type: 'text', file: {filePath: input.file_path, content: result}},
			...after(random, of),
		},
	];
}
