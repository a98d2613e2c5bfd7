/** What is known of a conversation besides what it spent. */
import {describe, expect, test} from 'vitest';
import {addMainRequest} from '../../source/accounting/context-facts.ts';
import {addFact, newFacts, touch} from '../../source/accounting/facts.ts';
import type {ConversationSeen} from '../../source/claude/events.ts';
import type {StatuslineSeen} from '../../source/claude/statusline/statusline-seen.ts';
import type {ToolCall, Turn} from '../../source/claude/turn.ts';
import {noUsage} from '../../source/claude/usage.ts';
import {compaction, noon, request} from '../support/events.ts';

type FactEvent = Parameters<typeof addFact>[1];

function factsAfter(...events: FactEvent[]) {
	const facts = newFacts('one');
	for (const event of events) addFact(facts, event);
	return facts;
}

const seen = (fields: Partial<ConversationSeen>): ConversationSeen => ({
	...{type: 'conversation.seen', sessionId: 'one', configDir: '/home/dev/.claude'},
	...fields,
});

describe('where a conversation runs', () => {
	test('the project is where it was started; folder, branch and the rest are the latest', () => {
		const pullRequest = {number: 7, url: null, state: 'draft'};
		const facts = factsAfter(
			seen({cwd: '/work/api', version: '2.1.330', title: 'Fix the login', gitBranch: 'main'}),
			seen({cwd: '/work/api/deep', version: '2.1.332', gitBranch: 'login', pullRequest}),
			seen({}),
		);
		expect(facts).toMatchObject({
			cwd: '/work/api',
			version: '2.1.332',
			title: 'Fix the login',
			gitBranch: 'login',
			pullRequest,
		});
	});

	test('HEAD is not a branch, and an empty worktree name is no worktree', () => {
		const inWorktree = seen({gitBranch: 'main', worktree: 'wt'});
		expect(factsAfter(inWorktree, seen({}))).toMatchObject({gitBranch: 'main', worktree: 'wt'});
		expect(factsAfter(inWorktree, seen({gitBranch: 'HEAD', worktree: ''}))).toMatchObject({
			...{gitBranch: null, worktree: null},
		});
	});

	test('the oldest copy of its transcript dates it, and a background session stays one', () => {
		const facts = factsAfter(seen({bornAt: 20, kind: 'bg'}), seen({bornAt: 10}), seen({bornAt: 30}));
		expect(facts).toMatchObject({bornAt: 10, isBackground: true});
		expect(factsAfter(seen({}))).toMatchObject({bornAt: null, isBackground: false});
	});

	test('its first and last activity do not depend on the order of reading', () => {
		const facts = factsAfter(seen({at: noon}), seen({at: noon - 5}), seen({at: noon + 5}), seen({}));
		expect([facts.firstAt, facts.lastAt]).toEqual([noon - 5, noon + 5]);
		touch(facts, 0);
		expect(facts.firstAt).toBe(0);
	});
});

describe('a compaction', () => {
	test('leaves its summary as the context, unless it was a subagent’s', () => {
		const facts = factsAfter(compaction({n: 1}));
		expect(facts).toMatchObject({contextTokens: 14_000, contextHistory: [14_000]});
		addFact(facts, compaction({n: 2, agentId: 'a1', postTokens: 3}));
		expect([facts.contextTokens, facts.compactions.size]).toEqual([14_000, 1]);
	});

	test('without a count leaves an unknown context', () => {
		const facts = factsAfter(compaction({n: 1}), compaction({n: 2, postTokens: null}));
		expect(facts).toMatchObject({contextTokens: null, contextHistory: [14_000]});
	});

	test('that is read twice counts once and does not undo what came since', () => {
		const facts = factsAfter(compaction({n: 1}));
		addMainRequest(facts, request({n: 2}), 2);
		addFact(facts, compaction({n: 1}));
		expect([facts.contextTokens, facts.compactions.size]).toEqual([13_892, 1]);
	});

	test('that is read again from the start of its transcript causes no cache miss', () => {
		const whole = {...noUsage, inputTokens: 10, cacheReadInputTokens: 180_000};
		const rewritten = {...noUsage, inputTokens: 10, cacheCreation5mInputTokens: 150_000};
		const facts = factsAfter(seen({path: '/a.jsonl'}));
		const readAll = () => {
			addMainRequest(facts, request({n: 1, usage: whole}), 1);
			addFact(facts, compaction({n: 2}));
			addMainRequest(facts, request({n: 3, usage: rewritten}), 3);
		};
		readAll();
		const once = structuredClone(facts);
		expect(once).toMatchObject({cacheMisses: 0, mainRequests: 2, contextHistory: [180_010, 14_000, 150_010]});
		addFact(facts, {type: 'transcript.restarted', sessionId: 'one', path: '/a.jsonl'});
		readAll();
		expect(facts).toEqual(once);
	});

	test('that a truncated transcript no longer has is forgotten with the requests before it', () => {
		const facts = factsAfter(seen({path: '/a.jsonl'}), compaction({n: 4}));
		addFact(facts, {type: 'transcript.restarted', sessionId: 'one', path: '/a.jsonl'});
		expect([facts.compactions.size, facts.mainRequests]).toEqual([0, 0]);
	});
});

