/** What ccmon did to sessions and what came of it, newest first. */
import type {LogEntry} from '../../commands/command.ts';
import {formatTime} from '../../core/format.ts';
import {logLabel} from '../doing.ts';
import {fitTo} from '../text.ts';
import type {Look} from '../theme.ts';

/** The log as lines of at most `width` cells. */
export function logLines(log: readonly LogEntry[], now: number, width: number, look: Look): string[] {
	if (log.length === 0)
		return [look.paint('muted', 'Nothing yet: no key has reached a session, and no policy has run.')];
	return log.toReversed().map(entry => {
		const time = look.paint('muted', fitTo(formatTime(entry.at, now), 11));
		const failed = entry.outcome === 'failed' || entry.outcome === 'refused';
		const text = logLabel(entry, look.glyphs);
		return fitTo(time + (failed ? look.paint('bad', text) : text), width, 'left', look.glyphs.ellipsis);
	});
}
