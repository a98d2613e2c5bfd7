/** The two lines at the top: how many sessions do what, what today cost, and how near the plan's limits are. */

import {isLowerBound} from '../accounting/figures.ts';
import {counted, formatTime, formatTokens} from '../core/format.ts';
import {countMachines} from '../core/hosts/host.ts';
import type {SessionState} from '../core/session.ts';
import type {MonitorState} from '../store.ts';
import {dollarsLabel, isLost} from './figures.ts';
import {hostPiece} from './header-hosts.ts';
import {budgetPieces, limitPieces, todayPiece} from './header-money.ts';
import type {ScreenOptions} from './options.ts';
import {joinSides, type Piece} from './text.ts';
import type {Look} from './theme.ts';
import type {Tone} from './tones.ts';

const order = ['waiting', 'error', 'busy', 'shell', 'idle', 'unknown', 'lost'] as const;
const tones: Partial<Record<SessionState | 'lost', Tone>> = {waiting: 'attention', error: 'bad'};

/** How many sessions there are and what they do; the least important states give way first. */
function fleetPiece(state: MonitorState, look: Look): Piece {
	if (!state.ready) return {text: look.paint('muted', `reading${look.glyphs.ellipsis}`), priority: 9};
	const counts = new Map<SessionState | 'lost', number>();
	for (const session of state.sessions.values()) {
		const word = isLost(session) ? 'lost' : session.state;
		counts.set(word, (counts.get(word) ?? 0) + 1);
	}
	const running = state.sessions.size - (counts.get('exited') ?? 0);
	const words = order
		.filter(word => counts.has(word))
		.map(word => look.paint(tones[word] ?? 'plain', `${counts.get(word)} ${word}`));
	const machines =
		state.hosts.length === 0 ? '' : look.paint('muted', ` on ${counted(countMachines(state), 'machine')}`);
	const count: Piece = {text: counted(running, 'session'), priority: 9};
	let piece: Piece = {text: count.text + machines, priority: 7.8, shorter: count};
	for (const [index, word] of words.entries()) {
		piece = {text: `${piece.text} ${look.glyphs.dot} ${word}`, priority: Math.max(4.5, 7.5 - index), shorter: piece};
	}
	return piece;
}

/** Documented figures are whole dollars. */
function dayPiece(averageUsd: ScreenOptions['averageDayUsd'], look: Look): Piece {
	if (averageUsd === null) return {text: '', priority: 0};
	const words = (name: string) => look.paint('muted', `${name} $${averageUsd}/day`);
	return {text: words('docs avg'), priority: 3};
}

function ratePiece(tokensPerMinute: number, recommended: ScreenOptions['recommended'], look: Look): Piece {
	const above = recommended !== null && tokensPerMinute > recommended.tokensPerMinute[1];
	const figure = look.paint(above ? 'attention' : 'plain', formatTokens(tokensPerMinute));
	const rate: Piece = {text: figure + look.paint('muted', ' tok/min'), priority: 5};
	if (recommended === null) return rate;
	const range = look.paint('muted', ` of ${recommended.tokensPerMinute.map(formatTokens).join('–')}`);
	return {text: rate.text + range, priority: 2, shorter: rate};
}

/** Spells out the rows' badge, with the key that stops it. */
function policyPiece({policy}: MonitorState, look: Look): Piece {
	if (policy === null) return {text: '', priority: 0};
	if (policy.stopped) {
		const word: Piece = {text: look.paint('attention', 'policy stopped'), priority: 7.5};
		return {text: look.paint('attention', 'auto-compact stopped, A resumes'), priority: 6.5, shorter: word};
	}
	const sign = look.paint('accent', look.glyphs.policy);
	const short: Piece = {text: `${sign} ${look.paint('muted', 'auto-compact')}`, priority: 5};
	return {text: short.text + look.paint('muted', ', A stops'), priority: 4, shorter: short};
}

/** Both lines, each exactly `width` cells; the first has the most important figures, for when there is room for only one. */
export function headerLines(
	state: MonitorState,
	width: number,
	options: ScreenOptions,
	frozen = false,
): [string, string] {
	const {look, averageDayUsd, recommended} = options;
	const {totals, now} = state;
	const quiet = (text: string) => look.paint('muted', text);
	const hasUnpriced = totals.unpricedModels.length > 0;
	const hidden = (usd: number | null) => dollarsLabel(look.glyphs, usd, {isLowerBound: totals.partial});
	const today = dollarsLabel(look.glyphs, totals.todayUsd, {
		isLowerBound: isLowerBound(totals),
		unpriced: state.ready,
	});
	const perHour = dollarsLabel(look.glyphs, totals.usdPerHour, {isLowerBound: hasUnpriced, unpriced: hasUnpriced});
	const first = joinSides(
		[
			{text: look.paint('strong', 'ccmon'), priority: 4},
			fleetPiece(state, look),
			hostPiece(state, look),
			{text: frozen ? look.paint('attention', `frozen ${formatTime(now, now)}, z resumes`) : '', priority: 10},
		],
		[
			todayPiece(state, today, look),
			dayPiece(averageDayUsd, look),
			{text: `${perHour}${quiet('/h')}`, priority: 6},
			ratePiece(totals.tokensPerMinute, recommended, look),
		],
		width,
	);
	const second = joinSides(
		[...limitPieces(state, look, options.home), ...budgetPieces(state, look, options.home), policyPiece(state, look)],
		[
			{text: `${quiet('background today')} ${hidden(totals.todayBackgroundUsd)}`, priority: 8},
			{text: `${quiet('while idle')} ${hidden(totals.todayIdleUsd)}`, priority: 6},
		],
		width,
	);
	return [first, second];
}
