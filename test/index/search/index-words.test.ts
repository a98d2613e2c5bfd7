/** Words are taken of conversations that changed; what is found by them is in search.test.ts. */
import {afterEach, beforeEach, expect, test} from 'vitest';
import {indexWords} from '../../../source/index/search/index-words.ts';
import {matchExpression} from '../../../source/index/search/words.ts';
import {createOpenedIndex, type OpenedIndex} from '../opened.ts';

let index: OpenedIndex;
beforeEach(() => {
	index = createOpenedIndex();
});
afterEach(() => index.close());

function add(sessionId: string, prompts: readonly string[], fields: Record<string, string | number> = {}): number {
	const row = index.conversation(sessionId, {is_asked: 1, ...fields});
	for (const [at, text] of prompts.entries()) index.put('prompt_text', {conversation: row, at, text});
	index.put('words_pending', {conversation: row});
	return row;
}

const find = (search: string) =>
	index.database
		.prepare('SELECT rowid AS row FROM conversation_words WHERE conversation_words MATCH ? ORDER BY rowid')
		.all(matchExpression(search)!)
		.map(({row}) => row);
const left = () => index.database.prepare('SELECT count(*) AS n FROM words_pending').get()!.n;

test('title, folder, branch, id and prompts are words; what changed has the words of now', () => {
	const row = add('aaaa', ['fix the login'], {title: 'Haystack', cwd: '/home/web', git_branch: 'topic'});
	indexWords(index.database);
	for (const word of ['haystack', 'web', 'topic', 'aaaa', 'login']) expect(find(word), word).toEqual([row]);
	index.database.exec(`UPDATE conversation SET title = 'Needle'; INSERT INTO words_pending VALUES (${row})`);
	indexWords(index.database);
	expect([find('needle'), find('haystack'), left()]).toEqual([[row], [], 0]);
});

test('conversations without a prompt, or that are gone, are not indexed', () => {
	add('bbbb', ['secret'], {is_asked: 0});
	index.put('words_pending', {conversation: 99});
	indexWords(index.database);
	expect([find('secret'), left()]).toEqual([[], 0]);
});

test('indexes the latest prompts of megabytes of pasted logs', () => {
	const row = add('cccc', ['oldest', `${'x'.repeat(150_000)} middle`, `${'y'.repeat(150_000)} latest`]);
	indexWords(index.database);
	expect([find('latest'), find('middle'), find('oldest')]).toEqual([[row], [row], []]);
});

test('indexes thousands in several transactions, and can be stopped in between', () => {
	index.database.exec('BEGIN');
	for (let n = 0; n < 450; n++) add(`s${n}`, ['login']);
	index.database.exec('COMMIT');
	let asked = 0;
	indexWords(index.database, () => ++asked > 1);
	expect(left()).toBe(250);
	indexWords(index.database);
	expect([left(), find('login').length]).toEqual([0, 450]);
});
