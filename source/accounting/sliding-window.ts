/** Sums over a sliding time window, kept in a ring of buckets: adding and reading take constant time. */

export interface SlidingWindow {
	/** Adds an amount at a time. Outside the window that ends at `now` (old history, a clock that jumped): ignored. */
	add(at: number, amount: number, now: number): void;
	/** The sum over the window that ends at `now`. */
	sum(now: number): number;
}

/** `bucketMs` × `buckets` is the window's length, in ms. */
export function createSlidingWindow(bucketMs: number, buckets: number): SlidingWindow {
	const sums = new Float64Array(buckets);
	const stamps = new Float64Array(buckets).fill(Number.NEGATIVE_INFINITY);
	/** The last sum and the bucket of its `now`: each frame asks, and only a new bucket or amount changes it. */
	let known: {last: number; total: number} | null = null;
	return {
		add(at, amount, now) {
			const stamp = Math.floor(at / bucketMs);
			const last = Math.floor(now / bucketMs);
			// One bucket ahead is allowed: clocks of writer and reader are read at different moments.
			if (stamp <= last - buckets || stamp > last + 1) return;
			const slot = stamp % buckets;
			if (stamps[slot] !== stamp) {
				stamps[slot] = stamp;
				sums[slot] = 0;
			}
			sums[slot] = sums[slot]! + amount;
			known = null;
		},
		sum(now) {
			const last = Math.floor(now / bucketMs);
			if (known?.last === last) return known.total;
			let total = 0;
			for (let slot = 0; slot < buckets; slot++) {
				const stamp = stamps[slot]!;
				if (stamp > last - buckets && stamp <= last + 1) total += sums[slot]!;
			}
			known = {last, total};
			return total;
		},
	};
}
