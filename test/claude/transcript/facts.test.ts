/** What nearly every line says about its conversation is emitted when it changes. */
import {beforeEach, expect, test} from 'vitest';
import type {ConversationSeen, SessionEvent} from '../../../source/claude/events.ts';
import {createFactEmitter, type EmittedFacts, isTitleKind} from '../../../source/claude/transcript/facts.ts';

let events: SessionEvent[];
let emitted: {sessionId: string | null; facts: EmittedFacts | null};
beforeEach(() => {
	events = [];
	emitted = {sessionId: 'one', facts: null};
});
const open = () => createFactEmitter(emitted, {path: '/a.jsonl', configDir: '/c', emit: event => events.push(event)});
/** Without what is in all of them. */
const news = () =>
	(events as ConversationSeen[]).map(({type: _, sessionId: __, configDir: ___, path: ____, ...rest}) => rest);

test('emits only what is new, also after reading was resumed', () => {
	open().learn(5, {cwd: '/p', version: '2', gitBranch: null});
	open().learn(6, {cwd: '/p', version: '2'});
	open().learn(7, {cwd: '/p/q', version: '2', kind: 'bg'});
	expect(news()).toEqual([
		{at: 5, cwd: '/p', version: '2'},
		{at: 7, cwd: '/p/q', kind: 'bg'},
	]);
	expect(events[0]).toMatchObject({type: 'conversation.seen', sessionId: 'one', configDir: '/c', path: '/a.jsonl'});
});

test('a folder is the same with a slash behind it', () => {
	open().learn(5, {cwd: '/p/web/'});
	open().learn(6, {cwd: '/p/web'});
	open().learn(7, {cwd: '/p/web//'});
	open().learn(8, {cwd: '/'});
	expect(news()).toEqual([
		{at: 5, cwd: '/p/web'},
		{at: 8, cwd: '/'},
	]);
});

test('emits a conversation without facts once, and nothing without an id', () => {
	open().learn(0, {});
	open().learn(9, {cwd: ''});
	expect(news()).toEqual([{}]);
	emitted = {sessionId: null, facts: null};
	for (const learn of [() => open().learn(1, {cwd: '/p'}), () => open().learnWorktree('wt')]) learn();
	expect(events).toHaveLength(1);
});

test('a person’s title wins over Claude Code’s, and that over an old version’s summary', () => {
	const facts = open();
	for (const [kind, title] of [
		['summary', 'old'],
		['ai-title', 'made up'],
		['summary', 'older'],
		['custom-title', 'mine'],
		['ai-title', 'made up again'],
		['custom-title', null],
		['custom-title', 'mine again'],
	] as const)
		facts.learnTitle(1, kind, title);
	expect(news().map(fact => (fact as {title: string}).title)).toEqual(['old', 'made up', 'mine', 'mine again']);
	expect(['ai-title', 'title', 'toString', 5].map(isTitleKind)).toEqual([true, false, false, false]);
});

test('a worktree is emitted when it is entered and when it is left, a pull request when it is another', () => {
	const facts = open();
	for (const worktree of ['', 'wt', 'wt', '', 'other']) facts.learnWorktree(worktree);
	const pullRequest = (number: number) => ({number, url: null, state: null});
	for (const one of [pullRequest(7), null, pullRequest(7), pullRequest(8)]) facts.learnPullRequest(one);
	expect(news()).toEqual([
		...[{worktree: 'wt'}, {worktree: ''}, {worktree: 'other'}],
		...[{pullRequest: pullRequest(7)}, {pullRequest: pullRequest(8)}],
	]);
});
