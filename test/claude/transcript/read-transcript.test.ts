import {describe, expect, test} from 'vitest';
import {fixture, ofType, read, requestsOf} from './read.ts';

describe('a conversation with tools, a compaction, a rename and a resume, as Claude Code 2.1.330 wrote it', () => {
	const {events, damages} = read(fixture('conversation.jsonl'));

	test('white space after the brace of a message hides nothing in it', () => {
		const message =
			'{\t"id":"msg_1","model":"claude-opus-5-5","role":"assistant","content":[],"usage":{"output_tokens":7}}';
		const line = `{"type":"assistant","timestamp":"2026-11-22T10:00:00.000Z","message":${message},"requestId":"req_1"}\n`;
		expect(requestsOf(read(line).events).map(({usage}) => usage.outputTokens)).toEqual([7]);
	});

	test('each request is emitted once, though every content block has a line', () => {
		const ids = requestsOf(events).map(({messageId}) => Number(messageId?.slice(-2)));
		expect(ids).toEqual([2, 4, 5, 7, 8, 10, 21, 22, 25, 27, 38, 39]);
		expect(damages).toBe(0);
	});

	test('a request carries what the API reported', () => {
		expect(requestsOf(events)[0]).toEqual({
			...{type: 'request', origin: 'transcript', sessionId: 'one'},
			...{messageId: 'msg_stub00000002', requestId: 'req_stub00000002', at: Date.UTC(2026, 10, 22, 9, 55, 1, 190)},
			...{model: 'claude-opus-5-5', speed: 'standard', inferenceGeo: null, lastIterationTokens: null},
			usage: {
				...{inputTokens: 7, outputTokens: 189, cacheReadInputTokens: 11_257, webSearchRequests: 0},
				...{cacheCreation5mInputTokens: 2814, cacheCreation1hInputTokens: 0},
			},
			...{purpose: 'main', cause: null, agentId: null, costUsd: null, durationMs: null},
		});
	});

	test('prompts are what a person typed, commands by name', () => {
		expect(ofType(events, 'prompt').map(({text, command, human}) => [text, command, human])).toEqual([
			['/compact', 'compact', true],
			['hello there WORDS:60', null, true],
			['TOOL:Read {"file_path":"/home/dev/api/a.txt"}', null, true],
			['TOOL:Bash {"command":"ls -la","description":"list"}', null, true],
			['TOOL:Task {"description":"d","prompt":"hello sub WORDS:50","subagent_type":"general-purpose"}', null, true],
			['/context', 'context', true],
			['! echo bash-mode', null, true],
			['/compact keep the file list', 'compact', true],
			['/rename my-lab-session', 'rename', true],
			['after the compact WORDS:10', null, true],
			['TOOL:Task {"description":"d","prompt":"hello sub WORDS:50","subagent_type":"general-purpose"}', null, true],
			['resumed WORDS:5', null, true],
		]);
	});

	test('the compaction has the tokens before and after it', () => {
		expect(ofType(events, 'compaction')).toEqual([
			{
				...{type: 'compaction', sessionId: 'one', at: Date.UTC(2026, 10, 22, 9, 55, 39, 595)},
				...{id: '7fc168d6-f6c5-4ad2-aad8-f9b7f165dbff', trigger: 'manual'},
				...{preTokens: 14_877, postTokens: 2967, durationMs: 204, agentId: null},
			},
		]);
	});

	test('what commands print is a notice, without its colours', () => {
		const notices = ofType(events, 'notice').map(({text}) => text);
		expect(notices).toContain('Error: No messages to compact');
		expect(notices).toContain('Compacted (ctrl+o to see full summary)');
		expect(notices).toContain('Session renamed to: my-lab-session');
	});

	test('Claude Code’s reply to an unknown command is a notice, its other messages are not', () => {
		const informational = (level: string, content: string) =>
			JSON.stringify({type: 'system', subtype: 'informational', level, content, uuid: level, sessionId: 'one'});
		const lines = [
			informational('warning', 'Unknown command: /nosuch'),
			informational('notice', 'Auto mode lets Claude …'),
		];
		const notices = ofType(read(lines.join('\n')).events, 'notice');
		expect(notices.map(({text}) => text)).toEqual(['Unknown command: /nosuch']);
	});

	test('facts about the conversation are emitted when they change', () => {
		const path = '/c/projects/-home-dev-api/one.jsonl';
		const seen = {type: 'conversation.seen', sessionId: 'one', configDir: '/c', path};
		expect(ofType(events, 'conversation.seen')).toEqual([
			{...seen, at: expect.any(Number), cwd: '/home/dev/api', gitBranch: 'master', version: '2.1.330'},
			{...seen, at: expect.any(Number), provider: 'anthropic'},
			{...seen, at: expect.any(Number), title: 'my-lab-session'},
		]);
	});

	test('tool calls have their files and the size of their results', () => {
		// The messages of the four results have 101, 300, 515 and 515 bytes.
		const uses = ofType(events, 'tool.use').map(({toolResultBytes, files}) => ({toolResultBytes, files}));
		expect(uses).toEqual([{toolResultBytes: 1431, files: ['/home/dev/api/a.txt']}]);
	});

	test('the reported totals go on over a resume and have the time of their writing', () => {
		const [first, second] = ofType(events, 'reported');
		expect(first).toMatchObject({totalCostUsd: 0.4444954, at: 1_795_341_279_770 + 92_418});
		expect(first?.byModel?.['claude-sonnet-5[1m]']).toEqual({
			usage: {
				...{inputTokens: 70, outputTokens: 250, cacheReadInputTokens: 286_840, webSearchRequests: 0},
				...{cacheCreation5mInputTokens: 71_710, cacheCreation1hInputTokens: 0},
			},
			costUsd: 0.23928299999999997,
		});
		// The hours it lay closed are not in its duration.
		expect(second).toMatchObject({totalCostUsd: 0.7390483000000001, at: Date.UTC(2026, 10, 22, 9, 56, 49, 151)});
	});
});

