/** Figures for the screen: with their basis, and with ages that change no more often than needed. */

import {type CostFigures, isLowerBound} from '../accounting/figures.ts';
import {clean} from '../claude/clean.ts';
import {formatDuration, formatUsd, shortFolder} from '../core/format.ts';
import type {Session} from '../core/session.ts';
import type {Glyphs} from './theme.ts';

const minute = 60_000;
const tenSeconds = 10_000;

/**
 * The clock for ages above a minute: it advances once a minute for all rows together, so that a list of idle
 * sessions is drawn once a minute and not at twenty different moments.
 */
const coarse = (now: number) => now - (now % minute);

/** How long ago: `now`, tens of seconds up to a minute, then as `formatDuration` does. */
export function ageLabel(at: number | null, now: number): string {
	if (at === null) return '–';
	if (now - at < tenSeconds) return 'now';
	if (now - at < minute) return `${Math.floor((now - at) / tenSeconds) * 10}s`;
	return formatDuration(Math.max(minute, coarse(now) - at)).replace(' ', '');
}

/** How long something has lasted: like its age, but `<10s` instead of `now`. */
export function lastedLabel(since: number, now: number): string {
	const age = ageLabel(since, now);
	return age === 'now' ? '<10s' : age;
}

/** Time left: minutes on the coarse clock, tens of seconds in the last minute, null when it is over. */
export function timeLeftLabel(until: number, now: number): string | null {
	if (until <= now) return null;
	if (until - now <= minute) return `${Math.ceil((until - now) / tenSeconds) * 10}s`;
	const left = Math.floor((until - coarse(now)) / minute);
	return left < 60 ? `${left}m` : formatDuration(left * minute).replace(' ', '');
}

export type PartOfCost = 'totalUsd' | 'mainUsd' | 'subagentUsd' | 'compactionUsd' | 'backgroundUsd' | 'idleUsd';

/** Dollars: `≥$0.41` where something is missing from them, `$?` where nothing of it has a price, `–` unknown. */
export const dollarsLabel = (
	glyphs: Glyphs,
	usd: number | null,
	{isLowerBound, unpriced = false}: {isLowerBound: boolean; unpriced?: boolean},
): string => (isLowerBound && usd !== null ? glyphs.atLeast : '') + formatUsd(usd, {unpriced});

/** Dollars of a conversation with how they are known: `≥$0.41` a lower bound, `$?` no price, `–` unknown. */
export function costLabel(glyphs: Glyphs, cost: CostFigures, part: PartOfCost = 'totalUsd'): string {
	const usd = cost[part];
	if (usd === null) return cost.unpricedModels.length > 0 && !isUnseen(cost, part) ? '$?' : glyphs.unknown;
	if (part === 'totalUsd') return dollarsLabel(glyphs, usd, {isLowerBound: isLowerBound(cost)});
	// Hidden requests are background; parts that transcripts hold completely are not lower bounds.
	return dollarsLabel(glyphs, usd, {isLowerBound: cost.partial && part !== 'mainUsd' && part !== 'subagentUsd'});
}

/** Whether nobody could see what this part used, so that it is not the price that is missing. */
const isUnseen = ({basis, partial}: CostFigures, part: PartOfCost): boolean =>
	part === 'idleUsd' || (part === 'backgroundUsd' && partial) || (part === 'compactionUsd' && basis !== 'telemetry');

/** A folder as people write it: `~` for the home folder. */
export function folderLabel(path: string | null, home: string | null): string {
	if (path === null) return '–';
	return shortFolder(clean(path), home);
}

/** What a session waits for, in a word: Claude Code's is `permission prompt`. */
export const waitingLabel = (waitingFor: string | null): string =>
	clean(waitingFor ?? '').replace(/ prompt$/, '') || 'waiting';

const stateWords = {
	error: 'error',
	idle: 'idle',
	busy: 'busy',
	waiting: 'waiting',
	shell: 'shell',
	unknown: 'unknown',
	exited: 'ended',
};
const shortWords = {
	error: 'err',
	idle: 'idle',
	busy: 'busy',
	waiting: 'wait',
	shell: 'sh',
	unknown: '?',
	exited: 'end',
};

/** When the session's machine was last connected; null: it is, or the session had ended before. */
const lostAt = ({host, state}: Session): number | null => (state === 'exited' ? null : (host?.lostAt ?? null));

/** Its machine is unreachable, so what it is doing is unknown. */
export const isLost = (session: Session): boolean => lostAt(session) !== null;

/** `lost 2m`, or `lost` if room is short; null: its machine is connected. */
export function lostLabel(session: Session, now: number, short: boolean): string | null {
	const at = lostAt(session);
	if (at === null) return null;
	const age = ageLabel(at, now);
	return short || age === 'now' ? 'lost' : `lost ${age}`;
}

/** `last seen 2m ago` */
export function lostWords(session: Session, now: number): string | null {
	const at = lostAt(session);
	if (at === null) return null;
	const age = ageLabel(at, now);
	return age === 'now' ? 'last seen just now' : `last seen ${age} ago`;
}

/** A session's state as a word, of at most four letters if room is short. */
export function stateLabel(session: Session, short = false): string {
	if (short) return shortWords[session.state];
	if (session.state !== 'waiting') return stateWords[session.state];
	const kind = session.waiting?.kind ?? 'other';
	return kind === 'other' ? waitingLabel(session.waitingFor) : kind;
}
