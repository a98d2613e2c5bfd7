import {
	appendFileSync,
	cpSync,
	globSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	symlinkSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {indexBeside, indexHistory} from '../../../source/index/scan/index-history.ts';
import {writeCorpus} from '../../support/corpus.ts';
import {waitFor} from '../../support/wait.ts';
import {createIndexed, type Indexed} from '../indexed.ts';
import {expectTruth, readTotals} from '../totals.ts';

let indexed: Indexed;
beforeEach(() => {
	indexed = createIndexed(() => 0);
});
afterEach(() => indexed.folder.remove());

const options = () => indexed.options;
const scan: Indexed['index'] = more => indexed.index(more);
const transcripts = () =>
	globSync('projects/**/*.jsonl', {cwd: indexed.configDir}).map(file => join(indexed.configDir, file));

describe.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('a corpus of seed %i', seed => {
	test('is counted to the token, even after half of it was deleted and the rest moved and read again', async () => {
		const truth = writeCorpus(indexed.configDir, {seed, sessions: 20});
		const result = await scan();
		expect(result).toMatchObject({files: truth.files, complete: true});
		expectTruth(indexed.databasePath, truth);
		expect((await scan()).files).toBe(0);
		for (const [index, file] of transcripts().entries()) if (index % 2 === 0) rmSync(file);
		for (const project of globSync('projects/*', {cwd: indexed.configDir})) {
			renameSync(join(indexed.configDir, project), join(indexed.configDir, `${project}-moved`));
		}
		expect((await scan()).files).toBe(transcripts().length);
		expectTruth(indexed.databasePath, truth);
	});
});

test('shows the progress of another scan while it waits for it', async () => {
	const {files} = writeCorpus(indexed.configDir, {seed: 12, sessions: 3});
	const bytes = transcripts().reduce((sum, file) => sum + statSync(file).size, 0);
	const seen: number[] = [];
	const first = indexHistory(options());
	const second = indexHistory({...options(), onProgress: progress => seen.push(progress.bytesDone)});
	// The first has read all of them.
	expect([(await first).files, (await second).files]).toEqual([files, 0]);
	expect(seen.at(-1)).toBeGreaterThan(bytes / 2);
});

test('stops waiting for another scan when it is aborted', async () => {
	writeCorpus(indexed.configDir, {seed: 13, sessions: 3});
	const stop = new AbortController();
	const ended: string[] = [];
	const first = indexHistory(options()).then(() => ended.push('first'));
	const second = indexHistory({...options(), signal: stop.signal});
	stop.abort();
	expect(await second).toEqual({files: 0, bytes: 0, complete: false, problems: []});
	ended.push('second');
	await first;
	expect(ended).toEqual(['second', 'first']);
	// One that comes later waits for the first all the same.
	expect((await indexHistory(options())).files).toBe(0);
});

test('worker threads count the same', async () => {
	const truth = writeCorpus(indexed.configDir, {seed: 11, sessions: 30});
	const {files, bytes} = truth;
	expect(await indexHistory(options())).toEqual({files, bytes, complete: true, problems: expect.any(Array)});
	expectTruth(indexed.databasePath, truth);
});

test('a thread that helps the calling one counts the same, at first and later', async () => {
	const truth = writeCorpus(indexed.configDir, {seed: 13, sessions: 30});
	expect(await scan({threads: 2})).toMatchObject({files: truth.files, complete: true});
	expectTruth(indexed.databasePath, truth);
	for (const project of globSync('projects/*', {cwd: indexed.configDir})) {
		renameSync(join(indexed.configDir, project), join(indexed.configDir, `${project}-moved`));
	}
	expect(await scan({threads: 3})).toMatchObject({files: truth.files, complete: true});
	expectTruth(indexed.databasePath, truth);
});

test.each([
	['in this thread', () => scan()],
	['in another', () => indexHistory(options())],
	['in a process', async () => ({complete: true, problems: await indexBeside(options())})],
])('a database whose pages are damaged is set aside and all is read again: %s', async (_, again) => {
	const truth = writeCorpus(indexed.configDir, {seed: 12, sessions: 20});
	await scan();
	const damaged = readFileSync(indexed.databasePath);
	// The first pages, with the schema, stay whole.
	writeFileSync(indexed.databasePath, damaged.fill(0xff, damaged.length / 8));
	// Something to read, so that the damage is met.
	appendFileSync(transcripts()[0]!, '{}\n');
	const {complete, problems} = await again();
	expect(complete).toBe(true);
	expect(problems).toContainEqual(expect.objectContaining({message: expect.stringContaining('was damaged')}));
	expectTruth(indexed.databasePath, truth);
	expect((await scan()).problems.filter(({path}) => path === indexed.databasePath)).toEqual([]);
});

test('damage that is met while a transcript is read is the database’s, not the transcript’s', async () => {
	const truth = writeCorpus(indexed.configDir, {seed: 12, sessions: 4});
	await scan();
	const database = new DatabaseSync(indexed.databasePath);
	// No ccmon writes numbers that could not be read again.
	database.exec('UPDATE conversation SET last_copy_at = 9007199254740993');
	database.close();
	appendFileSync(transcripts()[0]!, '{}\n');
	const {complete, problems} = await scan();
	expect(complete).toBe(true);
	const messages = problems.map(({message}) => message).join('\n');
	expect(messages).toContain('The database was damaged');
	expect(messages).not.toContain('Cannot be read');
	expectTruth(indexed.databasePath, truth);
});

test('damaged records of all transcripts are one problem', async () => {
	const truth = writeCorpus(indexed.configDir, {seed: 12, sessions: 20});
	const {problems} = await scan();
	expect(problems).toMatchObject([{count: truth.brokenLines, message: expect.stringMatching(/damaged/i)}]);
});

test('damaged records are a problem of each scan, until their transcript is another or gone', async () => {
	writeCorpus(indexed.configDir, {seed: 12, sessions: 20});
	const damagedIn = async () => {
		const {problems} = await scan();
		return problems[0]?.path ?? null;
	};
	const first = (await damagedIn())!;
	expect(await damagedIn()).toBe(first);
	expect((await indexHistory(options())).problems[0]?.path).toBe(first);
	writeFileSync(first, `${line('msg_whole', 7)}\n`);
	const second = (await damagedIn())!;
	expect(second).not.toBe(first);
	for (let next: string | null = second; next !== null; next = await damagedIn()) rmSync(next);
	expect(await damagedIn()).toBeNull();
});

const line = (id: string, outputTokens: number, at = '2026-11-20T12:00:00.000Z') =>
	`${JSON.stringify({
		parentUuid: null,
		isSidechain: false,
		type: 'assistant',
		timestamp: at,
		cwd: '/work/web',
		sessionId: 'web',
		message: {
			id,
			type: 'message',
			role: 'assistant',
			model: 'claude-opus-4-5-20251101',
			content: [{type: 'text', text: 'ok'}],
			stop_reason: null,
			usage: {
				input_tokens: 3,
				cache_creation_input_tokens: 0,
				cache_read_input_tokens: 10,
				cache_creation: {ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0},
				output_tokens: outputTokens,
			},
		},
	})}\n`;

describe('one transcript', () => {
	let file: string;
	const outputs = () => readTotals(indexed.databasePath).byModel['claude-opus-4-5-20251101']?.outputTokens;
	beforeEach(async () => {
		mkdirSync(join(indexed.configDir, 'projects', 'p'), {recursive: true});
		file = join(indexed.configDir, 'projects', 'p', 'web.jsonl');
		writeFileSync(file, line('msg_1', 100));
		await scan();
	});

	test('that grew is read on from where it was left', async () => {
		appendFileSync(file, line('msg_2', 20));
		const {bytes, files} = await scan();
		expect({bytes, files}).toEqual({bytes: line('msg_2', 20).length, files: 1});
		expect(outputs()).toBe(120);
	});

	test('counts a line once it is complete', async () => {
		const whole = line('msg_2', 20);
		appendFileSync(file, whole.slice(0, 300));
		await scan();
		expect(outputs()).toBe(100);
		appendFileSync(file, whole.slice(300));
		await scan();
		expect(outputs()).toBe(120);
	});

	test('counts the last line even without its newline', async () => {
		appendFileSync(file, line('msg_2', 20).trimEnd());
		await scan();
		expect(outputs()).toBe(120);
		appendFileSync(file, `\n${line('msg_3', 5)}`);
		await scan();
		expect(outputs()).toBe(125);
	});

	test('the larger output replaces the smaller one, whenever it is seen', async () => {
		appendFileSync(file, line('msg_1', 150) + line('msg_1', 7));
		await scan();
		expect(outputs()).toBe(150);
		const before = '2026-11-20T11:59:50.000Z';
		appendFileSync(file, line('msg_1', 160, before));
		await scan();
		expect(outputs()).toBe(160);
	});

	test('truncated and written again, it keeps what was counted and adds what is new', async () => {
		truncateSync(file, 0);
		await scan();
		expect(outputs()).toBe(100);
		appendFileSync(file, line('msg_2', 20));
		await scan();
		expect(outputs()).toBe(120);
	});

	test('replaced by a longer one, it is read from its start', async () => {
		writeFileSync(file, line('msg_4', 1) + line('msg_1', 100) + line('msg_5', 2));
		await scan();
		expect(outputs()).toBe(103);
	});

	test('renamed, it counts once; copied into another config folder, once in each', async () => {
		renameSync(file, join(indexed.configDir, 'projects', 'p', 'other.jsonl'));
		const second = indexed.folder.at('second');
		cpSync(indexed.configDir, second, {recursive: true});
		await scan({configDirs: [indexed.configDir]});
		expect(outputs()).toBe(100);
		await scan({configDirs: [indexed.configDir, second]});
		expect(outputs()).toBe(200);
	});

	test('copied into a fork, its messages stay with the older conversation, whichever is read first', async () => {
		const fork = join(indexed.configDir, 'projects', 'p', 'fork.jsonl');
		await waitFor(
			() => {
				rmSync(fork, {force: true});
				writeFileSync(fork, line('msg_1', 100) + line('msg_6', 1));
				return statSync(fork).birthtimeMs > statSync(file).birthtimeMs;
			},
			{what: 'the clock of the file system to move on', every: 1},
		);
		rmSync(indexed.folder.at('state'), {recursive: true});
		const away = indexed.folder.at('away.jsonl');
		renameSync(file, away);
		await scan();
		expect(readTotals(indexed.databasePath).main).toMatchObject({fork: {outputTokens: 101}});
		renameSync(away, file);
		await scan();
		expect(readTotals(indexed.databasePath).main).toMatchObject({fork: {outputTokens: 1}, web: {outputTokens: 100}});
	});

	test('that cannot be opened is a problem, and the others are read', async () => {
		// A link to itself: no right to read opens it, not even root's.
		symlinkSync('closed.jsonl', join(indexed.configDir, 'projects', 'p', 'closed.jsonl'));
		appendFileSync(file, line('msg_2', 20));
		const {problems} = await scan();
		expect(problems).toMatchObject([{path: expect.stringContaining('closed.jsonl'), count: 1}]);
		expect(outputs()).toBe(120);
	});
});

test('a missing config folder counts as empty', async () => {
	expect(await scan()).toEqual({files: 0, bytes: 0, complete: true, problems: []});
});
