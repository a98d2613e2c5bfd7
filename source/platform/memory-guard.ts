/**
 * Has V8 give memory back that it keeps for later, when the process has much of it: while there is much to do V8 frees pages
 * for its own use only (docs/decisions/memory-guard.md).
 */
import {runInNewContext} from 'node:vm';

export interface MemoryGuardOptions {
	/** Resident memory of the process, in bytes. */
	rss?(): number;
	/** Frees all it can. Null: V8 does not offer it, and nothing is guarded. */
	collect?: (() => void) | null;
	/** Between two looks, in ms. */
	everyMs?: number;
}

const mib = 2 ** 20;
const muchBytes = 140 * mib;
/** Where even what is used is much, it has to grow by so much until it is worth the pause again: it takes 0.1 s or more. */
const growthBytes = 10 * mib;

/** Returns what ends it. */
export function startMemoryGuard({
	rss = process.memoryUsage.rss,
	collect = collector(),
	everyMs = 500,
}: MemoryGuardOptions = {}): () => void {
	if (collect === null) return () => {};
	let limit = muchBytes;
	const timer = setInterval(() => {
		if (rss() < limit) return;
		collect();
		limit = Math.max(muchBytes, rss() + growthBytes);
	}, everyMs).unref();
	return () => clearInterval(timer);
}

/** `gc` is there only in what is made after the launcher has set V8's flag for it. */
function collector(): (() => void) | null {
	const gc: NodeJS.GCFunction | undefined = runInNewContext('globalThis.gc');
	return gc ? () => void gc({type: 'major', execution: 'sync', flavor: 'last-resort'}) : null;
}