test('reading a subagent’s transcript again resets only the bytes read of that one', () => {
	const use = (path: string, toolResultBytes: number, files: string[] = []): FactEvent => ({
		...{type: 'tool.use', sessionId: 'one', path, toolResultBytes, files},
	});
	const facts = factsAfter(
		seen({path: '/a.jsonl', cwd: '/work'}),
		use('/a.jsonl', 100, ['x', 'y']),
		use('/a.jsonl', 20, ['x']),
		use('/agent.jsonl', 7),
		{type: 'transcript.restarted', sessionId: 'one', path: '/agent.jsonl'},
	);
	expect([...facts.toolResultBytes]).toEqual([['/a.jsonl', 120]]);
	expect([...facts.files]).toEqual(['x', 'y']);
	expect(facts.cwd).toBe('/work');
});

test('lists have an end: files, a headless session’s lines, subagents that ask', () => {
	const files = Array.from({length: 10_001}, (_, n) => `f${n}`);
	const facts = factsAfter({type: 'tool.use', sessionId: 'one', path: '/a', toolResultBytes: 1, files});
	expect(facts.files.size).toBe(10_000);

	for (let n = 1; n <= 201; n++) addFact(facts, {type: 'headless.output', sessionId: 'one', at: n, text: `${n}`});
	expect([facts.output.length, facts.output[0], facts.output.at(-1)]).toEqual([200, '2', '201']);

	for (let n = 1; n <= 51; n++) addFact(facts, turn(`a${n}`, [call]));
	expect(Object.keys(facts.subagentCalls)).toHaveLength(50);
	// Those that are kept are still told apart.
	addFact(facts, turn('a1', []));
	addFact(facts, turn('a51', [call]));
	expect(Object.keys(facts.subagentCalls)).toHaveLength(50);
	expect(facts.subagentCalls).not.toHaveProperty('a1');
	expect(facts.subagentCalls).toHaveProperty('a51');
});

const call: ToolCall = {id: 't1', tool: 'Bash', summary: 'ls', detail: [], at: noon};

function turn(agentId: string | null, calls: readonly ToolCall[]): FactEvent {
	const rest = {startedAt: noon, end: null, lastLine: null, error: null, retry: null, todos: null, queuedPrompts: 0};
	return {type: 'turn', sessionId: 'one', agentId, turn: {...rest, calls} satisfies Turn};
}

test('a subagent’s turn is kept apart from the session’s while it waits for something', () => {
	const facts = factsAfter(turn(null, []), turn('a1', [call]), turn('a2', [call]), turn('a1', []));
	expect(facts.turn?.calls).toEqual([]);
	expect(facts.subagentCalls).toEqual({a2: [call]});
});

test('the latest notice and status line win, in whichever order they come', () => {
	const notice = (at: number): FactEvent => ({type: 'notice', sessionId: 'one', at, id: `n${at}`, text: `${at}`});
	const statusline = (at: number, windowTokens: number) =>
		({type: 'statusline', sessionId: 'one', configDir: '/c', at, windowTokens}) as StatuslineSeen;
	const facts = factsAfter(notice(5), notice(3), statusline(9, 200), statusline(8, 100));
	expect(facts.lastNotice).toEqual({at: 5, id: 'n5', text: '5'});
	expect(facts.statusline?.windowTokens).toBe(200);
	for (const again of [statusline(9, 300), {...notice(5), text: 'again'}]) addFact(facts, again);
	expect(facts.lastNotice?.text).toBe('again');
	expect([facts.statusline?.windowTokens, facts.configDir]).toEqual([300, '/c']);
});
