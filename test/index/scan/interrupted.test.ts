/** The history stays right when processes die in the middle of reading, and when several read at once. */
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {indexHistory, openIndexedHistory} from '../../../source/index/scan/index-history.ts';
import {writeCorpus} from '../../support/corpus.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {seededRandom} from '../../support/random.ts';
import {expectTruth, readTotals} from '../totals.ts';

let folder: TemporaryFolder;
let configDir: string;
let databasePath: string;
beforeEach(() => {
	folder = temporaryFolder();
	configDir = folder.at('claude');
	databasePath = folder.at('state', 'ccmon.db');
});
afterEach(() => folder.remove());

const entry = join(import.meta.dirname, 'index-child.ts');
const start = (requestsPerWrite: number): ChildProcess =>
	spawn(process.execPath, [entry, databasePath, configDir, String(requestsPerWrite)], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
async function scan() {
	const {database, ...result} = await openIndexedHistory({databasePath, configDirs: [configDir], now: () => 0});
	database?.close();
	return result;
}

/** Kills the process once it has said that it read so many files. */
async function killAfter(child: ChildProcess, files: number): Promise<boolean> {
	let read = 0;
	child.stdout?.on('data', (chunk: Buffer) => {
		read += chunk.length;
		if (read >= files) child.kill('SIGKILL');
	});
	const [, signal] = await once(child, 'exit');
	return signal === 'SIGKILL';
}

test('killed again and again, it goes on from what was written and counts to the token', async () => {
	const truth = writeCorpus(configDir, {seed: 21, sessions: 60, projects: 30});
	const random = seededRandom(21);
	let killed = 0;
	for (let round = 0; round < 8; round++) {
		if (await killAfter(start(random.pick([1, 200])), random.int(1, 12))) killed++;
		const {byModel, byModelOfRequests} = readTotals(databasePath);
		// What is there is whole: the sums are the sums of the messages, at any time.
		expect(byModel).toEqual(byModelOfRequests);
	}
	expect(killed).toBeGreaterThan(3);
	const {files} = await scan();
	expect(files).toBeLessThan(truth.files);
	expectTruth(databasePath, truth);
});

test('three processes and two threads at once count to the token', async () => {
	const truth = writeCorpus(configDir, {seed: 22, sessions: 40});
	const children = [start(1), start(50), start(100_000)];
	await Promise.all([indexHistory({databasePath, configDirs: [configDir], now: () => 0}), ...children.map(exited)]);
	expectTruth(databasePath, truth);
});

async function exited(child: ChildProcess): Promise<void> {
	expect(await once(child, 'exit')).toEqual([0, null]);
}
