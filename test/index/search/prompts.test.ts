/** Prompts in the database, kept or not; that nothing stays in the file is in search.test.ts. */
import {afterEach, beforeEach, expect, test} from 'vitest';
import {arePromptsKept, createPromptRows, keepPrompts, promptTextsOf} from '../../../source/index/search/prompts.ts';
import {createOpenedIndex, type OpenedIndex} from '../opened.ts';

let index: OpenedIndex;
beforeEach(() => {
	index = createOpenedIndex();
});
afterEach(() => index.close());

const pending = () =>
	index.database
		.prepare('SELECT conversation FROM words_pending')
		.all()
		.map(row => row.conversation);
const keep = (isKept: boolean) => keepPrompts(index.database, isKept);

test('a prompt is kept by when it was asked, as it was read last', () => {
	const row = index.conversation('one');
	const rows = createPromptRows(index.database);
	for (const [at, text] of [
		[5, 'fix'],
		[9, 'thanks'],
		[5, 'fix it'],
	] as const)
		rows.add(row, at, text);
	expect([...promptTextsOf(index.database, row)]).toEqual([
		[5, 'fix it'],
		[9, 'thanks'],
	]);
	expect(promptTextsOf(index.database, row + 1).size).toBe(0);
	for (let times = 0; times < 2; times++) rows.changed(row);
	expect(pending()).toEqual([row]);
});

test('prompts are kept until the config says otherwise; then what was asked is read again without them', () => {
	const facts = JSON.stringify({lastPrompt: {at: 9, text: 'thanks'}, lastQuestion: {at: 5, text: 'fix'}, title: 'Fix'});
	const [asked, other] = [index.conversation('one', {is_asked: 1, facts}), index.conversation('two')];
	createPromptRows(index.database).add(asked, 5, 'fix');
	expect(arePromptsKept(index.database)).toBe(true);
	keep(true);
	expect(promptTextsOf(index.database, asked).size).toBe(1);
	keep(false);
	expect([arePromptsKept(index.database), promptTextsOf(index.database, asked).size]).toEqual([false, 0]);
	expect(pending()).toEqual([asked]);
	const stored = index.database.prepare('SELECT facts FROM conversation WHERE id = ?').get(asked)!.facts;
	expect(JSON.parse(String(stored))).toEqual({lastPrompt: {at: 9, text: null}, title: 'Fix'});
	expect(other).not.toBe(asked);
});

test('kept again, all transcripts are read again', () => {
	const folder = index.put('folder', {identity: 'a', path: '/a'});
	const read = {inode: 1, size_bytes: 1, modified_at: 5, read_to: 1, mark: 7, damages: 0, state: '{}'};
	index.put('transcript', {folder, path: 'a', ...read});
	keep(false);
	const mark = () => index.database.prepare('SELECT mark FROM transcript').get()!.mark;
	expect(mark()).toBe(7);
	keep(true);
	expect([mark(), arePromptsKept(index.database)]).toEqual([-1, true]);
});
