/** The two lines at the top: how many sessions do what, what today cost, and how near the plan's limits are. */

import type {RateLimitWindow} from '../core/events.ts';
import {formatPercent, formatTime, formatTokens, formatUsd} from '../core/format.ts';
import type {SessionState} from '../core/session.ts';
import type {MonitorState} from '../store.ts';
import {counted} from './figures.ts';
import {bar} from './gauge.ts';
import type {ScreenOptions} from './options.ts';
import {joinSides, type Piece} from './text.ts';
import type {Look, Tone} from './theme.ts';

const order: readonly SessionState[] = ['waiting', 'busy', 'shell', 'idle', 'unknown'];
const tones: Partial<Record<SessionState, Tone>> = {waiting: 'attention'};

function countPieces(state: MonitorState, look: Look): Piece[] {
	const counts = new Map<SessionState, number>();
	for (const session of state.sessions.values()) counts.set(session.state, (counts.get(session.state) ?? 0) + 1);
	const running = state.sessions.size - (counts.get('exited') ?? 0);
	const words = order
		.filter(word => counts.has(word))
		.map(word => look.paint(tones[word] ?? 'plain', `${counts.get(word)} ${word}`));
	const text = [counted(running, 'session'), ...words].join(` ${look.glyphs.dot} `);
	return [
		{text: look.paint('strong', 'ccmon'), priority: 4},
		{text: state.ready ? text : look.paint('muted', `reading${look.glyphs.ellipsis}`), priority: 9},
	];
}

/** Plan use: yellow from 70 %, red from 90 %, like the contexts. */
const limitTone = (percentage: number): Tone => (percentage >= 90 ? 'bad' : percentage >= 70 ? 'warn' : 'good');

function limitPiece(name: string, window: RateLimitWindow | null, now: number, width: number, look: Look): string {
	if (!window) return '';
	const share = window.usedPercentage / 100;
	const gauge = width >= 100 ? `${bar(look, {fill: share, width: 16, tone: limitTone(window.usedPercentage)})} ` : '';
	const reset = look.paint('muted', ` ${look.glyphs.arrow} ${formatTime(window.resetsAt, now)}`);
	return `${look.paint('muted', name)} ${gauge}${formatPercent(share)}${reset}`;
}

/** Both lines, each exactly `width` cells; the first alone says the most important where there is room for one. */
export function headerLines(
	state: MonitorState,
	width: number,
	options: ScreenOptions,
	frozen = false,
): [string, string] {
	const {look, day, recommended} = options;
	const {totals, limits, now} = state;
	const quiet = (text: string) => look.paint('muted', text);
	const atLeast = (usd: number | null) => (totals.partial && usd !== null ? look.glyphs.atLeast : '') + formatUsd(usd);
	const busyRate = recommended !== null && totals.tokensPerMinute > recommended[1];
	const range = recommended ? quiet(` of ${recommended.map(formatTokens).join('–')}`) : '';
	const first = joinSides(
		[
			...countPieces(state, look),
			{text: frozen ? look.paint('attention', `frozen ${formatTime(now, now)}, z goes on`) : '', priority: 10},
		],
		[
			{text: `${quiet('today')} ${atLeast(totals.todayUsd)}`, priority: 8},
			{
				text: day
					? quiet(
							`avg day ${formatUsd(day.averageUsd)} ${look.glyphs.dot} p90 ${formatUsd(day.p90Usd)}`.replaceAll(
								'.00',
								'',
							),
						)
					: '',
				priority: 3,
			},
			{text: `${formatUsd(totals.usdPerHour)}${quiet('/h')}`, priority: 6},
			{
				text: `${look.paint(busyRate ? 'attention' : 'plain', formatTokens(totals.tokensPerMinute))}${quiet(' tok/min')}`,
				priority: 5,
			},
		],
		width,
	);
	const second = joinSides(
		[
			{text: limitPiece('5h', limits?.fiveHour ?? null, now, width, look), priority: 9},
			{text: limitPiece('7d', limits?.sevenDay ?? null, now, width, look), priority: 7},
		],
		[
			{text: range === '' ? '' : `${quiet('recommended')}${range.replace(' of ', ' ')}`, priority: 1},
			{text: `${quiet('background today')} ${atLeast(totals.todayBackgroundUsd)}`, priority: 8},
			{text: `${quiet('while idle')} ${atLeast(totals.todayIdleUsd)}`, priority: 6},
		],
		width,
	);
	return [first, second];
}
