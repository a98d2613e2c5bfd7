/** A thread's share of a scan. */
import type {DatabaseSync} from 'node:sqlite';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {planScan} from '../../../source/index/scan/scan-plan.ts';
import {counter, newCounters, runScanThread, type ScanThreadOptions} from '../../../source/index/scan/scan-thread.ts';
import {openIndex} from '../../../source/index/schema.ts';
import {createIndexed, type Indexed} from '../indexed.ts';
import {answerLine, writeTranscript} from '../transcript-files.ts';

const now = Date.parse('2026-11-20T12:00:00.000Z');
let index: Indexed;
let database: DatabaseSync;
beforeEach(() => {
	index = createIndexed(() => now);
	database = openIndex({path: index.databasePath, now: () => now}).database!;
});
afterEach(() => {
	database.close();
	index.folder.remove();
});

const idOf = (letter: string) => `${letter.repeat(8)}-0000-4000-8000-000000000000`;
const write = (letter: string, requests = 1) =>
	writeTranscript(
		index.configDir,
		idOf(letter),
		Array.from({length: requests}, (_, n) =>
			answerLine({
				...{id: `${letter}${n}`, at: '2026-11-20T10:00:00.000Z', sessionId: idOf(letter), cwd: '/p'},
				...{requestId: `req_${letter}${n}`, inputTokens: 1000, outputTokens: 100},
			}),
		),
	);
/** Each transcript is a group of its own. */
const groups = () =>
	planScan({database, configDirs: [index.configDir], now, onUnreadable() {}}).groups.flatMap(({files, ...group}) =>
		files.map(file => ({...group, files: [file]})),
	);
const run = (options: Partial<ScanThreadOptions> & Pick<ScanThreadOptions, 'groups'>) =>
	runScanThread({database, counters: newCounters(), now: () => now, onUnreadable() {}, onProblem() {}, ...options});
const counted = () => index.spending().reduce((sum, {requests}) => sum + requests, 0);

test('takes work that no other thread has taken, and reports its progress', () => {
	for (const letter of ['a', 'b', 'c']) write(letter);
	const counters = newCounters();
	// Another thread has taken the first.
	Atomics.store(counters, counter.next, 1);
	let files = 0;
	run({groups: groups(), counters, onFile: () => files++});
	expect([files, counted()]).toEqual([2, 2]);
	expect(Atomics.load(counters, counter.writing)).toBe(0);
});

test('counts the kilobytes that it has read', () => {
	write('a', 40);
	const planned = groups();
	const counters = newCounters();
	run({groups: planned, counters});
	const {sizeBytes} = planned[0]!.files[0]!;
	expect(sizeBytes).toBeGreaterThan(10_000);
	expect(Atomics.load(counters, counter.kilobytesDone)).toBe(Math.round(sizeBytes / 1024));
	expect(counted()).toBe(40);
});

test('writes regularly, so that little is lost when it is stopped', () => {
	for (const letter of ['a', 'b', 'c']) write(letter, 5);
	const counters = newCounters();
	let files = 0;
	const onFile = () => {
		files++;
		if (files === 2) Atomics.store(counters, counter.stop, 1);
	};
	run({groups: groups(), counters, onFile, requestsPerWrite: 5});
	expect([files, counted()]).toEqual([2, 10]);
	const stopped = newCounters();
	Atomics.store(stopped, counter.stop, 1);
	run({groups: groups(), counters: stopped, onFile: () => expect.unreachable()});
});

test('a file that cannot be read is reported, and the others are counted', () => {
	for (const letter of ['a', 'b']) write(letter);
	const [gone, ...others] = groups();
	const unreadable: string[] = [];
	const file = {...gone!.files[0]!, path: `${gone!.files[0]!.path}.gone`};
	run({groups: [{...gone!, files: [file]}, ...others], onUnreadable: path => unreadable.push(path)});
	expect([unreadable, counted()]).toEqual([[file.path], 1]);
});

test('a write that fails lets the other threads write', () => {
	write('a');
	const counters = newCounters();
	const planned = groups();
	database.exec('DROP TABLE spending');
	expect(() => run({groups: planned, counters})).toThrow(/spending/);
	expect(Atomics.load(counters, counter.writing)).toBe(0);
});
