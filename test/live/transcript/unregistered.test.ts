import {appendFileSync, copyFileSync, mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {SessionEvent} from '../../../source/claude/events.ts';
import {type UnregisteredWatcher, watchUnregistered} from '../../../source/live/transcript/unregistered.ts';
import {createTranscriptWatcher, type TranscriptWatcher} from '../../../source/live/transcript/watch.ts';
import {answerLine, ofType, requestsOf} from '../../claude/transcript/read.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {waitFor} from '../../support/wait.ts';

const one = '11111111-1111-4111-8111-111111111111';
const other = '22222222-2222-4222-8222-222222222222';
const minute = 60_000;

let folder: TemporaryFolder;
let events: SessionEvent[];
let watcher: TranscriptWatcher;
let unregistered: UnregisteredWatcher | null;
let now: number;
let dayStart: number;
let registered: Set<string>;
let counted: Set<string>;
let lastActivityAt: number | null;

beforeEach(() => {
	folder = temporaryFolder();
	events = [];
	unregistered = null;
	now = Date.now();
	dayStart = now - 24 * 60 * minute;
	registered = new Set();
	counted = new Set();
	lastActivityAt = null;
	watcher = createTranscriptWatcher({emit: event => events.push(event), sweepMs: 10});
});

afterEach(() => {
	unregistered?.close();
	watcher.close();
	folder.remove();
});

const transcript = () => folder.at('projects', '-home-dev-api', `${one}.jsonl`);

function write(id: string, line: Record<string, unknown> = {}): void {
	mkdirSync(path.dirname(transcript()), {recursive: true});
	const facts = {cwd: '/home/dev/api', version: '2.0.1', sessionId: one, ...line};
	appendFileSync(transcript(), `${JSON.stringify(answerLine({id}, facts))}\n`);
}

function start(): UnregisteredWatcher {
	unregistered = watchUnregistered({
		...{configDirs: [folder.path], watcher, emit: event => events.push(event), sweepMs: 5},
		isRegistered: sessionId => registered.has(sessionId),
		dayStart: () => dayStart,
		isCounted: sessionId => counted.has(sessionId),
		lastActivityOf: () => lastActivityAt,
		clock: () => now,
	});
	return unregistered;
}

const processes = () => ofType(events, 'process.seen').map(({process}) => process);
const toSeeProcess = () => waitFor(() => processes()[0], {what: 'the session', every: 5});

test('without a registry fresh files are running sessions; where there are very many, those in which something happens', async () => {
	write('a');
	lastActivityAt = now - 60 * minute;
	const first = start();
	await first.ready;
	expect(processes()).toMatchObject([{sessionId: one}]);
	first.close();
	events.length = 0;
	for (let file = 0; file < 100; file++)
		copyFileSync(transcript(), transcript().replace('11111111-', `${10_000_000 + file}-`));
	const second = start();
	await second.ready;
	expect(processes()).toEqual([]);
	second.close();
	lastActivityAt = now - minute;
	await start().ready;
	expect(processes().length).toBeGreaterThan(100);
});

test('today’s transcripts are read once; a finished session is not shown as running', async () => {
	mkdirSync(folder.at('sessions'));
	write('a');
	await start().ready;
	expect(requestsOf(events).map(({messageId}) => messageId)).toEqual(['a']);
	expect(processes()).toEqual([]);
});

test('what counts as a sum from the index is read when it grows, and not before', async () => {
	mkdirSync(folder.at('sessions'));
	counted.add(one);
	write('a');
	await start().ready;
	expect(requestsOf(events)).toEqual([]);
	write('b');
	await waitFor(() => requestsOf(events).length === 2, {what: 'both requests', every: 5});
});

test('what was read and is not kept is not opened again until it grows', async () => {
	mkdirSync(folder.at('sessions'));
	registered.add(one);
	const looking = start();
	await looking.ready;
	write('a');
	await watcher.follow({configDir: folder.path, sessionId: one, cwd: '/home/dev/api'});
	looking.wereRead(watcher.forget(one));
	const opened = () => ofType(events, 'conversation.seen').filter(({sessionId}) => sessionId === one).length;
	const before = opened();
	// A later look has seen both.
	writeFileSync(folder.at('projects', '-home-dev-api', `${other}.jsonl`), `${JSON.stringify(answerLine({id: 'x'}))}\n`);
	await waitFor(() => requestsOf(events).some(({messageId}) => messageId === 'x'), {
		what: 'another transcript',
		every: 5,
	});
	expect(opened()).toBe(before);
	write('b');
	await waitFor(() => requestsOf(events).some(({messageId}) => messageId === 'b'), {
		what: 'its next request',
		every: 5,
	});
});

test('a transcript that grows without a registry entry is a session of which little is known', async () => {
	mkdirSync(folder.at('sessions'));
	write('a');
	await start().ready;
	write('b');
	expect(await toSeeProcess()).toMatchObject({
		...{configDir: folder.path, pid: null, sessionId: one, cwd: '/home/dev/api', version: '2.0.1'},
		...{status: 'unknown', kind: 'interactive'},
	});
	await waitFor(() => requestsOf(events).length === 2, {what: 'both requests', every: 5});
	write('c');
	await waitFor(() => requestsOf(events).length === 3, {what: 'the next request', every: 5});
});

test('it is gone when it has not grown for half an hour, or when the registry knows it', async () => {
	mkdirSync(folder.at('sessions'));
	write('a');
	await start().ready;
	write('b');
	await toSeeProcess();
	now += 31 * minute;
	await waitFor(() => ofType(events, 'process.gone').length === 1, {what: 'its end', every: 5});
	write('c');
	await waitFor(() => processes().length === 2, {what: 'its return', every: 5});
	registered.add(one);
	await waitFor(() => ofType(events, 'process.gone').length === 2, {what: 'the registry to take over', every: 5});
	expect(ofType(events, 'process.gone')[1]).toMatchObject({pid: null, sessionId: one});
});

test('where no registry is kept at all, a fresh transcript is shown at once', async () => {
	write('a', {entrypoint: 'sdk-cli'});
	await start().ready;
	expect(processes()).toMatchObject([{sessionId: one, kind: 'headless'}]);
});

test('registered sessions are left to the registry', async () => {
	registered.add(one);
	write('a');
	await start().ready;
	write('b');
	await waitFor(() => requestsOf(events).length === 2, {what: 'both requests', every: 5});
	expect(processes()).toEqual([]);
});

test('a transcript without a folder of work, or unreadable JSON in it, is shown without', async () => {
	mkdirSync(path.dirname(transcript()), {recursive: true});
	writeFileSync(transcript(), '{"cwd":"\\x"}\n');
	await start().ready;
	expect(processes()).toMatchObject([{cwd: '', version: null}]);
});
