/** What a session does and waits for, off transcripts that Claude Code 2.1.332 wrote, and off lines made here. */
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import type {Turn} from '../../../source/claude/turn.ts';
import {answerLine, ofType, read, readLines} from './read.ts';

const recorded = (name: string) =>
	readFileSync(path.join(import.meta.dirname, '../../fixtures/turn', `${name}.jsonl`), 'utf8');

function turnOf({events}: Pick<ReturnType<typeof read>, 'events'>): Turn {
	const seen = ofType(events, 'turn').at(-1);
	if (!seen) throw new Error('nothing was emitted of the turn');
	return seen.turn;
}

const prompt = (at = '2026-11-22T10:00:00.000Z') => ({
	...{type: 'user', message: {role: 'user', content: 'Do it'}, uuid: 'p', timestamp: at},
	...{origin: {kind: 'human'}},
});
const call = (id: string, name: string, input: object, line: object = {}) =>
	answerLine({id: `msg_${id}`, content: [{type: 'tool_use', id, name, input}], stop_reason: 'tool_use'}, {...line});
const result = (id: string, content: unknown = 'ok') => ({
	...{type: 'user', uuid: `r${id}`, timestamp: '2026-11-22T10:00:09.000Z'},
	message: {role: 'user', content: [{type: 'tool_result', content, is_error: false, tool_use_id: id}]},
});

describe('Claude Code 2.1.332 wrote', () => {
	test('the command that it asks about', () => {
		const {calls, end, startedAt} = turnOf(read(recorded('permission')));
		expect(calls).toEqual([
			{
				...{id: 'toolu_11', tool: 'Bash', summary: 'rm -rf build && echo done'},
				...{detail: ['rm -rf build && echo done'], at: Date.parse('2026-11-27T12:39:10.709Z')},
			},
		]);
		expect([end, startedAt]).toEqual([null, Date.parse('2026-11-27T12:39:10.579Z')]);
	});

	test('the file that it would create', () => {
		expect(turnOf(read(recorded('write'))).calls).toMatchObject([
			{tool: 'Write', summary: '/home/dev/api/new.ts +2', detail: ['+ one', '+ two']},
		]);
	});

	test('a question with its choices', () => {
		expect(turnOf(read(recorded('question'))).calls).toMatchObject([
			{
				...{tool: 'AskUserQuestion', summary: 'Which database?'},
				detail: ['1. SQLite: One file', '2. Postgres: A server'],
			},
		]);
	});

	test('a plan', () => {
		expect(turnOf(read(recorded('plan'))).calls).toMatchObject([
			{tool: 'ExitPlanMode', summary: '1. Do this …', detail: ['1. Do this', '2. Do that']},
		]);
	});

	test('an error in place of an answer', () => {
		const {end, error, calls} = turnOf(read(recorded('overloaded')));
		expect([end, calls]).toEqual(['error', []]);
		expect(error).toMatchObject({status: 529, reason: 'server_error'});
		expect(error?.message).toMatch(/^API Error: Repeated 529 Overloaded errors\./);
	});

	test('the result of a tool that failed, and an answer', () => {
		const {end, calls, lastLine} = turnOf(read(recorded('finished')));
		expect([end, calls]).toEqual(['finished', []]);
		expect(lastLine).toMatch(/^Answer 20\. words/);
	});
});

test('a reader that resumes anywhere ends with the same turn', () => {
	for (const name of ['permission', 'question', 'overloaded', 'finished', 'queued']) {
		const text = recorded(name);
		const whole = turnOf(read(text));
		for (let cut = 1; cut < Buffer.byteLength(text); cut += 97) expect(turnOf(read(text, {}, [cut]))).toEqual(whole);
	}
});

