/**
 * Stores bodies that arrive together in one transaction. A single body is stored at once; in a flood, those of a few
 * milliseconds share a commit. Another writer is waited for without blocking: the screen must go on answering keys.
 */
import type {Delivery, Writer} from '../../index/telemetry/write.ts';

export interface Committer {
	/** Resolves to true once it is on disk; to false when it could not be stored. */
	store(delivery: Delivery): Promise<boolean>;
	/** Stores everything that is waiting. */
	close(): Promise<void>;
}

interface Waiting {
	delivery: Delivery;
	settle(stored: boolean): void;
}

/** A transaction of this many bodies takes a few milliseconds. */
const maxBodies = 200;
const retryMs = 10;
/** Between two commits of a flood. */
const gatherMs = 5;
/** Claude Code waits ten seconds for an answer. */
const giveUpAfterMs = 5000;

export interface CommitterOptions {
	/** Looked up for each transaction: a damaged database is replaced. Null: there is none. */
	writer(): Writer | null;
	onStored(): void;
	onError(error: unknown): void;
}

export function createCommitter(options: CommitterOptions): Committer {
	let waiting: Waiting[] = [];
	let scheduled = false;
	let busySince: number | null = null;
	let committedAt = Number.NEGATIVE_INFINITY;

	function schedule(): void {
		if (scheduled || waiting.length === 0) return;
		scheduled = true;
		if (busySince !== null) setTimeout(commit, retryMs);
		else if (performance.now() - committedAt < gatherMs) setTimeout(commit, gatherMs);
		else setImmediate(commit);
	}

	function commit(): void {
		scheduled = false;
		const batch = waiting.slice(0, maxBodies);
		const stored = write(batch);
		if (stored === 'busy') {
			busySince ??= performance.now();
			if (performance.now() - busySince < giveUpAfterMs) {
				schedule();
				return;
			}
		}
		busySince = null;
		committedAt = performance.now();
		waiting = waiting.slice(batch.length);
		if (stored === 'stored') options.onStored();
		for (const {settle} of batch) settle(stored === 'stored');
		schedule();
	}

	function write(batch: readonly Waiting[]): 'stored' | 'busy' | 'failed' {
		const writer = options.writer();
		if (!writer) return 'failed';
		try {
			return writer.write(batch.map(({delivery}) => delivery)) ? 'stored' : 'busy';
		} catch (error) {
			options.onError(error);
			return 'failed';
		}
	}

	return {
		store: delivery =>
			new Promise(settle => {
				waiting.push({delivery, settle});
				schedule();
			}),
		async close() {
			while (waiting.length > 0) await new Promise(resolve => setTimeout(resolve, retryMs));
		},
	};
}
