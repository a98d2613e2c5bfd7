/** How far another machine's clock is ahead, measured by pings and their answers. */

export interface ClockMeasure {
	/**
	 * Adds an answer: when it was asked for and arrived, by the clock here, and the time of the clock there; in ms. True: the
	 * difference has changed.
	 */
	add(askedAt: number, theirClock: number, answeredAt: number): boolean;
	aheadMs(): number;
	/** Round trip of the last ping; null: none was answered yet. */
	delayMs(): number | null;
}

/** Smaller differences than this are noise: every time shown would move with them. */
const worthMs = 250;

export function createClockMeasure(): ClockMeasure {
	let ahead: number | null = null;
	let delay: number | null = null;
	return {
		add(askedAt, theirClock, answeredAt) {
			delay = Math.max(0, answeredAt - askedAt);
			const measured = theirClock - (askedAt + answeredAt) / 2;
			// Either way may have been the slow one: the measurement is good to half the round trip.
			if (ahead !== null && Math.abs(measured - ahead) <= delay / 2 + worthMs) return false;
			const before = ahead;
			ahead = Math.abs(measured) < worthMs ? 0 : Math.round(measured);
			return before !== ahead;
		},
		aheadMs: () => ahead ?? 0,
		delayMs: () => delay,
	};
}
