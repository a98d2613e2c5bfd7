/** What the live screen starts from: conversations as the index has them, and where each file is to be read on. */
import {existsSync, mkdirSync, renameSync, rmSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {Problem} from '../../source/claude/events.ts';
import {openStoredSessions, type StoredSessions} from '../../source/live/stored-sessions.ts';
import {createIndexed, type Indexed} from '../index/indexed.ts';
import {answerLine, costStateLine, writeTranscript} from '../index/transcript-files.ts';

const one = '11111111-1111-4111-8111-111111111111';
const two = '22222222-2222-4222-8222-222222222222';
const at = '2026-11-20T10:00:00.000Z';

let index: Indexed;
let problems: Problem[];
let stored: StoredSessions | null;
beforeEach(() => {
	index = createIndexed();
	problems = [];
	stored = null;
});
afterEach(() => {
	stored?.close();
	index.folder.remove();
});

const answer = (id: string, sessionId = one) =>
	answerLine({id, at, sessionId, cwd: '/p', inputTokens: 1000, outputTokens: 100, requestId: `req_${id}`});

function open(): StoredSessions {
	const {databasePath, configDir} = index;
	const onProblem = (problem: Problem) => void problems.push(problem);
	stored = openStoredSessions({databasePath, configDirs: [configDir], now: Date.now, onProblem});
	return stored;
}

const inodeOf = (sessionId: string) => statSync(join(index.configDir, 'projects', 'p', `${sessionId}.jsonl`)).ino;

test('a conversation is handed out once, with its requests and where its file goes on', async () => {
	const lines = [answer('a'), answer('b')];
	writeTranscript(index.configDir, one, lines);
	await index.scan();
	const sessions = open();
	const readTo = sessions.positionOf(one, inodeOf(one))?.state.readTo;
	expect(readTo).toBe(Buffer.byteLength(`${lines.join('\n')}\n`));
	expect(sessions.load(one)?.records.map(({inputTokens}) => inputTokens)).toEqual([1000, 1000]);
	expect(sessions.load(one)).toBeNull();
	expect(sessions.load(two)).toBeNull();
	expect(sessions.positionOf(two, 1)).toBeNull();
	expect(problems).toEqual([]);
});

test('requests and position are of one time, however far the index has gone on since', async () => {
	writeTranscript(index.configDir, one, [answer('a')]);
	await index.scan();
	const sessions = open();
	const before = sessions.positionOf(one, inodeOf(one));
	writeTranscript(index.configDir, one, [answer('a'), answer('b')]);
	await index.scan();
	expect(sessions.load(one)?.records).toHaveLength(1);
	expect(sessions.positionOf(one, inodeOf(one))).toEqual(before);
});

test('whom a conversation shares its history or its running total with', async () => {
	writeTranscript(index.configDir, one, [answer('a'), costStateLine(one, at, 0.01)]);
	await index.scan();
	writeTranscript(index.configDir, two, [answer('b', two), costStateLine(two, at, 0.02)]);
	await index.scan();
	const sessions = open();
	expect(sessions.relativesOf([two])).toEqual([one]);
	expect(sessions.load(two)?.relatives).toEqual([one]);
	expect(sessions.relativesOf(['nobody'])).toEqual([]);
});

test('finished conversations are sums, and folders that the index learns later are seen when it is renewed', async () => {
	await index.scan();
	const sessions = open();
	writeTranscript(index.configDir, one, [answer('a')]);
	await index.scan();
	expect(sessions.finishedSince(0)).toEqual([]);
	sessions.renew();
	expect(sessions.finishedSince(0)).toMatchObject([
		{facts: {sessionId: one}, spending: {basis: 'estimated', partial: true}},
	]);
	expect(sessions.finishedSince(0)[0]?.spending.pieces).toMatchObject([
		{purpose: 'main', requests: 1, costUsd: 0.0075},
	]);
	expect(sessions.finishedSince(Date.parse(at) + 1)).toEqual([]);
});

test.each(['removed', 'moved away'])(
	'a database that was %s is followed by the next one when it is renewed',
	async what => {
		await index.scan();
		const sessions = open();
		for (const suffix of ['', '-wal', '-shm']) {
			if (what === 'removed') rmSync(`${index.databasePath}${suffix}`, {force: true});
			else if (existsSync(`${index.databasePath}${suffix}`))
				renameSync(`${index.databasePath}${suffix}`, `${index.databasePath}.old${suffix}`);
		}
		writeTranscript(index.configDir, one, [answer('a')]);
		await index.scan();
		sessions.renew();
		expect(sessions.finishedSince(0)).toMatchObject([{facts: {sessionId: one}}]);
		expect(problems).toEqual([]);
	},
);

test('where no other can be opened, what is open is read on', async () => {
	writeTranscript(index.configDir, one, [answer('a')]);
	await index.scan();
	const sessions = open();
	renameSync(index.databasePath, `${index.databasePath}.old`);
	mkdirSync(index.databasePath);
	sessions.renew();
	expect(sessions.lastActivityOf(one)).toBe(Date.parse(at));
	expect(problems).toMatchObject([{message: expect.stringContaining('cannot be opened')}]);
});

test('without a database nothing is stored, and that is said', () => {
	const onProblem = (problem: Problem) => void problems.push(problem);
	const databasePath = '/dev/null/ccmon.db';
	const sessions = openStoredSessions({databasePath, configDirs: [], now: Date.now, onProblem});
	expect(sessions.load(one)).toBeNull();
	expect(sessions.finishedSince(0)).toEqual([]);
	expect(problems).toMatchObject([{path: databasePath}]);
});

test('a database that turns out to be damaged is replaced, and that is said once', async () => {
	writeTranscript(index.configDir, one, [answer('a')]);
	await index.scan();
	const sessions = open();
	expect(sessions.lastActivityOf(one)).toBe(Date.parse(at));
	const database = new DatabaseSync(index.databasePath);
	database.exec('UPDATE conversation SET last_at = 9007199254740993');
	database.close();
	expect(sessions.lastActivityOf(one)).toBeNull();
	expect(sessions.load(one)).toBeNull();
	expect(problems).toMatchObject([{path: index.databasePath, message: expect.stringContaining('was damaged')}]);
	// What reads everything again fills a new one.
	expect(await index.scan()).toEqual([]);
	expect(sessions.lastActivityOf(one)).toBe(Date.parse(at));
});
