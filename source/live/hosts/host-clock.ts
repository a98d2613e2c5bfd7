/** Measures another machine's clock repeatedly while it is connected. */
import type {ReaderMessage} from '../../core/hosts/protocol.ts';
import {type ClockMeasure, createClockMeasure} from './clock.ts';

export interface HostClock extends Pick<ClockMeasure, 'aheadMs' | 'delayMs'> {
	/**
	 * Starts with the time in its greeting, which was under way for a moment: it is used until the first answer. True: the
	 * difference has changed.
	 */
	greet(theirClock: number): boolean;
	/** Asks now, and then once a minute. */
	start(send: (ping: Extract<ReaderMessage, {type: 'ping'}>) => void): void;
	/** Adds an answer. True: the difference has changed. Null: nobody asked for it. */
	answer(id: number, theirClock: number): boolean | null;
	/** Stops asking, and ignores answers. */
	stop(): void;
}

/** The interval between pings, in ms. */
const askEveryMs = 60_000;

/** `clock`: this machine's, in ms. */
export function createHostClock(clock: () => number): HostClock {
	const {add, aheadMs, delayMs} = createClockMeasure();
	let asked: {id: number; at: number} | null = null;
	let questions = 0;
	let asking: NodeJS.Timeout | undefined;
	return {
		aheadMs,
		delayMs,
		greet: theirClock => add(clock(), theirClock, clock()),
		start(send) {
			const ask = () => {
				asked = {id: ++questions, at: clock()};
				send({type: 'ping', id: asked.id, clock: asked.at});
			};
			ask();
			asking = setInterval(ask, askEveryMs);
			asking.unref();
		},
		answer(id, theirClock) {
			if (asked?.id !== id) return null;
			const {at} = asked;
			asked = null;
			return add(at, theirClock, clock());
		},
		stop() {
			clearInterval(asking);
			asked = null;
		},
	};
}
