/** One database and several ccmon that store telemetry in it and show what the others have stored. */
import {
	closeSync,
	mkdirSync,
	openSync,
	readdirSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
	writeSync,
} from 'node:fs';
import {DatabaseSync} from 'node:sqlite';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import type {Problem, SessionEvent} from '../../../source/claude/events.ts';
import {parseLogs} from '../../../source/claude/telemetry/logs.ts';
import {createShare, type Share} from '../../../source/live/telemetry/share.ts';
import {linkTarget} from '../../../source/platform/files.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {apiRequest, logsBody, otlpNoon} from '../../support/otlp.ts';

let folder: TemporaryFolder;
let shares: Share[];
beforeEach(() => {
	vi.useFakeTimers();
	folder = temporaryFolder('ccmon-share');
	shares = [];
});
afterEach(() => {
	for (const share of shares) share.close();
	vi.useRealTimers();
	folder.remove();
});

interface Opened {
	share: Share;
	/** Ids of the requests that were emitted, in order. */
	seen: string[];
	problems: Problem[];
	/** Stores requests of these sequences, as if they had been received. */
	store(sequences: readonly number[], sessionId?: string): void;
}

/** Another ccmon of this database. */
function open(path = folder.at('ccmon.db')): Opened {
	const seen: string[] = [];
	const problems: Problem[] = [];
	const emit = (event: SessionEvent) => {
		if (event.type === 'request') seen.push(event.requestId ?? '');
	};
	const share = createShare({path, emit, now: () => otlpNoon, report: problem => problems.push(problem)});
	shares.push(share);
	return {
		...{share, seen, problems},
		store(sequences, sessionId = 'one') {
			const records = sequences.map(sequence => apiRequest({sequence, sessionId, at: sequence * 1000}));
			const delivery = {logs: parseLogs(logsBody(...records), otlpNoon), metrics: null, connection: {}};
			expect(share.writer()?.write([delivery])).toBe(true);
		},
	};
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const ids = (count: number, from = 1) => Array.from({length: count}, (_, n) => `req_${n + from}`);
const sequences = (count: number, from = 1) => Array.from({length: count}, (_, n) => n + from);

test('what one stores is on every screen a quarter of a second later, once', async () => {
	const [one, two] = [open(), open()];
	for (const {share} of [one, two]) share.start();
	await pass(1000);
	one.store([1, 2]);
	one.share.pollSoon();
	await pass(250);
	expect([one.seen, two.seen]).toEqual([ids(2), ids(2)]);
	two.store([3]);
	two.share.pollSoon();
	await pass(250);
	expect([one.seen, two.seen]).toEqual([ids(3), ids(3)]);
	await pass(10_000);
	expect([one.seen, two.seen]).toEqual([ids(3), ids(3)]);
});

test('what this process has stored is shown at once, and in a flood a few milliseconds later', async () => {
	const {share, seen, store} = open();
	store([1]);
	share.pollSoon();
	expect(seen).toEqual(ids(1));
	for (let n = 2; n <= 20; n++) {
		store([n]);
		share.pollSoon();
	}
	// Read back together, not twenty times.
	expect(seen).toEqual(ids(1));
	await pass(25);
	expect(seen).toEqual(ids(20));
	store([21]);
	share.pollSoon();
	await pass(25);
	expect(seen).toEqual(ids(21));
});

test('a flood is read in pieces, with turns for the keys in between', async () => {
	const {share, seen, store} = open();
	store(sequences(2500));
	share.pollSoon();
	expect(seen).toEqual(ids(1000));
	await vi.advanceTimersToNextTimerAsync();
	expect(seen).toEqual(ids(2000));
	await vi.advanceTimersToNextTimerAsync();
	expect(seen).toEqual(ids(2500));
	await pass(1000);
	expect(seen).toEqual(ids(2500));
});

describe('what was stored before', () => {
	beforeEach(() => {
		const {store} = open();
		store([1, 2], 'one');
		store([3], 'two');
		store([4], 'three');
	});

	test('comes when its conversation is asked for, once, and again when that was forgotten', async () => {
		const {share, seen} = open();
		share.start();
		await pass(1000);
		expect(seen).toEqual([]);
		share.load('one');
		share.load('one');
		share.load('nobody');
		expect(seen).toEqual(['req_1', 'req_2']);
		share.forget('one');
		share.load('one');
		expect(seen).toEqual(['req_1', 'req_2', 'req_1', 'req_2']);
	});

	test('comes by itself for the conversations of today, one at a time', async () => {
		const {share, seen} = open();
		const loading = share.loadSince(otlpNoon + 3000);
		expect(seen).toEqual(['req_3']);
		await pass(1);
		await loading;
		expect(seen).toEqual(['req_3', 'req_4']);
	});
});

describe('a database', () => {
	const moveAway = () => {
		for (const suffix of ['', '-wal', '-shm']) renameSync(folder.at(`ccmon.db${suffix}`), folder.at(`old${suffix}`));
	};

	test('that was moved away is replaced within two seconds by one that the others find, too', async () => {
		const [one, two] = [open(), open()];
		for (const {share} of [one, two]) share.start();
		await pass(100);
		moveAway();
		await pass(2000);
		one.store([1]);
		one.share.pollSoon();
		await pass(250);
		expect([one.seen, two.seen]).toEqual([ids(1), ids(1)]);
		expect([one.problems, two.problems]).toEqual([[], []]);
		const later = open();
		later.share.load('one');
		expect(later.seen).toEqual(ids(1));
		// Nobody keeps the old one open.
		const descriptors = readdirSync('/proc/self/fd').map(fd => linkTarget(`/proc/self/fd/${fd}`));
		expect(descriptors.filter(target => target?.startsWith(folder.at('old')))).toEqual([]);
	});

	test('whose folder was removed gets a new one for what comes in at once', async () => {
		const one = open(folder.at('state', 'ccmon.db'));
		one.store([1]);
		rmSync(folder.at('state'), {recursive: true});
		one.store([2]);
		const later = open(folder.at('state', 'ccmon.db'));
		later.share.load('one');
		expect(later.seen).toEqual(['req_2']);
	});

	test('that another one has begun meanwhile is read from its beginning', async () => {
		const one = open();
		one.share.start();
		await pass(100);
		moveAway();
		open().store([1, 2]);
		await pass(2000);
		expect(one.seen).toEqual(ids(2));
	});

	test('that becomes damaged while it is used is set aside, which is said, and telemetry goes on', async () => {
		const first = open();
		first.store(sequences(500));
		first.share.close();
		shares.shift();
		const {share, seen, problems, store} = open();
		share.start();
		const path = folder.at('ccmon.db');
		const half = Math.ceil(statSync(path).size / 2);
		const file = openSync(path, 'r+');
		writeSync(file, Buffer.alloc(half, 0xff), 0, half, half);
		closeSync(file);
		share.load('one');
		expect(problems.map(({message}) => message)).toEqual([
			expect.stringMatching(/^The database was damaged: it was kept as .* and a new one begun\.$/),
		]);
		store([1]);
		await pass(250);
		expect(seen).toEqual(ids(1));
	});

	test('that turns out to be sound is kept', async () => {
		const {share, seen, problems, store} = open();
		store([1]);
		share.onWriteError(Object.assign(new Error('malformed'), {errcode: 11}));
		store([2]);
		share.pollSoon();
		expect(problems).toEqual([]);
		expect(seen).toEqual(ids(2));
	});

	test('that cannot be written is a problem with its reason, and what is stored goes on being shown', async () => {
		const {share, seen, problems, store} = open();
		share.onWriteError(Object.assign(new Error('database or disk is full'), {errcode: 13}));
		expect(problems).toEqual([
			{
				...{type: 'problem', path: folder.at('ccmon.db'), count: 1},
				message: expect.stringMatching(/^Telemetry cannot be stored or read: .*full.*\.$/),
			},
		]);
		store([1]);
		share.pollSoon();
		expect(seen).toEqual(ids(1));
	});

	test.each([
		['a file', (path: string) => writeFileSync(path, '')],
		['a folder of its name', (path: string) => mkdirSync(`${path}/ccmon.db`, {recursive: true})],
	])('that cannot be opened for %s is replaced by memory, which is said once, and kept', async (_, put) => {
		put(folder.at('way'));
		const {share, seen, problems, store} = open(folder.at('way', 'ccmon.db'));
		share.start();
		expect(problems.map(({message}) => message)).toEqual([expect.stringMatching(/^The database cannot be opened/)]);
		store([1]);
		await pass(5000);
		store([2]);
		share.pollSoon();
		await pass(100);
		share.forget('one');
		share.load('one');
		expect(seen).toEqual([...ids(2), ...ids(2)]);
		expect(problems).toHaveLength(1);
	});

	test('that another process is writing to does not block the screen', () => {
		vi.useRealTimers();
		const {share} = open();
		const other = new DatabaseSync(folder.at('ccmon.db'));
		other.exec('BEGIN IMMEDIATE');
		const delivery = {logs: parseLogs(logsBody(apiRequest({})), otlpNoon), metrics: null, connection: {}};
		// SQLite would wait for two seconds each time. One of these may be slow on a busy machine, never all.
		const times = sequences(5).map(() => {
			const begun = performance.now();
			expect(share.writer()?.write([delivery])).toBe(false);
			return performance.now() - begun;
		});
		other.close();
		expect(Math.min(...times)).toBeLessThan(1000);
	});
});

test('once it is closed nothing is emitted, stored or read any more, and nothing is wrong', async () => {
	const [one, two, three] = [open(), open(), open()];
	for (const {share} of [one, two, three]) share.start();
	one.store([1]);
	one.share.pollSoon();
	one.store([2]);
	// To be read back in a few milliseconds.
	one.share.pollSoon();
	for (const {share} of [one, three]) share.close();
	shares = [two.share];
	two.store([3], 'two');
	await pass(1000);
	for (const {share} of [one, three]) {
		share.load('two');
		share.pollSoon();
		await Promise.all([share.loadSince(0), pass(1)]);
		await pass(100);
		expect(share.writer()).toBeNull();
	}
	expect([one.seen, three.seen]).toEqual([ids(1), []]);
	expect([one.problems, three.problems]).toEqual([[], []]);
});
