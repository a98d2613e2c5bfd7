import {readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {parseAnsiScreen} from '../../../source/claude/screen/ansi.ts';
import {asksAbout} from '../../../source/claude/screen/dialog-call.ts';
import {readDialog} from '../../../source/claude/screen/read-dialog.ts';

const folder = path.resolve(import.meta.dirname, '../../fixtures/screens');
const cwd = '/tmp/homes/of/the/test/folder/web';

function asks(file: string, tool: string, input: Record<string, unknown>): boolean {
	const screen = parseAnsiScreen(readFileSync(path.join(folder, `${file}.ans`), 'utf8'), Number(file.split('.')[1]));
	const dialog = readDialog(screen);
	if (dialog.kind === 'unknown') throw new Error(dialog.reason);
	return asksAbout(dialog, {id: 'toolu_1', tool, input}, cwd);
}

const files = Array.from({length: 60}, (_, index) => `file-number-${index}`).join(' ');
const option = (label: string, description: string) => ({label, description});
const approaches = [
	'Do it all at once in the night with the service down',
	'Do it in steps with both tables kept in step by triggers',
].map(label =>
	option(label, `${label}: it is what many would do and what has been done before in this project, more than once`),
);
const approach =
	'Which of these approaches should be taken for the migration of the database, given that there are several million rows in it?';

/** The `n`th of several questions. */
const numbered = (n: number, multiSelect = false) => ({
	question: `Which number ${n}?`,
	header: `Head${n}`,
	multiSelect,
	options: ['One', 'Two', 'Three'].map(word => option(`${word}${n}`, `${word} it is, for ${n}`)),
});
const questions = (...list: object[]) => ({questions: list});
const two = questions(numbered(1), numbered(2));
const three = questions(numbered(1), numbered(2), numbered(3));

/** What the screen was captured for. */
const right: readonly [file: string, tool: string, input: Record<string, unknown>][] = [
	['dialog-bash.100', 'Bash', {command: 'touch /tmp/out/never; sleep 1'}],
	['dialog-bash.44', 'Bash', {command: 'touch /tmp/out/never; sleep 1', description: 'whatever'}],
	['no-color-dialog-bash.80', 'Bash', {command: 'touch /tmp/out/never; sleep 1'}],
	['dialog-bash-lines.100', 'Bash', {command: 'set -e\nfor i in 1 2 3; do\n  echo "$i" > out-$i\ndone\n\nrm -f out-1'}],
	['dialog-bash-long.100', 'Bash', {command: `touch ${files}`}],
	['dialog-bash-attach.120', 'Bash', {command: 'touch in-background'}],
	['dialog-bash-fake.100', 'Bash', {command: 'touch fake'}],
	['dialog-bash-agent.100', 'Bash', {command: 'touch by-agent'}],
	['dialog-bash-tabs.100', 'Bash', {command: "printf 'a\tbé 漢字 😀  rev'  >  x.txt"}],
	[
		'dialog-bash-wrapped.44',
		'Bash',
		{
			command:
				'touch a-first-file a-second-file a-third-file && echo averyveryverylongwordwithoutanyspacesinitatallwhichmustbebrokensomewhere | cat',
		},
	],
	[
		'dialog-write-outside.100',
		'Write',
		{file_path: '/tmp/homes/of/the/w-outside-dir/w.txt', content: 'one\n\n  two indented\nthree'},
	],
	[
		'dialog-overwrite.100',
		'Write',
		{file_path: `${cwd}/a.ts`, content: 'line one\nline 2\nline three\nline four\nline five\nline six\n'},
	],
	['dialog-edit.100', 'Edit', {file_path: `${cwd}/a.ts`, old_string: 'line two', new_string: 'line 2\nline 2b'}],
	[
		'dialog-edit-wrapped.100',
		'Edit',
		{file_path: `${cwd}/a.ts`, old_string: 'three', new_string: `three and ${'a long rest of it '.repeat(9)}end`},
	],
	['dialog-fetch.100', 'WebFetch', {url: 'https://example.com/page?x=1', prompt: 'what is it'}],
	['dialog-search.100', 'WebSearch', {query: 'hello world'}],
	['dialog-read.100', 'Read', {file_path: '/etc/hostname'}],
	['dialog-search-domains.100', 'WebSearch', {query: 'cats', allowed_domains: ['example.com']}],
	['dialog-read-lines.100', 'Read', {file_path: '/etc/passwd', limit: 5}],
	['dialog-read-from.100', 'Read', {file_path: '/etc/passwd', offset: 3}],
	['dialog-monitor.100', 'Monitor', {command: 'touch x && tail -f x', description: 'watch'}],
	['dialog-skill.100', 'Skill', {skill: 'greet', args: 'world'}],
	[
		'dialog-notebook.100',
		'NotebookEdit',
		{notebook_path: `${cwd}/n.ipynb`, cell_id: 'c1', new_source: 'print(2)\nx = 1\nprint(3)'},
	],
	[
		'dialog-notebook-insert.100',
		'NotebookEdit',
		{
			...{notebook_path: `${cwd}/n.ipynb`, cell_id: 'c1', new_source: '# head'},
			...{cell_type: 'markdown', edit_mode: 'insert'},
		},
	],
	['dialog-mcp.100', 'mcp__lab__store_item', {name: 'a thing', count: 3}],
	['dialog-plan.100', 'ExitPlanMode', {plan: '# Plan'}],
	['dialog-plan-file.100', 'ExitPlanMode', {plan: '# The plan\n\n1. Do this\n2. Then that\n', planFilePath: '/x.md'}],
	[
		'dialog-question.100',
		'AskUserQuestion',
		{questions: [{question: 'Which color?', header: 'Color', options: [option('Red', 'r'), option('Blue', 'b')]}]},
	],
	[
		'dialog-question-long.100',
		'AskUserQuestion',
		{questions: [{question: approach, header: 'Approach', multiSelect: false, options: approaches}]},
	],
	['dialog-question-several.100', 'AskUserQuestion', two],
	['dialog-question-several.44', 'AskUserQuestion', three],
	['dialog-question-second.100', 'AskUserQuestion', three],
	['dialog-question-review.100', 'AskUserQuestion', two],
	['dialog-question-review.44', 'AskUserQuestion', three],
	['dialog-question-review-multi.100', 'AskUserQuestion', questions(numbered(1, true))],
];

test.each(right)('%s asks about its call of %s', (file, tool, input) => {
	expect(asks(file, tool, input)).toBe(true);
});

describe('a dialog does not match another call', () => {
	const callOf = (tool: string, {description, ...input}: Record<string, unknown>) => JSON.stringify([tool, input]);

	test.each(right)('than its own: %s', (file, tool, input) => {
		// One dialog does not show its plan; there is one plan at a time.
		const others = right.filter(
			([, other, its]) => callOf(other, its) !== callOf(tool, input) && (other !== tool || file !== 'dialog-plan.100'),
		);
		for (const [, other, its] of others) expect(asks(file, other, its)).toBe(false);
	});

	test.each([
		['dialog-bash.100', 'Bash', {command: 'touch /tmp/out/never; sleep 10'}],
		['dialog-bash.100', 'Bash', {command: 'touch /tmp/out/never'}],
		['dialog-bash.100', 'Bash', {command: ''}],
		['dialog-bash.100', 'Bash', {}],
		['dialog-bash.100', 'Bash', {command: ['touch /tmp/out/never; sleep 1']}],
		['dialog-bash.100', 'Write', {command: 'touch /tmp/out/never; sleep 1'}],
		['dialog-edit.100', 'Edit', {file_path: `${cwd}/b.ts`, old_string: 'line two', new_string: 'line 2\nline 2b'}],
		['dialog-edit.100', 'Edit', {file_path: `${cwd}/a.ts`, old_string: 'line two', new_string: 'line 2'}],
		['dialog-edit.100', 'Edit', {file_path: `${cwd}/a.ts`, old_string: 'line three', new_string: 'line 2\nline 2b'}],
		['dialog-overwrite.100', 'Write', {file_path: `${cwd}/a.ts`, content: 'line one\nline two\n'}],
		// Not all of it is on the screen.
		[
			'dialog-edit-all.100',
			'Edit',
			{file_path: `${cwd}/a.ts`, old_string: 'line', new_string: 'LINE', replace_all: true},
		],
		['dialog-fetch.100', 'WebFetch', {url: 'https://example.com/page?x=2', prompt: 'what is it'}],
		['dialog-mcp.100', 'mcp__lab__store_item', {name: 'a thing', count: 4}],
		['dialog-mcp.100', 'mcp__lab__drop_item', {name: 'a thing', count: 3}],
		['dialog-mcp.100', 'mcp__other__store_item', {name: 'a thing', count: 3}],
		['dialog-plan.100', 'Bash', {command: 'ls'}],
		['dialog-plan-file.100', 'ExitPlanMode', {plan: '# The plan\n\n1. Do this\n2. Then this\n'}],
		['dialog-plan-file.100', 'ExitPlanMode', {}],
		[
			'dialog-question.100',
			'AskUserQuestion',
			{questions: [{question: 'Which color?', header: 'Color', options: [option('Blue', 'b'), option('Red', 'r')]}]},
		],
		['dialog-question.100', 'AskUserQuestion', {questions: 'Which color?'}],
		['dialog-question-second.100', 'AskUserQuestion', questions(numbered(1), numbered(2, true), numbered(3))],
		['dialog-question-second.100', 'AskUserQuestion', questions(numbered(2), numbered(1), numbered(3))],
		// Which of two that look alike is asked cannot be seen.
		['dialog-question-second.100', 'AskUserQuestion', questions(numbered(2), numbered(2), numbered(3))],
		[
			'dialog-question-review.100',
			'AskUserQuestion',
			questions(numbered(1), {...numbered(2), options: [option('One2', ''), option('Two2', '')]}),
		],
		['dialog-read-lines.100', 'Read', {file_path: '/etc/passwd', limit: 6}],
		['dialog-read-lines.100', 'Read', {file_path: '/etc/passwd', limit: 5, pages: '1'}],
		['dialog-monitor.100', 'Monitor', {command: 'touch x && tail -f y', description: 'watch'}],
		['dialog-skill.100', 'Skill', {skill: 'greeting'}],
		[
			'dialog-notebook.100',
			'NotebookEdit',
			{notebook_path: `${cwd}/n.ipynb`, cell_id: 'c2', new_source: 'print(2)\nx = 1\nprint(3)'},
		],
		// What goes is nowhere in the call.
		[
			'dialog-notebook-delete.100',
			'NotebookEdit',
			{notebook_path: `${cwd}/n.ipynb`, cell_id: 'c1', new_source: '', edit_mode: 'delete'},
		],
	])('as one that differs a little: %s, %s %j', (file, tool, input) => {
		expect(asks(file, tool, input)).toBe(false);
	});
});
