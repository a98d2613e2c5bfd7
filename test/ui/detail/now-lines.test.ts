import stringWidth from 'string-width';
import {expect, test} from 'vitest';
import {noGit} from '../../../source/claude/turn.ts';
import type {Session} from '../../../source/core/session.ts';
import {detailLines} from '../../../source/ui/detail/lines.ts';
import {fakeSession, noon} from '../../support/fake-fleet.ts';
import {testOptions} from '../../support/fake-screen.ts';

const call = {
	...{id: 't', tool: 'Edit', summary: 'src/a.ts +1 −1', detail: ['− const a = 1;', '+ const a = 2;']},
	at: noon,
};
const lines = (fields: Partial<Session>, width = 100) =>
	detailLines(fakeSession(fields), {width, now: noon, options: testOptions, onPlan: false});

test('what a session waits for stands first, with the change that it would make', () => {
	const waiting = {kind: 'permission', call, since: noon - 180_000} as const;
	const shown = lines({state: 'waiting', waiting});
	expect(shown.slice(0, 4)).toEqual([
		' waits for   permission for 3m · y allows, N denies',
		'             Edit: src/a.ts +1 −1',
		'             − const a = 1;',
		'             + const a = 2;',
	]);
	expect(
		lines({state: 'waiting', waitingFor: 'dialog open', waiting: {kind: 'other', call: null, since: null}})[0],
	).toBe(' waits for   dialog open');
});

test('a long command is shown whole, a long change in part', () => {
	const command = Array.from({length: 30}, (_, index) => `word${index}`).join(' ');
	const asked = (news: Partial<typeof call>) =>
		lines({state: 'waiting', waiting: {kind: 'permission', call: {...call, ...news}, since: null}}).join('\n');
	const shown = asked({tool: 'Bash', summary: command, detail: [command]});
	expect(shown).toContain('word0');
	expect(shown).toContain('word29');
	expect(asked({detail: Array.from({length: 40}, (_, index) => `+ ${index}`)})).toContain('… 28 more lines');
});

test('in a narrow pane a question and its choices are shown whole, and the keys below what is waited for', () => {
	const detail = ['1. SQLite: one file, nothing to install', '2. Postgres'];
	const asked = {...call, tool: 'AskUserQuestion', summary: 'Where should the sessions be kept?', detail};
	const shown = lines(
		{state: 'waiting', control: 'tmux:%1', waiting: {kind: 'question', call: asked, since: null}},
		30,
	);
	expect(shown.slice(0, 7)).toEqual([
		'waits   an answer',
		'        a digit chooses',
		'        Where should the',
		'        sessions be kept?',
		'        1. SQLite: one',
		'           file, nothing to',
		'           install',
	]);
});

test('a busy session shows its tool, its turn, its todos and what is queued', () => {
	const turn = {startedAt: noon - 240_000, end: null, retry: {attempt: 3, of: 10, status: 529}, queuedPrompts: 2};
	const now = {tool: 'Bash', summary: 'npm test', since: noon - 30_000};
	expect(lines({state: 'busy', now, turn: {...turn, todos: {done: 3, all: 7}}})[0]).toBe(
		' now         Bash: npm test · 30s · turn 4m · 3 of 7 todos · 2 queued prompts · retry 3 of 10 (529)',
	);
	expect(lines({state: 'idle', now: null})[0]).not.toContain(' now ');
});

test('an error says what it is and in its own words', () => {
	const lastError = {
		status: 529,
		reason: null,
		message: 'API Error: Repeated 529 Overloaded errors.',
		at: noon - 60_000,
	};
	expect(lines({state: 'error', lastError}).slice(0, 2)).toEqual([
		' error       overloaded (529) 1m ago',
		'             API Error: Repeated 529 Overloaded errors.',
	]);
});

test('where the work goes in git', () => {
	const pullRequest = {number: 482, url: 'https://github.com/a/b/pull/482', state: 'changes_requested'};
	const git = {branch: 'fix', worktree: 'wt', linesAdded: 214, linesRemoved: 87, pullRequest};
	expect(lines({git}, 110)).toContain(
		' git         fix · worktree wt · +214 −87 lines · #482 changes requested · https://github.com/a/b/pull/482',
	);
	expect(lines({git: {...noGit, branch: 'main'}}).join('\n')).not.toContain(' git ');
});

test('no line is wider than the screen', () => {
	const waiting = {kind: 'permission', call: {...call, summary: '界'.repeat(300)}, since: noon} as const;
	for (let width = 20; width <= 200; width += 7) {
		for (const line of lines({state: 'waiting', waiting}, width)) expect(stringWidth(line)).toBeLessThanOrEqual(width);
	}
});
