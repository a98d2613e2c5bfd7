/**
 * Reads transcripts in slices and lets the event loop breathe in between, so that keys are answered while gigabytes are
 * read. What is followed goes before what is only counted.
 */
import type {Tail} from './tail.ts';

export interface ReadQueue {
	/**
	 * Reads these to their ends, the oldest file first, so that a request copied into a fork is seen first where it was
	 * made. Resolves when all have been read; `background` ones wait for all others and leave pauses.
	 */
	add(tails: readonly Tail[], priority?: 'now' | 'background'): Promise<void>;
	close(): void;
}

/** Half a frame at 60 Hz: too short for a key press to feel delayed. */
const sliceMs = 8;
const stepBytes = 2 ** 20;
const backgroundPauseMs = 8;

interface Job {
	tails: Tail[];
	done(): void;
}

export function createReadQueue(): ReadQueue {
	const jobs: Record<'now' | 'background', Job[]> = {now: [], background: []};
	let running = false;
	let closed = false;

	function step(job: Job, list: Job[]): void {
		const tail = job.tails[0];
		if (tail?.read(stepBytes) === 'more') return;
		job.tails.shift();
		if (job.tails.length > 0) return;
		list.splice(list.indexOf(job), 1);
		job.done();
	}

	/** The waiting job with the oldest file. */
	function next(list: Job[]): Job | undefined {
		let oldest: Job | undefined;
		for (const job of list) {
			if (!oldest || (job.tails[0]?.bornAt() ?? 0) < (oldest.tails[0]?.bornAt() ?? 0)) oldest = job;
		}
		return oldest;
	}

	async function run(): Promise<void> {
		running = true;
		// Collect requests made in the same turn before the first file is read.
		await Promise.resolve();
		while (!closed && jobs.now.length + jobs.background.length > 0) {
			const end = performance.now() + sliceMs;
			const priority = jobs.now.length > 0 ? 'now' : 'background';
			while (!closed && jobs[priority].length > 0 && performance.now() < end) {
				const job = next(jobs[priority]);
				if (job) step(job, jobs[priority]);
			}
			await pause(priority === 'background' ? backgroundPauseMs : 0);
		}
		running = false;
	}

	return {
		add(tails, priority = 'now') {
			if (tails.length === 0 || closed) return Promise.resolve();
			return new Promise(resolve => {
				jobs[priority].push({tails: [...tails], done: resolve});
				if (!running) void run();
			});
		},
		close() {
			closed = true;
			for (const job of [...jobs.now, ...jobs.background]) job.done();
			jobs.now = [];
			jobs.background = [];
		},
	};
}

/** Keeps the process alive: with `--once`, nothing else does while it waits. */
function pause(ms: number): Promise<void> {
	return new Promise(resolve => {
		if (ms === 0) setImmediate(resolve);
		else setTimeout(resolve, ms);
	});
}
