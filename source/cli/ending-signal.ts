/** For commands without a screen that have something to take back or to close before they end. */

/** Aborted by the first SIGINT, SIGTERM or SIGHUP, whose name is the reason. */
export function endingSignal(): AbortSignal {
	const ending = new AbortController();
	for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => ending.abort(name));
	return ending.signal;
}
