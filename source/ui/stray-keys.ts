/**
 * Keys that were not meant as keys: what is typed on after a refusal or a closed question, and the letters of a word that
 * was meant for another window. They must not act.
 */

/** So long nobody pauses in the middle of a text, in ms. */
const pauseMs = 700;
/** The next letter of a word comes sooner than this, in ms. */
const wordMs = 500;
/** A text field that has just opened is seen after so long; letters that come sooner were not meant for it, in ms. */
const seenMs = 250;

export interface StrayKeys {
	/** Something was refused, closed or lost: what is typed is ignored until a pause, or Escape. */
	ignore(): void;
	/** Whether this key is to be ignored: asked for each key that comes. Escape ends the ignoring and is itself ignored. */
	isIgnored(key: string): boolean;
	/** Runs when no other key has followed for a moment: a key that sends something must not do so as part of a word. */
	hold(run: () => void): void;
	/** Takes back what is held, with the key that it was held for; null: nothing was. */
	takeBack(): {key: string; run: () => void} | null;
	/** Several characters came in one read: a paste, which may go on in the next. */
	sawText(): void;
	/** Whether that was just now. */
	isInText(): boolean;
	/** A text field has opened. */
	opened(): void;
	/** Whether it can have been seen by now. */
	isSeen(): boolean;
	/** Ends its timers. */
	close(): void;
}

/** What typed or pasted text is made of; arrows and Ctrl keys do not count. */
export const isTyped = (key: string): boolean =>
	!/^(?:up|down|left|right|pageUp|pageDown|home|end|escape|delete|ctrl\+.+)$/.test(key);

export function createStrayKeys(): StrayKeys {
	let ignoring = false;
	let lastKey = '';
	let held: {key: string; run: () => void} | null = null;
	let inText = false;
	const pause = createTimer(pauseMs);
	const word = createTimer(wordMs);
	const text = createTimer(wordMs);
	let seen = true;
	const opening = createTimer(seenMs);
	const ignore = () => {
		ignoring = true;
		pause.start(() => {
			ignoring = false;
		});
	};
	return {
		ignore,
		isIgnored(key) {
			lastKey = key;
			if (!ignoring) return false;
			ignore();
			ignoring = key !== 'escape';
			return !ignoring || isTyped(key);
		},
		hold(run) {
			held = {key: lastKey, run};
			word.start(() => {
				held = null;
				run();
			});
		},
		takeBack() {
			word.stop();
			const taken = held;
			held = null;
			return taken;
		},
		sawText() {
			inText = true;
			text.start(() => {
				inText = false;
			});
		},
		isInText: () => inText,
		opened() {
			seen = false;
			opening.start(() => {
				seen = true;
			});
		},
		isSeen: () => seen,
		close() {
			for (const timer of [pause, word, text, opening]) timer.stop();
		},
	};
}

/** Runs late rather than before keys that came in time and could not be read until now, because ccmon was at work. */
function createTimer(ms: number): {start(run: () => void): void; stop(): void} {
	let timer: NodeJS.Timeout | undefined;
	let immediate: NodeJS.Immediate | undefined;
	const stop = () => {
		clearTimeout(timer);
		clearImmediate(immediate);
	};
	return {
		start(run) {
			stop();
			// The terminal is read between timers and immediates.
			timer = setTimeout(() => {
				immediate = setImmediate(run);
			}, ms);
		},
		stop,
	};
}
