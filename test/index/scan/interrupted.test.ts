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
const start = (requestsPerWrite: number, holdAfter = Number.POSITIVE_INFINITY): ChildProcess =>
	spawn(process.execPath, [entry, databasePath, configDir, String(requestsPerWrite), String(holdAfter)], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
async function scan() {
	const {database, ...result} = await openIndexedHistory({databasePath, configDirs: [configDir], now: () => 0});
	database?.close();
	return result;
}

/** Kills a process once it has read so many files. On a busy machine it may be a few more, but never all of them. */
async function killAfter(requestsPerWrite: number, files: number): Promise<void> {
	const child = start(requestsPerWrite, files + 3);
	let read = 0;
	child.stdout?.on('data', (chunk: Buffer) => {
		read += chunk.length;
		if (read >= files) child.kill('SIGKILL');
	});
	expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
}

test('killed again and again, it goes on from what was written and counts to the token', async () => {
	const truth = writeCorpus(configDir, {seed: 21, sessions: 60, projects: 30});
	const random = seededRandom(21);
	for (let round = 0; round < 8; round++) {
		await killAfter(random.pick([1, 200]), random.int(1, 12));
		const {byModel, byModelOfRequests} = readTotals(databasePath);
		// What is there is whole: the sums are the sums of the messages, at any time.
		expect(byModel).toEqual(byModelOfRequests);
	}
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
