/** Asks another machine for its clock again and again while it is connected. */
import type {ReaderMessage} from '../../core/hosts/protocol.ts';
import {type ClockMeasure, createClockMeasure} from './clock.ts';

export interface HostClock extends Pick<ClockMeasure, 'aheadMs' | 'delayMs'> {
	/**
	 * Begins with what its greeting said, which was on its way for a moment: it counts until the first answer. True: the
	 * difference is another one now.
	 */
	greet(theirClock: number): boolean;
	/** Asks now, and then once a minute. */
	start(send: (ping: Extract<ReaderMessage, {type: 'ping'}>) => void): void;
	/** Takes an answer. True: the difference is another one now. Null: nobody asked for it. */
	answer(id: number, theirClock: number): boolean | null;
	/** Asks no more, and takes no answer. */
	stop(): void;
}

/** Between two questions, in ms. */
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
