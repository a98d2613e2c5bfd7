/**
 * Keys that were not meant as keys: typing that continues after a refusal or a closed question, and letters of a word that
 * was meant for another window. They must not act.
 */

/** Nobody pauses this long in the middle of a text, in ms. */
const pauseMs = 700;
/** The next letter of a word follows sooner than this, in ms. */
const wordMs = 500;
/** How long it takes to notice a new text field, in ms; earlier letters were not meant for it. */
const seenMs = 250;

export interface StrayKeys {
	/** Something was refused, closed or lost: ignores typing until a pause or Escape. */
	ignore(): void;
	/** Whether this key is ignored; call it for each key. Escape ends ignoring and is itself ignored. */
	isIgnored(key: string): boolean;
	/** Runs the action if no other key follows for a moment: a key that sends something must not do so as part of a word. */
	hold(run: () => void): void;
	/** Cancels the held action and returns its key; null: there was none. */
	takeBack(): {key: string; run: () => void} | null;
	/** Several characters came in one read: a paste, which may continue in the next. */
	sawText(): void;
	/** Whether a paste came just now. */
	isInText(): boolean;
	/** Call it when a text field has opened. */
	opened(): void;
	/** Whether the field can have been noticed by now. */
	isSeen(): boolean;
	/** Stops its timers. */
	close(): void;
}

/** Whether a key is part of typed or pasted text; arrows and Ctrl keys are not. */
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

/** Runs late rather than before keys that came in time but could not be read yet because ccmon was busy. */
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
			// The event loop reads the terminal between timers and immediates.
			timer = setTimeout(() => {
				immediate = setImmediate(run);
			}, ms);
		},
		stop,
	};
}
