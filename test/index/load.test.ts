/** What the live screen starts from is what was stored: requests, positions, relatives, and today's sums. */
import {statSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {createAccounts} from '../../source/accounting/accounts.ts';
import {keyOf} from '../../source/accounting/request-keys.ts';
import {shownFacts} from '../../source/accounting/shown-facts.ts';
import {identitiesOf} from '../../source/index/folder-rows.ts';
import {createIndexReader, type IndexReader} from '../../source/index/load.ts';
import {openIndex} from '../../source/index/schema.ts';
import {createIndexed, type Indexed} from './indexed.ts';
import {answerLine, compactionLine, costStateLine, writeTranscript} from './transcript-files.ts';

const one = '11111111-1111-4111-8111-111111111111';
const two = '22222222-2222-4222-8222-222222222222';
const three = '33333333-3333-4333-8333-333333333333';
const hour = 3_600_000;
const ten = Date.parse('2026-11-20T10:00:00.000Z');

let index: Indexed;
let closing: (() => void)[];
beforeEach(() => {
	index = createIndexed();
	closing = [];
});
afterEach(() => {
	for (const close of closing) close();
	index.folder.remove();
});

function open(configDirs: readonly string[] = [index.configDir]): IndexReader {
	const {database} = openIndex({path: index.databasePath, now: Date.now});
	closing.push(() => database!.close());
	return createIndexReader(database!, identitiesOf(configDirs));
}

/** Opus 4.5: 1,000 tokens in at $5 and 100 out at $25 a million are $0.0075. */
const answer = (id: string, sessionId = one, at = ten) =>
	answerLine({
		...{id, sessionId, at: new Date(at).toISOString(), cwd: '/p'},
		...{inputTokens: 1000, outputTokens: 100, requestId: `req_${id}`},
	});
const answerUsd = 0.0075;
const write = (sessionId: string, ...lines: string[]) => writeTranscript(index.configDir, sessionId, lines);

describe('a conversation', () => {
	test('comes with its requests and the totals that were saved in it', async () => {
		write(one, answer('a'), answer('b', one, ten + 1000), costStateLine(one, '2026-11-20T10:01:00.000Z', 0.02));
		await index.scan();
		const stored = open().conversation(one)!;
		expect(stored.records.map(({at, outputTokens}) => [at, outputTokens])).toEqual([
			[ten, 100],
			[ten + 1000, 100],
		]);
		expect(stored.totals).toMatchObject([{origin: 'cost-state', totalCostUsd: 0.02}]);
		expect(stored.facts).toMatchObject({sessionId: one, cwd: '/p', lastAt: ten + 1000});
	});

	test('that is unknown, or of a folder that is not shown, is null', async () => {
		write(one, answer('a'));
		await index.scan();
		expect(open().conversation(two)).toBeNull();
		expect(open([index.folder.at('elsewhere')]).conversation(one)).toBeNull();
	});

	test('in two folders is the one that continued', async () => {
		const copy = index.folder.at('copy');
		write(one, answer('a'));
		writeTranscript(copy, one, [answer('a'), answer('b', one, ten + hour)]);
		await index.scan([index.configDir, copy]);
		expect(open([index.configDir, copy]).conversation(one)?.records).toHaveLength(2);
		expect(open([copy, index.configDir]).conversation(one)?.records).toHaveLength(2);
		expect(open().conversation(one)?.records).toHaveLength(1);
	});

	test('has the positions of its files, by inode', async () => {
		write(one, answer('a'));
		await index.scan();
		const reader = open();
		const {ino, size} = statSync(join(index.configDir, 'projects', 'p', `${one}.jsonl`));
		const positions = reader.positions(reader.conversation(one)!.row);
		expect([...positions.keys()]).toEqual([ino]);
		expect(positions.get(ino)?.state.readTo).toBe(size);
		expect(reader.positions(999).size).toBe(0);
	});

	test('has a last activity, and is found by the message of a request', async () => {
		write(one, answer('a'), answer('b', one, ten + hour));
		await index.scan();
		const reader = open();
		expect(reader.lastActivityOf(one)).toBe(ten + hour);
		expect(reader.lastActivityOf(two)).toBeNull();
		expect(reader.ownerOf(keyOf('b'))).toBe(one);
		expect(reader.ownerOf(keyOf('z'))).toBeNull();
	});
});

test('relatives are those that share a history, in either direction, and nobody else', async () => {
	write(one, answer('a'));
	await index.scan();
	// With a total of its own, which it does not share.
	const total = costStateLine(two, '2026-11-20T11:30:00.000Z', 0.02);
	write(two, answer('a', two), answer('b', two, ten + hour), total);
	write(three, answer('c', three));
	await index.scan();
	const reader = open();
	expect(reader.conversation(two)?.relatives).toEqual([one]);
	expect(reader.relativesOf([one])).toEqual([two]);
	expect(reader.relativesOf([two, three])).toEqual([one]);
	expect(reader.relativesOf([three, 'unknown'])).toEqual([]);
	expect(open([index.folder.at('elsewhere')]).relativesOf([one])).toEqual([]);
});

describe('finished conversations', () => {
	test('come as sums, with tokens and requests by minute', async () => {
		write(one, answer('a'), answer('b', one, ten + 20_000), answer('c', one, ten + 60_000));
		write(two, answer('d', two, ten - hour));
		await index.scan();
		const [finished, ...others] = open().finishedSince(ten);
		expect(others).toEqual([]);
		expect(finished?.facts.sessionId).toBe(one);
		const usd = finished!.spending.pieces.reduce((sum, {costUsd}) => sum + (costUsd ?? 0), 0);
		expect(usd).toBeCloseTo(3 * answerUsd, 9);
		// 1,000 in and 100 out, twice in the first minute.
		expect(finished?.minutes).toEqual([ten / 60_000, 2200, 2, ten / 60_000 + 1, 1100, 1]);
	});

	test('leave out the minutes before, and folders that are not shown', async () => {
		write(one, answer('a', one, ten - hour), answer('b'));
		await index.scan();
		expect(open().finishedSince(ten)[0]?.minutes).toEqual([ten / 60_000, 1100, 1]);
		expect(open().finishedSince(ten + 1)).toEqual([]);
		expect(open([index.folder.at('elsewhere')]).finishedSince(0)).toEqual([]);
	});

	test('are held while their sums are what is stored, and no longer', async () => {
		write(one, answer('a'));
		await index.scan();
		const [before] = open().finishedSince(0);
		expect(open().holds(before!)).toBe(true);
		const [piece] = before!.spending.pieces;
		const {spending} = before!;
		expect(open().holds({...before!, spending: {...spending, partial: !spending.partial}})).toBe(false);
		for (const other of [{costUsd: 0.007}, {requests: 2}, {usage: {...piece!.usage!, outputTokens: 101}}])
			expect(open().holds({...before!, spending: {...spending, pieces: [{...piece!, ...other}]}})).toBe(false);
		write(one, answer('a'), answer('b', one, ten + 1000));
		await index.scan();
		expect(open().holds(before!)).toBe(false);
	});

	test('without stored sums are held if they spent nothing', async () => {
		write(two, answer('a', two));
		await index.scan();
		const [spent] = open().finishedSince(0);
		const facts = shownFacts(createAccounts().conversation(one, ten).facts);
		expect(open().holds({...spent!, facts, spending: {...spent!.spending, pieces: []}})).toBe(true);
		expect(open().holds({...spent!, facts})).toBe(false);
	});
});

test('automatic compactions come newest first; those that a person asked for say nothing of the threshold', async () => {
	const lines = [
		compactionLine(one, 'c1', 'auto', 150_000, ten + 1000),
		compactionLine(one, 'c2', 'manual', 90_000, ten + 2000),
		compactionLine(one, 'c3', 'auto', 167_000, ten + 3000),
	];
	write(one, answer('a'), ...lines);
	await index.scan();
	expect(open().compactions()).toMatchObject([
		{preTokens: 167_000, at: ten + 3000, model: 'claude-opus-4-5-20251101', windowTokens: null},
		{preTokens: 150_000, at: ten + 1000},
	]);
	// What was in it may have been refused: the requests that were answered show how large the window is.
	write(two, answer('b', two), compactionLine(two, 'c4', 'auto', 252_000, ten + 4000));
	await index.scan();
	expect(open().compactions()[0]).toMatchObject({preTokens: 252_000, largestTokens: 1000});
	// Older versions stored 0 for tokens that were not counted.
	const {database} = openIndex({path: index.databasePath, now: Date.now});
	database!.exec('UPDATE compaction SET pre_tokens = 0 WHERE pre_tokens = 167000');
	database!.close();
	expect(
		open()
			.compactions()
			.map(({preTokens}) => preTokens),
	).toEqual([252_000, 150_000]);
});
