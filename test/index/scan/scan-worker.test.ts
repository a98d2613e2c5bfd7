/** The entry point of a thread, as others start it: with work of its own to plan, or with a plan that it shares. */
import {appendFileSync, readdirSync} from 'node:fs';
import {getPriority} from 'node:os';
import {join} from 'node:path';
import {Worker} from 'node:worker_threads';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {priceBook} from '../../../source/accounting/cost.ts';
import {listPrices} from '../../../source/accounting/price-book.ts';
import {planScan} from '../../../source/index/scan/scan-plan.ts';
import {counter, newCounters} from '../../../source/index/scan/scan-thread.ts';
import type {ScanWorkerInput, ScanWorkerMessage} from '../../../source/index/scan/scan-worker.ts';
import {openIndex} from '../../../source/index/schema.ts';
import {createIndexed, type Indexed} from '../indexed.ts';
import {answerLine, writeTranscript} from '../transcript-files.ts';

const now = Date.parse('2026-11-20T12:00:00.000Z');
const idOf = (letter: string) => `${letter.repeat(8)}-0000-4000-8000-000000000000`;

let indexed: Indexed;
beforeEach(() => {
	indexed = createIndexed(() => now);
	for (const letter of ['a', 'b']) write(letter);
});
afterEach(() => indexed.folder.remove());

function write(letter: string): void {
	const facts = {id: letter, at: '2026-11-20T10:00:00.000Z', sessionId: idOf(letter), cwd: '/p', inputTokens: 1000};
	writeTranscript(indexed.configDir, idOf(letter), [answerLine(facts)]);
}

const input = (more: Partial<ScanWorkerInput> = {}): ScanWorkerInput => ({
	...{databasePath: indexed.databasePath, configDirs: [indexed.configDir], keepPrompts: undefined},
	...{prices: priceBook().madeFrom, groups: null, counters: newCounters(), inBackground: false},
	...more,
});

/** What the thread says until it ends. */
async function run(workerData: ScanWorkerInput): Promise<ScanWorkerMessage[]> {
	const said: ScanWorkerMessage[] = [];
	const url = new URL('../../../source/index/scan/scan-worker.ts', import.meta.url);
	const worker = new Worker(url, {workerData, execArgv: ['--disable-warning=ExperimentalWarning']});
	worker.on('message', message => said.push(message));
	await new Promise((resolve, reject) => worker.once('exit', resolve).once('error', reject));
	return said;
}

function plan() {
	const {database} = openIndex({path: indexed.databasePath, now: () => now});
	const {groups} = planScan({database: database!, configDirs: [indexed.configDir], now, onUnreadable() {}});
	database!.close();
	return groups;
}

const counted = () => indexed.spending().reduce((sum, {requests}) => sum + requests, 0);

test('with work of its own it says its plan first, and at the end that it is done', async () => {
	const said = await run(input());
	expect(said).toEqual([
		{type: 'plan', files: 2, bytes: expect.any(Number)},
		{type: 'done', problems: []},
	]);
	expect(counted()).toBe(2);
});

test('with a plan that it shares it reads what nobody has taken, and leaves the end of the scan to the others', async () => {
	const groups = plan().flatMap(({files, ...group}) => files.map(file => ({...group, files: [file]})));
	const counters = newCounters();
	Atomics.store(counters, counter.next, 1);
	expect(await run(input({groups, counters}))).toEqual([{type: 'done', problems: []}]);
	expect([groups.length, counted()]).toEqual([2, 1]);
});

test('what it costs is by the prices that it is given', async () => {
	await run(input({prices: [{...listPrices, discountPercent: 50}, null]}));
	// 1000 tokens of input at $5 per million, twice, for half of it.
	expect(indexed.spending().map(({usd}) => usd)).toEqual([0.0025, 0.0025]);
});

/** Met not when it is opened, but when more of a conversation is read: no ccmon writes numbers that could not be read again. */
function damage(): void {
	const {database} = openIndex({path: indexed.databasePath, now: () => now});
	database!.exec('UPDATE conversation SET last_copy_at = 9007199254740993');
	database!.close();
	const {configDir} = indexed;
	appendFileSync(join(configDir, 'projects', 'p', `${idOf('a')}.jsonl`), '{}\n');
}

test('a damaged database is set aside by the thread that makes the plan alone', async () => {
	await run(input());
	damage();
	const groups = plan();
	const counters = newCounters();
	expect(await run(input({groups, counters}))).toMatchObject([
		{type: 'done', problems: [{message: expect.stringContaining('could not be written whole')}]},
	]);
	expect(Atomics.load(counters, counter.stop)).toBe(1);
	expect(readdirSync(indexed.folder.at('state')).filter(name => name.includes('damaged'))).toEqual([]);

	const last = (await run(input())).at(-1);
	expect(last).toMatchObject({type: 'done', problems: [{message: expect.stringContaining('was damaged')}]});
	expect(counted()).toBe(2);
});

test('a folder where the database should be is said, and nothing is read', async () => {
	const databasePath = indexed.configDir;
	expect(await run(input({databasePath}))).toMatchObject([{type: 'done', problems: [{path: databasePath}]}]);
});

test.runIf(process.platform === 'linux')('in the background it leaves the main thread its priority', async () => {
	const before = getPriority();
	await run(input({inBackground: true}));
	expect(getPriority()).toBe(before);
});
