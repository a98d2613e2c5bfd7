/** The history stays right when processes die in the middle of reading, and when several read at once. */
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {indexHistory} from '../../../source/index/scan/index-history.ts';
import {writeCorpus} from '../../support/corpus.ts';
import {seededRandom} from '../../support/random.ts';
import {createIndexed, type Indexed} from '../indexed.ts';
import {expectTruth, readTotals} from '../totals.ts';

let indexed: Indexed;
beforeEach(() => {
	indexed = createIndexed(() => 0);
});
afterEach(() => indexed.folder.remove());

const entry = join(import.meta.dirname, 'index-child.ts');
const start = (requestsPerWrite: number, holdAfter = Number.POSITIVE_INFINITY): ChildProcess =>
	spawn(
		process.execPath,
		[entry, indexed.databasePath, indexed.configDir, String(requestsPerWrite), String(holdAfter)],
		{
			stdio: ['ignore', 'pipe', 'inherit'],
		},
	);
const scan = () => indexed.index();

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

test('counts to the token, however often it was killed', async () => {
	const truth = writeCorpus(indexed.configDir, {seed: 21, sessions: 60, projects: 30});
	const random = seededRandom(21);
	for (let round = 0; round < 8; round++) {
		await killAfter(random.pick([1, 200]), random.int(1, 12));
		const {byModel, byModelOfRequests} = readTotals(indexed.databasePath);
		// What is there is whole: the sums are the sums of the messages, at any time.
		expect(byModel).toEqual(byModelOfRequests);
	}
	const {files} = await scan();
	expect(files).toBeLessThan(truth.files);
	expectTruth(indexed.databasePath, truth);
});

test('counts to the token with three processes and two threads at once', async () => {
	const truth = writeCorpus(indexed.configDir, {seed: 22, sessions: 40});
	const children = [start(1), start(50), start(100_000)];
	await Promise.all([indexHistory(indexed.options), ...children.map(exited)]);
	expectTruth(indexed.databasePath, truth);
});

async function exited(child: ChildProcess): Promise<void> {
	expect(await once(child, 'exit')).toEqual([0, null]);
}
