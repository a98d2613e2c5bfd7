/** When the reader of `ccmon stream` gets the next changes: once it has taken the last ones, and not faster than any reader takes them. */
import {bounds} from '../core/hosts/protocol.ts';

export interface PacedChanges {
	/** Something has changed: sends it now, or as soon as it is due. */
	send(): void;
	/** The last line is written: what has changed meanwhile may be sent. */
	resume(): void;
	stop(): void;
}

/** The pause after a line of changes, in ms per session in it: a reader takes 5,000 a second. */
const msPerChange = 1000 / (bounds.changesPerSecond / 2);

/** `write` writes all that has changed, and returns in how many sessions. */
export function createPacedChanges(write: () => number, isBusy: () => boolean): PacedChanges {
	/** Something has changed since the last line of changes. */
	let isBehind = false;
	let isStopped = false;
	let pause: NodeJS.Timeout | undefined;

	const send = () => {
		isBehind = true;
		if (isStopped || isBusy() || pause !== undefined) return;
		isBehind = false;
		const rest = write() * msPerChange;
		if (rest >= 1) pause = setTimeout(endPause, rest);
	};
	const resume = () => {
		if (isBehind) send();
	};
	const endPause = () => {
		pause = undefined;
		resume();
	};

	return {
		send,
		resume,
		stop() {
			isStopped = true;
			clearTimeout(pause);
		},
	};
}