describe('a fork', () => {
	const {events} = read(fixture('fork.jsonl'), {sessionId: 'fork'});
	const parent = 'dd9ff175-3fbb-4e00-8af4-115b2d1784af';

	test('copied requests name their original conversation, own ones do not', () => {
		const requests = requestsOf(events);
		expect(requests.map(({messageId, copiedFrom}) => [messageId?.slice(-2), copiedFrom])).toEqual([
			...['25', '27', '38', '39'].map(id => [id, parent]),
			...['40', '41', '43'].map(id => [id, undefined]),
		]);
		expect(requests.every(({sessionId}) => sessionId === 'fork')).toBe(true);
	});

	test('its total has the same start as its parent’s', () => {
		const [ofParent] = ofType(read(fixture('conversation.jsonl')).events, 'reported');
		const [ofFork] = ofType(events, 'reported');
		expect(ofFork?.totalStartedAt).toBe(ofParent?.totalStartedAt);
		expect(ofFork?.totalCostUsd).toBeGreaterThan(0.739);
	});

	test('a subagent’s report is a prompt, but not a person’s', () => {
		const prompts = ofType(events, 'prompt').filter(({human}) => !human);
		expect(prompts.map(({text}) => text)).toEqual(['Agent "d" finished']);
	});
});

test('a prompt typed while Claude was working counts, with the cache writes of both lifetimes after it', () => {
	const {events} = read(fixture('queued.jsonl'));
	expect(ofType(events, 'prompt').map(({text}) => text)).toContain('queued while busy WORDS:5');
	expect(requestsOf(events).at(-1)?.usage).toMatchObject({
		...{inputTokens: 5, cacheReadInputTokens: 180_000},
		...{cacheCreation5mInputTokens: 2000, cacheCreation1hInputTokens: 1000},
	});
	// Two requests failed: their placeholder answers cost nothing.
	expect(requestsOf(events)).toHaveLength(4);
});

test('the file after /clear is a conversation of its own', () => {
	const {events} = read(fixture('cleared.jsonl'), {sessionId: 'next'});
	expect(ofType(events, 'prompt').map(({command}) => command)).toEqual(['clear', null]);
	expect(requestsOf(events).map(({sessionId, copiedFrom}) => [sessionId, copiedFrom])).toEqual([['next', undefined]]);
});

test('a subagent’s requests are its own; its prompt is not a person’s and its folder not the session’s', () => {
	const {events} = read(fixture('subagent.jsonl'), {agentId: 'a4619614cd809a5cd'});
	expect(events.map(({type}) => type)).toEqual(['request', 'turn']);
	expect(requestsOf(events)[0]).toMatchObject({purpose: 'subagent', agentId: 'a4619614cd809a5cd', sessionId: 'one'});
});
