/** How far another machine's clock is ahead, measured by questions and their answers. */

export interface ClockMeasure {
	/**
	 * Takes an answer: when it was asked, what its clock said, and when the answer came, by the clock here; in ms. True: the
	 * difference that is used is another one now.
	 */
	add(askedAt: number, theirClock: number, answeredAt: number): boolean;
	aheadMs(): number;
	/** Of the last question, there and back; null: none was answered yet. */
	delayMs(): number | null;
}

/** Every time that is shown would move with it: a smaller difference than this is noise. */
const worthMs = 250;

export function createClockMeasure(): ClockMeasure {
	let ahead: number | null = null;
	let delay: number | null = null;
	return {
		add(askedAt, theirClock, answeredAt) {
			delay = Math.max(0, answeredAt - askedAt);
			const measured = theirClock - (askedAt + answeredAt) / 2;
			// An answer may have waited on either way: what it says is true to half of its time.
			if (ahead !== null && Math.abs(measured - ahead) <= delay / 2 + worthMs) return false;
			const before = ahead;
			ahead = Math.abs(measured) < worthMs ? 0 : Math.round(measured);
			return before !== ahead;
		},
		aheadMs: () => ahead ?? 0,
		delayMs: () => delay,
	};
}
