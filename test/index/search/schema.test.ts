/** What SQLite finds in the words that are stored: its tokenizer has to take them as `wordsOf` has made them. */
import {afterEach, beforeEach, expect, test} from 'vitest';
import {matchExpression, wordsOf} from '../../../source/index/search/words.ts';
import {createOpenedIndex, type OpenedIndex} from '../opened.ts';

let index: OpenedIndex;
beforeEach(() => {
	index = createOpenedIndex();
});
afterEach(() => index.close());

/** Whether a conversation with this text is found by what is typed. */
function finds(text: string, typed: string): boolean {
	const {database} = index;
	database
		.prepare('INSERT OR REPLACE INTO conversation_words (rowid, words) VALUES (1, ?)')
		.run(wordsOf(text).join(' '));
	const found = database.prepare('SELECT rowid FROM conversation_words WHERE conversation_words MATCH ?');
	return found.all(matchExpression(typed)).length > 0;
}

test.each([
	['Fix src/auth-token.ts', 'auth tok'],
	// Accents may be left out, and typed; one letter with two, as in Vietnamese, has none, either.
	['Résumé einer Prüfung', 'resume pruf'],
	['Resume', 'résumé'],
	['Tiếng Việt', 'tieng viet'],
	// As macOS names files: letters and accents apart.
	['Gru\u0308\u00dfe', 'grü'],
	['İstanbul', 'istanbul'],
	// Signs within a word keep it one: Hindi's vowels, Arabic's, Hebrew's.
	['हिन्दी में लिखो', 'हिन्दी लि'],
	['كِتَاب', 'كِتَاب'],
	['שָׁלוֹם', 'שָׁל'],
	// Without spaces between words, from any place on.
	['把清洗步骤拆成独立的函数', '步骤拆'],
	['設計レビュー', 'レビュー'],
	['ภาษาไทย', 'ไทย'],
	['데이터 파이프라인', '데이터 파이'],
	['Ǆ version Ⅳ ٣', 'ⅳ ٣'],
	['\ue0b0prompt', '\ue0b0pr'],
	['"OR" NEAR(x) col:y', 'or near x y'],
])('%j is found by %j', (text, typed) => {
	expect(finds(text, typed)).toBe(true);
});

test.each([
	['Fix src/auth-token.ts', 'token auths'],
	['Fix src/auth-token.ts', 'uth'],
	['把清洗步骤拆成独立的函数', '数据'],
	['हिन्दी में', 'न्दी'],
])('%j is not found by %j', (text, typed) => {
	expect(finds(text, typed)).toBe(false);
});

test('words of a conversation that was written again are those of now, and removed ones are gone', () => {
	expect(finds('before', 'before')).toBe(true);
	expect(finds('after', 'before')).toBe(false);
	index.database.exec('DELETE FROM conversation_words WHERE rowid = 1');
	expect(index.database.prepare('SELECT rowid FROM conversation_words').all()).toEqual([]);
});

test('of two prompts of one moment in a conversation one is kept, and none without its conversation', () => {
	const conversation = index.conversation('s');
	index.put('prompt_text', {conversation, at: 1, text: 'a'});
	expect(() => index.put('prompt_text', {conversation, at: 1, text: 'b'})).toThrow(/UNIQUE/);
	expect(() => index.put('prompt_text', {conversation: 99, at: 1, text: 'a'})).toThrow(/FOREIGN KEY/);
});
