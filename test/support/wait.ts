/** Tests wait for what they want to see, never for a time. */
import {setTimeout as sleep} from 'node:timers/promises';

/** The real time, whatever clock a test puts in its place. */
const realNow = performance.now.bind(performance);

export interface WaitOptions {
	/** What is waited for, in words: begins the message of the error. */
	what: string;
	/** Milliseconds; by default more than anything takes on a machine that others use as well. */
	timeout?: number;
	/** Milliseconds between two looks. */
	every?: number;
	/** Part of the error when it never came, e.g. the last screen. */
	last?: () => string | Promise<string>;
}

/** Asks again and again until the answer is neither false nor null nor undefined, and gives that answer. */
export async function waitFor<T>(
	condition: () => T | Promise<T>,
	{what, timeout = 45_000, every = 50, last}: WaitOptions,
): Promise<Exclude<T, false | null | undefined>> {
	const end = realNow() + timeout;
	let thrown: unknown;
	for (;;) {
		try {
			const value = await condition();
			if (value !== false && value !== null && value !== undefined)
				return value as Exclude<T, false | null | undefined>;
			thrown = undefined;
		} catch (error) {
			// A file that is not there yet is a thing to wait for like any other.
			thrown = error;
		}
		if (realNow() > end) break;
		await sleep(every);
	}
	const seen = last ? await last() : '';
	const message = `waited ${timeout} ms for ${what}${thrown ? ` (${String(thrown)})` : ''}`;
	throw new Error(seen ? `${message}; last seen:\n${seen}` : message, {cause: thrown});
}
