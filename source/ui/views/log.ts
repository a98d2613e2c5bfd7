/** What ccmon did to sessions and the outcomes, newest first, then everything that could not be read. */

import {clean} from '../../claude/clean.ts';
import type {Problem} from '../../claude/events.ts';
import type {LogEntry} from '../../core/action-log.ts';
import {formatTime} from '../../core/format.ts';
import {logLabel} from '../doing.ts';
import {folderLabel} from '../figures.ts';
import {fitTo, wrapWords} from '../text.ts';
import type {Look} from '../theme.ts';

/** The log as lines of at most `width` cells. */
export function logLines(log: readonly LogEntry[], now: number, width: number, look: Look): string[] {
	if (log.length === 0)
		return [look.paint('muted', 'Nothing yet: no key has reached a session, and no policy has run.')];
	const times = log.map(({at}) => formatTime(at, now));
	const timeCells = width < 60 ? Math.max(...times.map(time => time.length)) + 1 : 11;
	const oldestFirst = log.map((entry, entryIndex) => {
		const failed = entry.outcome === 'failed' || entry.outcome === 'refused';
		// Wrapped, since what to do is at the end of a refusal. The sign stays apart.
		const lines = wrapWords(logLabel(entry, look.glyphs), Math.max(10, width - timeCells - 2));
		return lines.map((line, index) => {
			const time = look.paint('muted', fitTo(index === 0 ? times[entryIndex]! : '', timeCells));
			const text = index === 0 ? line : `  ${line}`;
			return fitTo(time + (failed ? look.paint('bad', text) : text), width, 'left', look.glyphs.ellipsis).trimEnd();
		});
	});
	return oldestFirst.toReversed().flat();
}

/** The problems as lines of at most `width` cells, each with its path, count and what to do. */
export function problemLines(problems: readonly Problem[], width: number, home: string | null, look: Look): string[] {
	if (problems.length === 0) return [];
	const lines = problems.toReversed().flatMap(({path, message, count}) => {
		const times = count > 1 ? ` ${count}${look.glyphs.times}` : '';
		return wrapWords(`${folderLabel(path, home)}${times}: ${clean(message)}`, width - 2).map(
			(line, index) => `${index === 0 ? look.paint('bad', '!') : ' '} ${line}`,
		);
	});
	return ['', look.paint('accent', 'Could not be read'), ...lines];
}
