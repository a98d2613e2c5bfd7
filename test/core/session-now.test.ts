/** What a session waits for and does, from its transcript, its registry entry and its status line together. */
import {expect, test} from 'vitest';
import {newFacts} from '../../source/accounting/facts.ts';
import type {SessionEvent} from '../../source/claude/events.ts';
import {type ApiError, noGit, type ToolCall, type Turn} from '../../source/claude/turn.ts';
import type {Session} from '../../source/core/session.ts';
import {factsFromJson, factsToJson} from '../../source/index/facts-json.ts';
import {noon, process, sessionOf} from '../support/events.ts';

const bash: ToolCall = {
	...{id: 't1', tool: 'Bash', summary: 'rm -rf build', detail: ['rm -rf build'], at: noon + 2000},
};

const turn = (news: Partial<Turn> = {}, agentId: string | null = null): SessionEvent => ({
	...{type: 'turn', sessionId: 'one', agentId},
	turn: {
		...{startedAt: noon + 1000, end: null, calls: [], lastLine: null, error: null, retry: null, todos: null},
		...{queuedPrompts: 0, ...news},
	},
});
const waiting = (waitingFor: string) => process({status: 'waiting', waitingFor, statusSince: noon + 3000});
const busy = process({status: 'busy', statusSince: noon});

const shown = (...events: SessionEvent[]): Session => sessionOf(events);

test('a permission prompt is about the first call without a result', () => {
	const {waiting: is, now} = shown(
		waiting('permission prompt'),
		turn({calls: [bash, {...bash, id: 't2', tool: 'Read'}]}),
	);
	expect(is).toEqual({kind: 'permission', call: bash, since: noon + 3000});
	expect(now).toBeNull();
});

test('questions and plans are distinguished from permissions, and other dialogs from all of them', () => {
	const kindOf = (waitingFor: string, tool: string) =>
		shown(waiting(waitingFor), turn({calls: [{...bash, tool}]})).waiting;
	expect(kindOf('input needed', 'AskUserQuestion')?.kind).toBe('question');
	expect(kindOf('permission prompt', 'ExitPlanMode')?.kind).toBe('plan');
	expect(kindOf('dialog open', 'Bash')).toMatchObject({kind: 'other', call: null});
	expect(kindOf('sandbox request', 'Bash')).toMatchObject({kind: 'other', call: null});
});

test('what a subagent asks is asked in its session', () => {
	const task = {...bash, id: 'task', tool: 'Task', summary: 'look around'};
	const asks = [waiting('permission prompt'), turn({calls: [task]}), turn({calls: [bash]}, 'a1')];
	expect(shown(...asks).waiting?.call).toEqual(bash);
	expect(shown(...asks, turn({calls: []}, 'a1')).waiting?.call).toEqual(task);
});

test('a busy session shows its tool, else the last line, else how long its turn takes', () => {
	expect(shown(busy, turn({calls: [bash]})).now).toEqual({tool: 'Bash', summary: 'rm -rf build', since: noon + 2000});
	expect(shown(busy, turn({lastLine: 'Looking.'})).now).toEqual({tool: null, summary: 'Looking.', since: noon + 1000});
	expect(shown(busy).now).toEqual({tool: null, summary: null, since: noon});
	expect(shown(process({}), turn({calls: [bash]})).now).toBeNull();
});

test('an error is the state of a session that does nothing since', () => {
	const error: ApiError = {status: 529, reason: 'server_error', message: 'API Error: 529', at: noon};
	const failed = turn({end: 'error', error});
	expect(shown(process({}), failed)).toMatchObject({state: 'error', lastError: error});
	expect(shown(busy, failed).state).toBe('busy');
	expect(shown(process({}), failed, turn({}))).toMatchObject({state: 'idle', lastError: null});
});

test('the status line’s pull request counts before the transcript’s, which has no state', () => {
	const seen = {type: 'conversation.seen', sessionId: 'one', configDir: '/c'} as const;
	const linked = {...seen, gitBranch: 'fix', worktree: 'wt', pullRequest: {number: 7, url: null, state: null}};
	const statusline = {
		...({type: 'statusline', sessionId: 'one', configDir: '/c', at: noon, model: null, windowTokens: null} as const),
		...{contextTokens: null, cache: null, limits: null, name: null},
		git: {...noGit, linesAdded: 4, linesRemoved: 1, pullRequest: {number: 7, url: null, state: 'approved'}},
	};
	expect(shown(process({}), linked).git).toEqual({
		...{branch: 'fix', worktree: 'wt', linesAdded: null, linesRemoved: null},
		pullRequest: {number: 7, url: null, state: null},
	});
	expect(shown(process({}), linked, statusline).git).toMatchObject({
		...{worktree: 'wt', linesAdded: 4, linesRemoved: 1, pullRequest: {state: 'approved'}},
	});
	expect(shown(process({}), linked, {...seen, worktree: ''}).git.worktree).toBeNull();
});

test('the index keeps it all', () => {
	const facts = {...newFacts('one'), subagentCalls: {a1: [bash]}, worktree: 'wt'};
	const seen = turn({calls: [bash], queuedPrompts: 2});
	facts.turn = seen.type === 'turn' ? seen.turn : null;
	expect(factsFromJson('one', factsToJson(facts))).toEqual(facts);
});