describe('calls of tools', () => {
	test('end with their results, or with the next answer', () => {
		const bash = call('a', 'Bash', {command: 'ls'});
		expect(turnOf(readLines(prompt(), bash)).calls).toHaveLength(1);
		expect(turnOf(readLines(prompt(), bash, result('a'))).calls).toEqual([]);
		expect(turnOf(readLines(prompt(), bash, result('b', 'says "tool_use_id":"a"'))).calls).toHaveLength(1);
		expect(turnOf(readLines(prompt(), bash, answerLine({id: 'msg_z'}))).calls).toEqual([]);
		expect(turnOf(readLines(prompt(), bash, prompt('2026-11-22T10:05:00.000Z'))).calls).toEqual([]);
	});

	test('of one answer are all there, oldest first', () => {
		const both = [call('a', 'Read', {file_path: '/a.ts'}), call('b', 'Bash', {command: 'ls'})].map(line => ({
			...line,
			message: {...line.message, id: 'msg_both'},
		}));
		const summaries = (...lines: unknown[]) => turnOf(readLines(prompt(), ...lines)).calls.map(({summary}) => summary);
		expect(summaries(...both)).toEqual(['/a.ts', 'ls']);
		expect(summaries(...both, result('a'))).toEqual(['ls']);
	});

	test('of one record are all there, and end one by one', () => {
		const content = ['a', 'b'].map(id => ({type: 'tool_use', id, name: 'Bash', input: {command: `make ${id}`}}));
		const both = answerLine({content, stop_reason: 'tool_use'});
		expect(turnOf(readLines(both)).calls).toMatchObject([{summary: 'make a'}, {summary: 'make b'}]);
		expect(turnOf(readLines(both, result('a'))).calls).toMatchObject([{summary: 'make b'}]);
	});

	test('say how many lines an edit takes and brings', () => {
		const input = {file_path: 'src/a.ts', old_string: 'one\ntwo\nthree\n', new_string: 'one\n2\n2b\nthree\n'};
		expect(turnOf(readLines(call('a', 'Edit', input))).calls[0]).toMatchObject({
			...{summary: 'src/a.ts +2 −1', detail: ['− two', '+ 2', '+ 2b']},
		});
	});

	test('are cleaned and cut', () => {
		const command = `\u001b]0;owned\u0007echo ${'x'.repeat(30_000)}\n${'line\n'.repeat(500)}`;
		const [shown] = turnOf(readLines(call('a', 'Ba\u001b[2Jsh', {command}))).calls;
		expect(shown?.tool).toBe('Bash');
		expect(shown?.summary).toMatch(/^echo x+/);
		expect(shown?.summary?.length).toBeLessThanOrEqual(200);
		expect(shown?.detail).toHaveLength(60);
		expect(shown?.detail.at(-1)).toBe('… 442 more lines');
		expect(JSON.stringify(shown)).not.toMatch(/\\u001b|\\u0007/);
	});

	test.each([{}, {command: 5}, {questions: [null]}, {questions: 7}, {options: []}, null])(
		'with an input of another shape say what they can: %j',
		input => {
			for (const tool of ['Bash', 'Edit', 'Write', 'AskUserQuestion', 'ExitPlanMode', 'mcp__x__y']) {
				expect(turnOf(readLines(call('a', tool, input as object))).calls[0]).toMatchObject({
					tool,
					at: expect.any(Number),
				});
			}
		},
	);
});

test('a turn that the person interrupts has not finished', () => {
	const interrupted = {
		...{type: 'user', uuid: 'i', timestamp: '2026-11-22T10:00:09.000Z'},
		message: {role: 'user', content: [{type: 'text', text: '[Request interrupted by user]'}]},
	};
	expect(turnOf(readLines(prompt(), call('a', 'Bash', {command: 'ls'}), interrupted))).toMatchObject({
		...{end: 'interrupted', calls: []},
	});
	expect(turnOf(readLines(prompt(), answerLine(), interrupted, prompt(), answerLine({id: 'msg_2'}))).end).toBe(
		'finished',
	);
});

test('an error ends with the next prompt; old wordings have its status, too', () => {
	const error = answerLine(
		{id: 'e', model: '<synthetic>', content: [{type: 'text', text: 'API Error: 529 {"type":"error"}'}]},
		{isApiErrorMessage: true},
	);
	expect(turnOf(readLines(prompt(), error))).toMatchObject({end: 'error', error: {status: 529, reason: null}});
	expect(turnOf(readLines(prompt(), error, prompt()))).toMatchObject({end: null, error: null});
});

test('prompts in the queue, todos and retries are counted', () => {
	const queue = (operation: string) => ({type: 'queue-operation', operation, timestamp: '2026-11-22T10:00:01.000Z'});
	const todos = ['completed', 'in_progress', 'pending'].map(status => ({content: 'x', status}));
	const retry = {
		...{type: 'system', subtype: 'api_error', uuid: 'x', timestamp: '2026-11-22T10:00:02.000Z'},
		...{error: {status: 529}, retryAttempt: 3, maxRetries: 10},
	};
	const lines = [prompt(), queue('enqueue'), queue('enqueue'), call('t', 'TodoWrite', {todos}), result('t')];
	expect(turnOf(readLines(...lines, queue('dequeue'), retry))).toMatchObject({
		...{queuedPrompts: 1, todos: {done: 1, all: 3}, retry: {attempt: 3, of: 10, status: 529}},
	});
	expect(turnOf(readLines(...lines, retry, answerLine({id: 'msg_2'}))).retry).toBeNull();
	// Figures that cannot be are not known: another machine would refuse the whole session for one.
	const absurd = {...retry, error: {status: 529.5}, retryAttempt: -1, maxRetries: 1e300};
	expect(turnOf(readLines(...lines, absurd)).retry).toEqual({attempt: 1, of: null, status: null});
});

test('a subagent’s turn is emitted as its own', () => {
	const {events} = read(`${JSON.stringify(call('a', 'Bash', {command: 'ls'}))}\n`, {agentId: 'a1'});
	expect(ofType(events, 'turn')).toMatchObject([{agentId: 'a1', turn: {calls: [{summary: 'ls'}]}}]);
});

test('the pull request and the worktree are emitted when they change', () => {
	const link = {...{type: 'pr-link', sessionId: 'one', prNumber: 7}, prUrl: 'https://github.com/a/b/pull/7'};
	const worktree = (worktreeSession: object | null) => ({type: 'worktree-state', sessionId: 'one', worktreeSession});
	const {events} = readLines(link, link, worktree(null), worktree({worktreeName: 'fix'}), worktree(null));
	const emitted = ofType(events, 'conversation.seen').map(({pullRequest, worktree}) => [pullRequest, worktree]);
	expect(emitted).toEqual([
		[{number: 7, url: 'https://github.com/a/b/pull/7', state: null}, undefined],
		[undefined, 'fix'],
		[undefined, ''],
	]);
});
