/** A scan beside the main thread; what it counts is in index-history.test.ts. */
import {chownSync, existsSync, mkdirSync, readdirSync, statSync, symlinkSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {priceBook} from '../../../source/accounting/cost.ts';
import {counter, newCounters} from '../../../source/index/scan/scan-thread.ts';
import type {PlannedScan, ScanWorkerInput} from '../../../source/index/scan/scan-worker.ts';
import {runScanProcess, startThread} from '../../../source/index/scan/start-thread.ts';
import {writeCorpus} from '../../support/corpus.ts';
import {createIndexed, type Indexed} from '../indexed.ts';

let indexed: Indexed;
let files: number;
beforeEach(() => {
	indexed = createIndexed(() => 0);
	({files} = writeCorpus(indexed.configDir, {seed: 5, sessions: 3}));
	vi.stubEnv('HOME', indexed.folder.path);
	vi.stubEnv('XDG_CACHE_HOME', indexed.folder.at('cache'));
});
afterEach(() => {
	vi.unstubAllEnvs();
	indexed.folder.remove();
});

const input = (): ScanWorkerInput => ({
	...{databasePath: indexed.databasePath, configDirs: [indexed.configDir], keepPrompts: undefined},
	...{prices: priceBook().madeFrom, groups: null, counters: newCounters(), inBackground: true},
});
/** With prices that no book can be made from, the code of the thread throws. */
const broken = () => ({...input(), prices: null as unknown as ScanWorkerInput['prices']});

describe('a thread', () => {
	test('says what it is going to read, then what it could not', async () => {
		const plans: PlannedScan[] = [];
		const problems = await startThread(input(), plan => plans.push(plan));
		expect(plans).toMatchObject([{files, bytes: expect.any(Number)}]);
		// The corpus has damaged records.
		expect(problems).toHaveLength(1);
		expect(indexed.spending().length).toBeGreaterThan(0);
	});

	test('that ends by an error stops the others, and the history is said not to be whole', async () => {
		const given = broken();
		expect(await startThread(given)).toMatchObject([
			{path: indexed.databasePath, message: expect.stringContaining('The history could not be written whole')},
		]);
		expect(Atomics.load(given.counters, counter.stop)).toBe(1);
	});
});

describe('a process', () => {
	test('does the same, and has ended when its problems are there', async () => {
		expect(await runScanProcess(input())).toHaveLength(1);
		expect(indexed.spending().length).toBeGreaterThan(0);
	});

	test('that dies has no problems to tell: the next scan does the rest', async () => {
		expect(await runScanProcess(broken())).toEqual([]);
	});
});

describe('the code that is kept for a thread', () => {
	const kept = () => indexed.folder.at('cache', 'ccmon', 'thread-code-cache');

	test('is stored where only the owner can write', async () => {
		await startThread(input());
		expect(statSync(kept()).mode & 0o777).toBe(0o700);
		expect(readdirSync(kept())).not.toEqual([]);
	});

	test('is not read through a link', async () => {
		mkdirSync(indexed.folder.at('cache', 'ccmon'), {recursive: true});
		mkdirSync(indexed.folder.at('theirs'));
		symlinkSync(indexed.folder.at('theirs'), kept());
		expect(await startThread(input())).toHaveLength(1);
		expect(readdirSync(indexed.folder.at('theirs'))).toEqual([]);
	});

	test.runIf(process.getuid?.() === 0)('is kept in nobody else’s home', async () => {
		chownSync(indexed.folder.path, 12_345, 12_345);
		await startThread(input());
		expect(existsSync(kept())).toBe(false);
	});
});
