/** Days in another machine's time zone. */

const formats = new Map<string | undefined, Intl.DateTimeFormat | null>();

/** More zones than anybody has machines in are a mistake. */
const mostZones = 100;

/** The day of a time (ms) as a text that differs from day to day. A zone unknown here is treated as UTC. */
export function dayIn(timezone: string, at: number): string {
	return timeIn(timezone, at).slice(0, 10);
}

/** Whether the time of day there is the same as here. */
export const isOwnTime = (timezone: string, at: number): boolean => timeIn(timezone, at) === timeIn(undefined, at);

/** `2026-11-27, 16:40`; undefined: here. */
function timeIn(timezone: string | undefined, at: number): string {
	return formatOf(timezone)?.format(at) ?? new Date(at).toISOString().slice(0, 16).replace('T', ', ');
}

function formatOf(timezone: string | undefined): Intl.DateTimeFormat | null {
	const known = formats.get(timezone);
	if (known !== undefined) return known;
	let format: Intl.DateTimeFormat | null = null;
	try {
		// A zone without a name is called UTC+05:30.
		const timeZone = timezone?.replace(/^UTC(?=[+-])/, '');
		format = new Intl.DateTimeFormat('en-CA', {timeZone, dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23'});
	} catch {
		// The other machine is not trusted.
	}
	if (formats.size >= mostZones) formats.clear();
	formats.set(timezone, format);
	return format;
}
