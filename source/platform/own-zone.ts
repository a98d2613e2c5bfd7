/** The name of this process's time zone, and what is wrong with `TZ`. */
import {linkTarget, statOrNull} from './files.ts';
import type {Environment} from './paths.ts';

const zoneFiles = '/usr/share/zoneinfo/';
const ianaName = /^[A-Za-z]+(?:[/_+-][A-Za-z0-9_+-]+)*$/;

/** `UTC`, `UTC+05:30`: for a zone without a name. `offsetMinutes` east of UTC. */
function offsetName(offsetMinutes: number): string {
	if (offsetMinutes === 0) return 'UTC';
	const minutes = Math.abs(offsetMinutes);
	const part = (value: number) => String(Math.floor(value)).padStart(2, '0');
	return `UTC${offsetMinutes < 0 ? '-' : '+'}${part(minutes / 60)}:${part(minutes % 60)}`;
}

const offsetOf = (now: number) => -new Date(now).getTimezoneOffset();

/**
 * An IANA name such as `Europe/Berlin`, or the offset if the zone has no name. `Intl` would know, but takes as long to load
 * (40 ms) as everything else in a report together.
 */
export function ownZoneName(env: Environment = process.env, now = Date.now()): string {
	return namedBy(env.TZ) ?? offsetName(offsetOf(now));
}

/** Null: `TZ` names no known zone. */
function namedBy(TZ: string | undefined): string | null {
	// POSIX: a file name may follow a colon.
	const asked = TZ?.replace(/^:/, '') ?? '/etc/localtime';
	const file = asked.startsWith('/') ? (linkTarget(asked) ?? asked) : asked;
	// `Etc/UTC` is `UTC`, but `Etc/GMT-5` has no shorter name.
	const name = (/zoneinfo\/(.+)$/.exec(file)?.[1] ?? file).replace(/^posix\//, '').replace(/^Etc\/(?=\w+$)/, '');
	if (!ianaName.test(name)) return null;
	if (statOrNull(zoneFiles)?.isDirectory()) return statOrNull(zoneFiles + name)?.isFile() ? name : null;
	// A minimal system has no zone files.
	try {
		return new Intl.DateTimeFormat('en', {timeZone: name}).resolvedOptions().timeZone;
	} catch {
		return null;
	}
}

/** A sentence about what is wrong with `TZ`, since days would begin at unexpected hours. Null: nothing. */
export function ownZoneProblem(env: Environment = process.env, now = Date.now()): string | null {
	const {TZ} = env;
	// Empty is UTC.
	if (!TZ || namedBy(TZ) !== null || TZ.startsWith(':/')) return null;
	// Such as EST5, which counts hours west of UTC.
	const fixed = /^:?(?:[A-Za-z]{3,}|<[\w+-]+>)([+-]?\d{1,2})(?::(\d\d))?$/.exec(TZ);
	const sign = fixed?.[1]?.startsWith('-') ? 1 : -1;
	const minutes = fixed && sign * (Math.abs(Number(fixed[1])) * 60 + Number(fixed[2] ?? 0));
	if (minutes === offsetOf(now)) return null;
	return `TZ=${TZ} is not a time zone known here: days are those of ${offsetName(offsetOf(now))}. Name one such as Europe/Berlin.`;
}
