import {DatabaseSync} from 'node:sqlite';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {findConversation} from '../../../source/reports/sessions/find-conversation.ts';
import {runSessions} from '../../../source/reports/sessions/run-sessions.ts';
import {answerLine, writeTranscript} from '../../index/transcript-files.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

const ids = ['aaaa1111', 'bbbb2222', 'cccc3333'].map(start => `${start}-0000-4000-8000-000000000000`);

function write(index: number, prompt: string, lines: readonly string[] = []): void {
	const sessionId = ids[index]!;
	const at = `2026-11-20T1${index}:00:00.000Z`;
	const typed = {
		...{type: 'user', uuid: `u${index}`, timestamp: at, cwd: `/home/dev/p${index}`, sessionId, gitBranch: 'main'},
		...{message: {role: 'user', content: prompt}, origin: {kind: 'human'}},
	};
	// A million tokens of output: $25.
	const cost = answerLine({id: `m${index}`, at, sessionId, cwd: `/home/dev/p${index}`, outputTokens: 1_000_000});
	writeTranscript(folder.at('claude'), sessionId, [JSON.stringify(typed), cost, ...lines]);
}

const place = () => ({databasePath: folder.at('state', 'ccmon.db'), configDirs: [folder.at('claude')]});

function output() {
	const written = {stdout: '', stderr: ''};
	const io = {
		stdout: {write: (text: string) => (written.stdout += text)},
		stderr: {write: (text: string) => (written.stderr += text)},
		now: () => Date.parse('2026-11-20T18:00:00Z'),
	};
	return {written, io};
}

async function sessions(search = '', json = false) {
	const {written, io} = output();
	const code = await runSessions({...place(), search, json, ascii: false, home: '/home/dev'}, io);
	return {code, ...written};
}

test('past conversations, the latest first, with what was asked, where, when and what it cost', async () => {
	const exit = '<command-name>/exit</command-name><command-message>exit</command-message><command-args></command-args>';
	const left = {type: 'user', uuid: 'x', timestamp: '2026-11-20T10:30:00.000Z', message: {role: 'user', content: exit}};
	write(0, 'Fix the flaky test', [JSON.stringify({...left, sessionId: ids[0], cwd: '/home/dev/p0'})]);
	write(1, 'Write the Grüße page', [JSON.stringify({type: 'ai-title', aiTitle: 'Greetings', sessionId: ids[1]})]);
	const {code, stdout} = await sessions();
	expect(code).toBe(0);
	expect(stdout.split('\n')).toEqual([
		'bbbb2222  Greetings · Write the Grüße page',
		'          ~/p1 · main · 7h 00m ago · ≥ $25.00',
		'aaaa1111  Fix the flaky test',
		'          ~/p0 · main · 7h 30m ago · ≥ $25.00',
		'',
	]);
});

test('a search finds all words in title, prompt, folder and branch, whatever their case', async () => {
	write(0, 'Fix the flaky test');
	write(1, 'Write the Grüße page');
	const found = async (search: string) =>
		JSON.parse((await sessions(search, true)).stdout).conversations.map(
			({sessionId}: {sessionId: string}) => sessionId,
		);
	expect(await found('FLAKY p0')).toEqual([ids[0]]);
	expect(await found('grüsse')).toEqual([]);
	expect(await found('GRÜSSE'.replace('SS', 'ß'))).toEqual([ids[1]]);
	expect(await found('main')).toEqual([ids[1], ids[0]]);
	expect((await sessions('nothing \u001b[2Jlike it')).stdout).toBe(
		'No conversation has all of these words: nothing like it\n',
	);
});

test('that there are more than are listed is said', async () => {
	for (let index = 0; index < 31; index++) {
		const sessionId = `${String(index).padStart(8, '0')}-0000-4000-8000-000000000000`;
		const timestamp = new Date(Date.parse('2026-11-20T10:00:00.000Z') + index * 60_000).toISOString();
		const typed = {type: 'user', uuid: `u${index}`, timestamp, cwd: '/home/dev/p', sessionId};
		const message = {message: {role: 'user', content: `prompt ${index}`}, origin: {kind: 'human'}};
		writeTranscript(folder.at('claude'), sessionId, [JSON.stringify({...typed, ...message})]);
	}
	const {stdout} = await sessions();
	expect(stdout).toContain('prompt 30');
	expect(stdout).not.toMatch(/prompt 0$/m);
	expect(stdout).toContain('The latest 30; --search finds the others.');
	expect((await sessions('prompt 30')).stdout).not.toContain('The latest');
	const json = JSON.parse((await sessions('', true)).stdout);
	expect({count: json.conversations.length, more: json.more}).toEqual({count: 31, more: false});
});

test('one is found by its id, the start of it, or words that only it has', async () => {
	write(0, 'Fix the flaky test');
	write(1, 'Write the page');
	write(2, 'Write the other page');
	const find = (wanted: string) => findConversation(wanted, place(), output().io);
	expect(await find(ids[0]!)).toMatchObject({sessionId: ids[0], cwd: '/home/dev/p0'});
	expect(await find('BBBB')).toMatchObject({sessionId: ids[1]});
	expect(await find('flaky')).toMatchObject({sessionId: ids[0]});
	expect(await find('page')).toBe(
		'"page" may be any of these:\n  cccc3333  Write the other page\n  bbbb2222  Write the page',
	);
	expect(await find('nothing')).toBe('No conversation has "nothing". See: ccmon sessions');
});

test('a database that cannot be written to is said in a line, and conversations are found all the same', async () => {
	write(0, 'Fix the flaky test');
	await sessions();
	const database = new DatabaseSync(place().databasePath);
	// As on a disk that has become read-only, which an administrator cannot be kept from writing to.
	database.exec(`INSERT INTO words_pending SELECT id FROM conversation;
		CREATE TRIGGER no_words BEFORE DELETE ON words_pending BEGIN SELECT RAISE(ABORT, 'not today'); END`);
	database.close();
	const {code, stdout, stderr} = await sessions('flaky');
	expect(code).toBe(0);
	expect(stdout).toContain('aaaa1111');
	expect(stderr).toMatch(
		/^\S+ccmon\.db: The database cannot be used \(not today\): nothing is remembered until it can\.\n$/,
	);
	expect(await findConversation('flaky', place(), output().io)).toMatchObject({sessionId: ids[0]});
});

test('what is stored of a conversation may be damaged: the rest of it is listed', async () => {
	write(0, 'Fix the flaky test');
	await sessions();
	const database = new DatabaseSync(place().databasePath);
	database.exec(`UPDATE conversation SET facts = '{"lastPrompt'; UPDATE transcript SET state = '{'`);
	database.close();
	const {code, stdout} = await sessions('flaky', true);
	expect(code).toBe(0);
	expect(JSON.parse(stdout).conversations).toMatchObject([{sessionId: ids[0], cwd: '/home/dev/p0'}]);
});
