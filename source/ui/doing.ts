/** What ccmon is doing, or has just done, to a session: for its row and for the footer. */

import {clean} from '../claude/clean.ts';
import type {LogEntry} from '../core/action-log.ts';
import type {Glyphs} from './theme.ts';

const shortly = 5000;
const footerTime = 10_000;
/** Nothing is pending longer than this: an entry without an end should not stay on a row. */
const longest = 120_000;

function sign(entry: LogEntry, glyphs: Glyphs): string {
	if (entry.outcome === 'done' || entry.outcome === 'started') return glyphs.done;
	if (entry.outcome === 'refused' || entry.outcome === 'failed') return glyphs.failed;
	return glyphs.sending;
}

/** For the row: `↻ compact` while it lasts, its outcome's sign for a moment afterwards; null: nothing. */
export function doingLabel(log: readonly LogEntry[], key: string, now: number, glyphs: Glyphs): string | null {
	const entry = log.findLast(({sessionKey}) => sessionKey === key);
	if (!entry) return null;
	const open = entry.outcome === 'sending' || entry.outcome === 'queued';
	if (now - entry.at > (open ? longest : shortly)) return null;
	return `${sign(entry, glyphs)} ${entry.action}`;
}

/** For the footer: the newest entry while it is recent. */
export function newsLabel(log: readonly LogEntry[], now: number, glyphs: Glyphs): string | null {
	const entry = log.at(-1);
	if (!entry || now - entry.at > footerTime) return null;
	return logLabel(entry, glyphs);
}

/** `✓ docs: compacted 186k → 14k`. */
export const logLabel = (entry: LogEntry, glyphs: Glyphs): string =>
	`${sign(entry, glyphs)} ${clean(entry.sessionName)}: ${clean(entry.text)}`;
