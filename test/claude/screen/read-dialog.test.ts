/** Dialogs of Claude Code 2.1.332 as `tmux capture-pane -e` gave them. What ccmon may press is decided on these. */
import {globSync, readFileSync} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseAnsiScreen} from '../../../source/claude/screen/ansi.ts';
import {readDialog} from '../../../source/claude/screen/read-dialog.ts';

const folder = path.resolve(import.meta.dirname, '../../fixtures/screens');
const all = globSync('*dialog-*.ans', {cwd: folder}).sort();
const capture = (file: string) => readFileSync(path.join(folder, file), 'utf8');
const read = (file: string, text = capture(file)) => readDialog(parseAnsiScreen(text, Number(file.split('.')[1])));

/** The digits that mean allow once, and deny. */
const digits = (file: string) => {
	const dialog = read(file);
	if (dialog.kind === 'unknown') return dialog.reason;
	return ['once', 'deny', 'choice'].map(kind =>
		dialog.answers.filter(answer => answer.kind === kind).map(one => one.number),
	);
};

const notKnown = 'its dialog is of a kind that ccmon does not know: answer it there';
const tooLarge = 'its dialog does not fit in its pane: make that larger';
const severalAnswers = 'it lets several answers be chosen at once: choose them there';
const unanswered = 'some of its questions have no answer yet: answer them there';
const writing = 'somebody is writing an answer in its dialog';

const expected: Record<string, unknown> = {
	'dialog-bash': [[1], [4], []],
	'no-color-dialog-bash': [[1], [4], []],
	'dialog-bash-agent': [[1], [4], []],
	'dialog-bash-attach': [[1], [4], []],
	'dialog-bash-fake': [[1], [4], []],
	'dialog-bash-lines': [[1], [3], []],
	'dialog-bash-long': [[1], [4], []],
	'dialog-bash-pipe': [[1], [4], []],
	'dialog-bash-tabs': [[1], [4], []],
	'dialog-bash-wrapped': [[1], [4], []],
	'dialog-bash-amend': writing,
	'dialog-bash-no-amend': writing,
	'dialog-bash-no-typed': writing,
	'dialog-bash-cut': tooLarge,
	'dialog-write-cut': tooLarge,
	'dialog-edit': [[1], [3], []],
	'dialog-edit-all': [[1], [3], []],
	'dialog-edit-wrapped': [[1], [3], []],
	'dialog-overwrite': [[1], [3], []],
	'dialog-write': [[1], [3], []],
	'dialog-write-outside': [[1], [3], []],
	'dialog-fetch': [[1], [3], []],
	'dialog-search': [[1], [3], []],
	'dialog-read': [[1], [3], []],
	'dialog-mcp': [[1], [3], []],
	// Each yes changes the mode.
	'dialog-plan': [[], [2], []],
	'dialog-plan-mode': [[], [2], []],
	// But this: manually approve edits.
	'dialog-plan-file': [[2], [], []],
	'dialog-question': [[], [4], [1, 2]],
	'dialog-question-long': [[], [4], [1, 2]],
	'dialog-question-several': [[], [5], [1, 2, 3]],
	'dialog-question-second': [[], [5], [1, 2, 3]],
	'dialog-question-multi': severalAnswers,
	'dialog-question-mixed': severalAnswers,
	'dialog-question-open': unanswered,
	'dialog-question-review': [[1], [2], []],
	'dialog-question-review-multi': [[1], [2], []],
	'dialog-monitor': [[1], [3], []],
	'dialog-notebook': [[1], [3], []],
	'dialog-notebook-insert': [[1], [3], []],
	'dialog-notebook-delete': [[1], [3], []],
	'dialog-read-lines': [[1], [3], []],
	'dialog-read-from': [[1], [3], []],
	'dialog-search-domains': [[1], [3], []],
	'dialog-skill': [[1], [3], []],
	'dialog-workflow': notKnown,
	'dialog-config': notKnown,
	'dialog-help': notKnown,
	'dialog-model': notKnown,
	'dialog-permissions': notKnown,
	'dialog-resume': notKnown,
	'dialog-rewind': notKnown,
	'dialog-status': notKnown,
};

test.each(all)('its answers are read off the screen: %s', file => {
	expect(digits(file)).toEqual(expected[file.split('.')[0]!]);
});

test('takes the command from between the dotted rules, whatever the text around them', () => {
	expect(read('dialog-bash-lines.100.ans')).toMatchObject({
		title: 'Bash command',
		body: ['set -e', 'for i in 1 2 3; do', '  echo "$i" > out-$i', 'done', '', 'rm -f out-1'],
	});
	// Its description is a made-up dialog.
	expect(read('dialog-bash-fake.100.ans')).toMatchObject({body: [' touch fake']});
	expect(read('dialog-bash-agent.100.ans')).toMatchObject({title: 'Bash command · from the general-purpose agent'});
});

test('an answer of several rows is one answer', () => {
	const dialog = read('dialog-bash-wrapped.44.ans');
	expect(dialog.kind !== 'unknown' && dialog.answers.map(({rows, kind}) => [kind, rows.join(' ')])).toEqual([
		['once', 'Yes'],
		['always', 'Yes, and always allow access to /tmp/homes/of/the/test/folder/web from this project'],
		['always', 'Yes, and switch to auto mode · auto mode handles these prompts for you'],
		['deny', 'No'],
	]);
});

test('a question has its choices with their descriptions', () => {
	expect(read('dialog-question-long.100.ans')).toMatchObject({
		title: 'Approach',
		head: [expect.stringMatching(/^Which of these/), 'several million rows in it?'],
		answers: [{rows: expect.arrayContaining(['Do it all at once in the night with the service down'])}, {}, {}, {}],
	});
});

describe('a screen caught while it is being drawn', () => {
	const known = all.filter(file => Array.isArray(expected[file.split('.')[0]!]));

	test.each(known)('never offers an answer that the complete screen does not: %s', file => {
		const rows = capture(file).trimEnd().split('\n');
		const whole = digits(file);
		for (let kept = 0; kept < rows.length; kept++) {
			const dialog = read(file, rows.slice(0, kept).join('\n'));
			if (dialog.kind === 'unknown') continue;
			for (const [index, kind] of ['once', 'deny'].entries()) {
				const found = dialog.answers.filter(answer => answer.kind === kind).map(({number}) => number);
				for (const number of found) expect(whole[index]).toContain(number);
			}
		}
		for (let from = 1; from < rows.length; from++) {
			const dialog = read(file, rows.slice(from).join('\n'));
			if (dialog.kind !== 'unknown') expect({...dialog}).toEqual(read(file));
		}
	});

	test('is no dialog in a pane of another width', () => {
		expect(readDialog(parseAnsiScreen(capture('dialog-bash.100.ans'), 90)).kind).toBe('unknown');
	});
});

describe('rows of several dialogs in any order', () => {
	const known = all.filter(file => Array.isArray(expected[file.split('.')[0]!]) && file.includes('.100.'));
	const rows = known.flatMap(file => capture(file).trimEnd().split('\n').slice(-22));
	const ends = known.map(file => capture(file).trimEnd().split('\n'));

	test('never throw, and rows above a complete dialog do not change it', () => {
		fc.assert(
			fc.property(fc.array(fc.constantFrom(...rows), {maxLength: 40}), fc.nat(known.length - 1), (mixed, index) => {
				read('x.100', mixed.join('\n'));
				expect(read('x.100', [...mixed, ...ends[index]!].join('\n'))).toEqual(read(known[index]!));
			}),
		);
	});
});
