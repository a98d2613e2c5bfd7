/**
 * Makes V8 return unused memory to the system if the process has a lot of it: while it is busy, V8 frees pages
 * only for its own reuse (docs/decisions/memory-guard.md).
 */
import {runInNewContext} from 'node:vm';

export interface MemoryGuardOptions {
	/** Resident memory of the process, in bytes. */
	rss?(): number;
	/** Collects garbage thoroughly. Null: V8 does not offer it, and the guard does nothing. */
	collect?: (() => void) | null;
	/** How often memory is checked, in ms. */
	everyMs?: number;
}

const mib = 2 ** 20;
const muchBytes = 140 * mib;
/** If even used memory is a lot, how much it must grow before another collection, which takes 0.1 s or more, is worth it. */
const growthBytes = 10 * mib;

/** Returns a function that stops it. */
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

/** `gc` only exists in contexts created after the launcher has set V8's flag for it. */
function collector(): (() => void) | null {
	const gc: NodeJS.GCFunction | undefined = runInNewContext('globalThis.gc');
	return gc ? () => void gc({type: 'major', execution: 'sync', flavor: 'last-resort'}) : null;
}
