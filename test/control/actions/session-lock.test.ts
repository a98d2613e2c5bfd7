import {existsSync, statSync, writeFileSync} from 'node:fs';
import {Worker} from 'node:worker_threads';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createLock} from '../../../source/control/actions/session-lock.ts';
import {readProcStart} from '../../../source/platform/process.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

test('allows one action at a time', () => {
	const lock = createLock(folder.at('state'));
	const release = lock(100);
	expect(release).not.toBeNull();
	expect(lock(100)).toBeNull();
	expect(lock(101)).not.toBeNull();
	release?.();
	expect(lock(100)).not.toBeNull();
});

test('a lock held by a running process is not taken', () => {
	const parent = process.ppid;
	createLock(folder.at('state'))(1)?.();
	writeFileSync(folder.at('state', 'act-100.lock'), `${parent} ${readProcStart(parent)}`);
	expect(createLock(folder.at('state'))(100)).toBeNull();
});

test.each(['', 'nonsense', `${process.ppid} 1`, '2147483000 5'])('a lock left behind is free: %j', content => {
	createLock(folder.at('state'))(1)?.();
	writeFileSync(folder.at('state', 'act-100.lock'), content);
	const release = createLock(folder.at('state'))(100);
	expect(release).not.toBeNull();
	release?.();
	expect(existsSync(folder.at('state', 'act-100.lock'))).toBe(false);
});

test('only the owner can read its folder and files', () => {
	createLock(folder.at('state'))(100);
	expect(statSync(folder.at('state')).mode & 0o777).toBe(0o700);
	expect(statSync(folder.at('state', 'act-100.lock')).mode & 0o777).toBe(0o600);
});

const takers = 3;
const rounds = 60;

/** A thread in place of a process. All wait for one another before each round, so as to find the same lock at once. */
const taker = `
	const {workerData, parentPort} = require('node:worker_threads');
	import(workerData.module).then(({createLock}) => {
		const lock = createLock(workerData.folder);
		const arrived = new Int32Array(workerData.arrived);
		const got = [];
		for (let round = 0; round < workerData.rounds; round++) {
			Atomics.add(arrived, round, 1);
			Atomics.notify(arrived, round);
			for (let seen; (seen = Atomics.load(arrived, round)) < workerData.takers; ) Atomics.wait(arrived, round, seen);
			if (lock(1000 + round)) got.push(round);
		}
		parentPort.postMessage(got);
	});
`;

test('exactly one of several takes a lock left behind', async () => {
	const state = folder.at('state');
	createLock(state)(1)?.();
	for (let round = 0; round < rounds; round++) {
		writeFileSync(folder.at('state', `act-${1000 + round}.lock`), '2147483000 5', {mode: 0o600});
	}
	const workerData = {
		module: new URL('../../../source/control/actions/session-lock.ts', import.meta.url).href,
		folder: state,
		arrived: new SharedArrayBuffer(4 * rounds),
		takers,
		rounds,
	};
	const workers = Array.from({length: takers}, () => new Worker(taker, {eval: true, workerData}));
	const got = await Promise.all(
		workers.map(
			worker => new Promise<number[]>((resolve, reject) => worker.once('message', resolve).once('error', reject)),
		),
	);
	await Promise.all(workers.map(worker => worker.terminate()));
	expect(got.flat().toSorted((a, b) => a - b)).toEqual(Array.from({length: rounds}, (_, round) => round));
});
