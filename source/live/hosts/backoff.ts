/** How long to wait before a host is tried again: longer each time, and randomized so that hosts are not all tried at once. */

export const firstMs = 1000;
export const longestMs = 60_000;
/** After a connection that held this long, waiting starts from the shortest again, in ms. */
export const steadyMs = 30_000;

/** `failures`: how often it has failed in a row, 1 or more; `random`: 0 to 1. In ms. */
export function backoffMs(failures: number, random: number): number {
	const whole = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 10));
	return Math.max(firstMs, Math.round(whole * (0.5 + random / 2)));
}
