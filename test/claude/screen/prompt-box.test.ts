/**
 * Screens of Claude Code 2.1.330 to 2.1.332 as `tmux capture-pane -e` gave them, named STATE.COLUMNS.ans. What ccmon may type over
 * is decided on these.
 */
import {globSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {parseAnsiScreen} from '../../../source/claude/screen/ansi.ts';
import {readPromptBox} from '../../../source/claude/screen/prompt-box.ts';
import type {PromptReading} from '../../../source/claude/screen/reading.ts';
import {emptyPrompt} from '../../support/prompt-reading.ts';

const folder = path.resolve(import.meta.dirname, '../../fixtures/screens');
const all = globSync('*.ans', {cwd: folder}).sort();
const capture = (file: string) => readFileSync(path.join(folder, file), 'utf8');
const read = (file: string, text = capture(file)) => readPromptBox(parseAnsiScreen(text, Number(file.split('.')[1])));
const stateOf = (file: string) => file.split('.')[0]!;

const words = (count: number) => Array.from({length: count}, (_, index) => `word${index + 1}`).join(' ');

/** Screens whose prompt box has the keyboard, and what they differ in from an empty one. */
const prompts: Record<string, Partial<PromptReading>> = {
	start: {},
	'idle-after': {},
	compacted: {},
	named: {},
	'plan-mode': {},
	statusline: {vimInsert: true},
	shortcuts: {},
	'exit-confirm': {},
	'no-color-start': {},
	busy: {busy: true},
	'no-color-busy': {busy: true},
	streaming: {busy: true},
	'no-color-streaming': {busy: true},
	compacting: {busy: true, compaction: 'running'},
	'compact-queued': {busy: true, compaction: 'queued'},
	queued: {busy: true},
	'no-color-queued': {busy: true},
	'shell-command': {busy: true},
	attach: {busy: true},
	'busy-draft': {text: 'typed while busy'},
	draft: {text: 'hello'},
	'no-color-draft': {text: 'hello'},
	'vim-insert': {text: 'hello', vimInsert: true},
	'vim-normal': {text: 'hello'},
	'draft-one': {text: 'x'},
	'draft-one-cursor-on-it': {text: 'x'},
	'draft-cursor-inside': {text: 'a draft with the cursor in it'},
	'draft-multiline': {text: 'first line\nsecond line\n\nfourth line'},
	pasted: {text: '[Pasted text #1]'},
	'at-menu': {text: 'look at @'},
	'slash-compact': {text: '/compact', completion: 'compact'},
	'attach-slash': {text: '/compact', completion: 'compact'},
	'slash-clear': {text: '/clear', completion: 'clear'},
	'slash-partial': {text: '/c', completion: 'cd'},
	'slash-arguments': {text: '/compact keep the API names'},
	'usage-compact': {text: '/compact'},
	'usage-clear': {text: '/clear'},
	'no-color-usage-compact': {text: '/compact'},
	'no-color-usage-clear': {text: '/clear'},
	stashed: {stashed: true},
	'attach-stashed': {stashed: true},
	'statusline-stashed': {stashed: true, vimInsert: true},
	'stashed-and-draft': {stashed: true, text: 'a second draft'},
	'shell-mode': {shellMode: true},
	'shell-mode-draft': {shellMode: true, text: 'ls'},
};

/** Screens that must never be typed into, and what the person reads. */
const others: Record<string, RegExp> = {
	transcript: /transcript: press ctrl\+o/,
	'history-search': /searching its prompt history/,
	'vim-visual': /vim's visual mode/,
	'vim-visual-line': /vim's visual mode/,
	suspended: /suspended: run fg/,
	editor: /does not show the prompt box/,
	'agents-dashboard': /list of agents/,
	'agents-typed': /list of agents/,
};

const promptFiles = all.filter(file => stateOf(file) in prompts);
const dialogFiles = all.filter(file => /^(?:no-color-)?dialog-/.test(file));

test('every captured screen is checked', () => {
	const checked = [...promptFiles, ...dialogFiles, ...all.filter(file => stateOf(file) in others)];
	const unchecked = all.filter(file => !checked.includes(file) && stateOf(file) !== 'draft-wrapped');
	expect(unchecked).toEqual([]);
	expect(dialogFiles.length).toBeGreaterThan(15);
});

test.each(promptFiles)('the prompt box has the keyboard: %s', file => {
	expect(read(file)).toEqual({...emptyPrompt, ...prompts[stateOf(file)]});
});

test('a wrapped draft is read whole', () => {
	const reading = read('draft-wrapped.44.ans');
	expect(reading.kind === 'prompt' && reading.text.replaceAll('\n', ' ')).toBe(words(50));
});

test.each(dialogFiles)('a dialog has the keyboard: %s', file => {
	expect(read(file)).toMatchObject({kind: 'dialog', reason: 'a dialog is open there: answer it first'});
});

test.each(Object.entries(others))('something else has the keyboard: %s', (state, reason) => {
	const files = all.filter(file => stateOf(file) === state);
	expect(files).not.toEqual([]);
	for (const file of files)
		expect(read(file)).toMatchObject({kind: 'elsewhere', reason: expect.stringMatching(reason)});
});

describe('a screen caught while it is being drawn', () => {
	test.each(dialogFiles)('is not a prompt box, however much of it is drawn: %s', file => {
		const rows = capture(file).split('\n');
		for (let kept = 0; kept <= rows.length; kept++) {
			expect(read(file, rows.slice(0, kept).join('\n')).kind).not.toBe('prompt');
		}
	});

	test.each(promptFiles)('is a prompt box only with both rules and what is below them: %s', file => {
		const rows = capture(file).trimEnd().split('\n');
		const bottom = rows.findLastIndex(row => /──$/.test(row.replaceAll(/\x1b\[[\d;]*m/g, '')));
		for (let kept = 0; kept <= bottom + 1; kept++) {
			expect(read(file, rows.slice(0, kept).join('\n')).kind).not.toBe('prompt');
		}
	});
});

test('a box drawn for another width is not typed into', () => {
	expect(readPromptBox(parseAnsiScreen(capture('draft.100.ans'), 90)).kind).toBe('elsewhere');
});

test.each(['', '\n\n\n', '$ ls\nfile\n$ ', `${'─'.repeat(80)}\n❯ x\n`])('no box, no typing: %j', text => {
	expect(readPromptBox(parseAnsiScreen(text, 80)).kind).toBe('elsewhere');
});

test('a /compact is queued only if it waits there', () => {
	const compactionIn = (...above: string[]) => {
		const box = ['─'.repeat(60), '❯ ', '─'.repeat(60), '  ⏸ manual mode on · esc to interrupt'];
		const reading = readPromptBox(parseAnsiScreen([...above, '✻ Brewing…', '', ...box].join('\n'), 60));
		return reading.kind === 'prompt' && reading.compaction;
	};
	const queued = '  ⎿  Queued · ctrl+x ctrl+s to send now';
	const long = ['❯ /compact keep all of the names', '  of the files'];
	expect(compactionIn('❯ do it', '', '❯ /compact', queued)).toBe('queued');
	expect(compactionIn('● Done', '❯ first', '', ...long, '', '❯ then', queued)).toBe('queued');
	expect(compactionIn('❯ do it', '', '❯ /compactor', queued)).toBeNull();
	expect(compactionIn('❯ do it', '', '❯ what is', '  /compact for?', queued)).toBeNull();
	expect(compactionIn('❯ /compact', '  ⎿  Compacted', '', '❯ do it', '', '❯ then', queued)).toBeNull();
	expect(compactionIn('❯ /compact', '● It was queued.', '❯ do it', '', '❯ then', queued)).toBeNull();
	expect(compactionIn('❯ do it', '● Write:', '  ❯ /compact', '  Queued')).toBeNull();
});
