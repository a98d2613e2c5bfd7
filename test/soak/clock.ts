/** A day in minutes: a clock for the generator, and the environment in which a program has the same. */
import path from 'node:path';

export interface SoakClock {
	/** Milliseconds since the epoch, made up. */
	now(): number;
	/** For programs that are to share it. */
	env: Record<string, string>;
}

/** Runs `factor` times as fast as time does. */
export function startClock(factor: number): SoakClock {
	const begun = Date.now();
	return {
		now: () => Math.floor(begun + (Date.now() - begun) * factor),
		env: {
			SOAK_CLOCK: `${begun} ${factor}`,
			NODE_OPTIONS: `--require=${path.join(import.meta.dirname, 'clock.cjs')}`,
			TZ: zoneAtMidnight(begun),
		},
	};
}

/** Where the day has just begun: files, which have real times, are all of the same made-up day. */
function zoneAtMidnight(at: number): string {
	const hour = new Date(at).getUTCHours();
	// POSIX counts westwards: Etc/GMT+5 is five hours behind.
	if (hour === 0) return 'UTC';
	return hour <= 12 ? `Etc/GMT+${hour}` : `Etc/GMT-${24 - hour}`;
}
