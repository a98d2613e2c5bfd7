import {existsSync, readFileSync, statSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {findConversations} from '../../../source/index/past-conversations.ts';
import {openIndexedHistory} from '../../../source/index/scan/index-history.ts';
import {openIndex} from '../../../source/index/schema.ts';
import {indexWords} from '../../../source/index/search/index-words.ts';
import {createIndexed, type Indexed} from '../indexed.ts';
import {answerLine, writeTranscript} from '../transcript-files.ts';

let indexed: Indexed;
beforeEach(() => {
	indexed = createIndexed(() => Date.parse('2026-11-21T00:00:00Z'));
});
afterEach(() => indexed.folder.remove());

const idOf = (start: string) => `${start.repeat(8).slice(0, 8)}-0000-4000-8000-000000000000`;

const typed = (sessionId: string, minute: number, content: string, kind = 'human') =>
	JSON.stringify({
		...{type: 'user', uuid: `${sessionId}${minute}`, sessionId, cwd: '/home/dev/web', gitBranch: 'main'},
		...{timestamp: new Date(Date.parse('2026-11-20T10:00:00Z') + minute * 60_000).toISOString()},
		...{message: {role: 'user', content}, origin: {kind}},
	});

/** A conversation in which these were asked, a minute after one another from `minute` on. */
function write(start: string, minute: number, prompts: readonly string[], more: readonly string[] = []): void {
	const sessionId = idOf(start);
	const at = new Date(Date.parse('2026-11-20T10:00:00Z') + minute * 60_000).toISOString();
	const answer = answerLine({id: `m${start}`, at, sessionId, cwd: '/home/dev/web', outputTokens: 40_000});
	const kindOf = (prompt: string) => (prompt.startsWith('<') ? 'task-notification' : 'human');
	const asked = prompts.map((prompt, index) => typed(sessionId, minute + index, prompt, kindOf(prompt)));
	writeTranscript(indexed.configDir, sessionId, [...asked, answer, ...more]);
}

async function find(search: string, keepPrompts?: boolean) {
	const {databasePath, configDir} = indexed;
	const options = {databasePath, configDirs: [configDir], now: () => Date.parse('2026-11-21T00:00:00Z')};
	const {database} = await openIndexedHistory({...options, keepPrompts});
	indexWords(database!);
	const found = findConversations(database!, [configDir], {search, limit: 100});
	database!.close();
	return found;
}

const idsOf = async (search: string, keepPrompts?: boolean) =>
	(await find(search, keepPrompts)).map(({sessionId}) => sessionId[0]);

test('all prompts of a conversation are searched, the words in any of them, as they are typed', async () => {
	write('a', 0, ['Fix the flaky login test', 'now write the changelog', 'thanks']);
	write('b', 30, ['Write the page about pricing']);
	expect(await idsOf('')).toEqual(['b', 'a']);
	expect(await idsOf('wri')).toEqual(['b', 'a']);
	expect(await idsOf('chang flak')).toEqual(['a']);
	expect(await idsOf('pricing flaky')).toEqual([]);
	expect(await idsOf('WEB')).toEqual(['b', 'a']);
	expect(await idsOf('aaaaaaaa-0000')).toEqual(['a']);
	expect(await idsOf('🎉')).toEqual([]);
});

test('words far into a long prompt are found, and a title that came later', async () => {
	write('a', 0, [`${'lorem ipsum '.repeat(100)}needle`, 'thanks']);
	expect(await idsOf('needle')).toEqual(['a']);
	const [found] = await find('needle');
	expect(found).toMatchObject({title: null, lastPrompt: 'thanks', costUsd: 1, partial: true});
	write('a', 0, ['thanks'], [JSON.stringify({type: 'ai-title', aiTitle: 'Haystack', sessionId: idOf('a')})]);
	expect(await idsOf('hayst')).toEqual(['a']);
});

test('what nobody typed is not searched: machine turns, and conversations without any prompt of a person', async () => {
	const notification = '<task-notification><summary>build finished</summary></task-notification>';
	write('a', 0, ['deploy it', notification]);
	write('b', 10, [notification]);
	expect(await idsOf('')).toEqual(['a']);
	expect(await idsOf('finished')).toEqual([]);
});

test('a transcript that is read on adds its prompts once', async () => {
	write('a', 0, ['first']);
	await find('');
	write('a', 0, ['first', 'second']);
	expect(await idsOf('first second')).toEqual(['a']);
	const {database} = openIndex({path: indexed.databasePath, now: Date.now});
	expect(database!.prepare('SELECT text FROM prompt_text ORDER BY at').all()).toEqual([
		{text: 'first'},
		{text: 'second'},
	]);
	database!.close();
});

describe('prompts = false', () => {
	const files = () =>
		['', '-wal', '-shm']
			.map(suffix => indexed.databasePath + suffix)
			.filter(existsSync)
			.map(path => ({mode: statSync(path).mode & 0o777, bytes: readFileSync(path)}));
	const isStored = (text: string) => files().some(({bytes}) => bytes.includes(text));

	test('the files are for their owner alone', async () => {
		write('a', 0, ['confidential xylophone']);
		await find('');
		expect(isStored('xylophone')).toBe(true);
		expect(files().map(({mode}) => mode)).toEqual(files().map(() => 0o600));
	});

	test('nothing of a prompt is ever stored; title, folder and branch are found all the same', async () => {
		write(
			'a',
			0,
			['confidential xylophone'],
			[JSON.stringify({type: 'ai-title', aiTitle: 'Instruments', sessionId: idOf('a')})],
		);
		expect(await idsOf('xylophone', false)).toEqual([]);
		expect(await find('instru main')).toMatchObject([{title: 'Instruments', lastPrompt: null, costUsd: 1}]);
		expect(isStored('xylophone')).toBe(false);
	});

	test('what was stored is removed from the file, and comes back from the transcripts, with the sums as they were', async () => {
		write('a', 0, ['confidential xylophone']);
		write('b', 10, ['publish the xylophone page']);
		const [before] = await find('confid');
		expect(await idsOf('xylophone')).toEqual(['b', 'a']);
		const spent = indexed.spending();
		expect(await idsOf('xylophone', false)).toEqual([]);
		expect(await idsOf('web')).toEqual(['b', 'a']);
		expect(isStored('xylophone')).toBe(false);
		expect(indexed.spending()).toEqual(spent);
		expect(await find('confid', true)).toEqual([before]);
		expect(indexed.spending()).toEqual(spent);
	});
});
