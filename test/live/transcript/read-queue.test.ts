import {afterEach, beforeEach, expect, test} from 'vitest';
import {createReadQueue, type ReadQueue} from '../../../source/live/transcript/read-queue.ts';
import type {Tail} from '../../../source/live/transcript/tail.ts';

let queue: ReadQueue;
let log: string[];
beforeEach(() => {
	queue = createReadQueue();
	log = [];
});
afterEach(() => queue.close());

/** As long as a large piece takes to read. */
const busy = () => {
	const end = performance.now() + 3;
	while (performance.now() < end);
};

/** A file that takes so many steps to read; `onRead` may do something in between. */
const tail = (name: string, bornAt = 0, steps = 1, onRead = () => {}): Tail => {
	let left = steps;
	return {
		bornAt: () => bornAt,
		read() {
			log.push(name);
			onRead();
			return --left > 0 ? 'more' : 'end';
		},
	} as unknown as Tail;
};

test('files are read to their ends, the oldest first, and the caller learns when all are read', async () => {
	const done: string[] = [];
	const add = (name: string, ...tails: Tail[]) => queue.add(tails).then(() => done.push(name));
	await Promise.all([
		add('late', tail('c', 30), tail('d', 5)),
		add('early', tail('a', 10, 2)),
		add('middle', tail('b', 20)),
	]);
	// A session's own files keep their order; of the sessions the one with the oldest goes on.
	expect(log).toEqual(['a', 'a', 'b', 'c', 'd']);
	expect(done).toEqual(['early', 'middle', 'late']);
});

test('nothing to read is done at once', async () => {
	await queue.add([]);
	expect(log).toEqual([]);
});

test('what is followed goes before what is only counted, also when it comes later', async () => {
	let followed = Promise.resolve();
	const interrupt = () => {
		followed = queue.add([tail('followed', 99)]);
	};
	await queue.add([tail('counted', 0, 1, interrupt), tail('counted too', 1, 9, busy)], 'background');
	await followed;
	expect(log.indexOf('followed')).toBeLessThan(log.lastIndexOf('counted too'));
	expect(log.filter(name => name === 'counted too')).toHaveLength(9);
});

test('the event loop gets its turns while much is read', async () => {
	let turns = 0;
	let isReading = true;
	const turn = () => {
		turns++;
		if (isReading) setImmediate(turn);
	};
	setImmediate(turn);
	await queue.add([tail('long', 0, 20, busy)]);
	isReading = false;
	// Sixty ms in slices of eight.
	expect(turns).toBeGreaterThanOrEqual(5);
});

test('reads nothing more once it is closed, and nobody waits for it', async () => {
	const waiting = queue.add([tail('a', 0, 1000, () => log.length === 3 && queue.close())]);
	await waiting;
	expect(log).toHaveLength(3);
	await queue.add([tail('b')]);
	expect(log).toHaveLength(3);
});

test('continues after it was idle', async () => {
	await queue.add([tail('a')]);
	await queue.add([tail('b')]);
	expect(log).toEqual(['a', 'b']);
});
