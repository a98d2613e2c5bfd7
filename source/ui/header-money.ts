/** The header's words for plan limits and budgets. */

import type {RateLimitWindow} from '../claude/statusline/rate-limits.ts';
import type {BudgetFigure} from '../core/budget.ts';
import {formatPercent, formatTime, formatUsd} from '../core/format.ts';
import {type LimitName, limitWindows} from '../core/limits-forecast.ts';
import type {AccountForecast} from '../core/plan-limits.ts';
import type {MonitorState} from '../store.ts';
import {folderLabel} from './figures.ts';
import {bar, limitTone} from './gauge.ts';
import {type Piece, truncate} from './text.ts';
import type {Look} from './theme.ts';
import {budgetBar, budgetLabel, budgetPercent, budgetSigns, budgetTones} from './usage/budgets.ts';

const gaugeCells = {limit: 16, budget: 14};

/** Use and reset of a limit, and when the present rate reaches it, if that is before the reset. */
function limitPiece(limit: LimitName, state: MonitorState, look: Look): Piece {
	const {limits, forecasts, now} = state;
	const window = limits?.[limit];
	if (!window) return {text: '', priority: 0};
	const name = look.paint('muted', limitWindows[limit].label);
	const priority = limit === 'fiveHour' ? 9 : 7;
	if (window.resetsAt <= now) {
		const reset = look.paint('muted', ` (reset ${formatTime(window.resetsAt, now)})`);
		return {text: `${name} ${look.glyphs.unknown}${reset}`, priority};
	}
	const reachedAt = forecasts.find(isOf(window))?.reachedAt ?? null;
	const share = window.usedPercentage / 100;
	const tone = limitTone(window.usedPercentage);
	const gauge = bar(look, {fill: share, width: gaugeCells.limit, tone, ends: true});
	const percent = reachedAt === null ? formatPercent(share) : look.paint('bad', `!${formatPercent(share)}`);
	const time = formatTime(window.resetsAt, now);
	const reset = look.paint('muted', `, resets ${time}`);
	const least: Piece = {text: `${name} ${percent}${look.paint('muted', ` ${look.glyphs.arrow} ${time}`)}`, priority};
	const plain: Piece = {text: `${name} ${percent}${reset}`, priority: 6.6, shorter: least};
	const isAhead = reachedAt !== null && window.usedPercentage < 100;
	const full = isAhead ? look.paint('bad', `, full at ${formatTime(reachedAt, now)}`) : '';
	const words: Piece = full === '' ? plain : {text: `${name} ${percent}${full}${reset}`, priority: 6.5, shorter: plain};
	return {text: `${name} ${gauge} ${percent}${full}${reset}`, priority: 4.2, shorter: words};
}

const isOf =
	(window: RateLimitWindow) =>
	({resetsAt, usedPercentage}: AccountForecast): boolean =>
		resetsAt === window.resetsAt && usedPercentage === window.usedPercentage;

/** Whose limits these are, where there are several accounts. */
function accountPiece({limits, forecasts}: MonitorState, look: Look, home: string | null): Piece {
	const shown = forecasts.find(isOf(limits?.fiveHour ?? limits?.sevenDay ?? {resetsAt: 0, usedPercentage: 0}));
	const isOne = forecasts.every(({account}) => account === shown?.account);
	const name = shown && !isOne ? look.paint('muted', folderLabel(shown.account, home)) : '';
	return {text: name, priority: 6.4};
}

export const limitPieces = (state: MonitorState, look: Look, home: string | null): Piece[] => [
	accountPiece(state, look, home),
	...(Object.keys(limitWindows) as LimitName[]).map(limit => limitPiece(limit, state, look)),
];

/** Documented and chosen figures are mostly whole dollars. */
const limitUsd = (usd: number) => formatUsd(usd).replace(/\.00$/, '');

function budgetPiece(figure: BudgetFigure, look: Look, home: string | null): Piece {
	const {kind, state} = figure;
	const label =
		kind === 'day' || kind === 'month' ? kind : truncate(budgetLabel(figure, home), 24, look.glyphs.ellipsis);
	const name = look.paint('muted', label);
	const percent = look.paint(budgetTones[state], budgetSigns[state] + budgetPercent(figure, look));
	const words = `${percent}${look.paint('muted', ` of ${limitUsd(figure.limitUsd)}`)}`;
	const least: Piece = {text: `${name} ${words}`, priority: state === 'below' ? 6.2 : 8.5};
	return {text: `${name} ${budgetBar(figure, gaugeCells.budget, look)} ${words}`, priority: 3.8, shorter: least};
}

/** The day's and the month's, and the fullest project's once it is marked; sessions are marked in their rows. */
export function budgetPieces({budgets}: MonitorState, look: Look, home: string | null): Piece[] {
	const ofKind = (wanted: BudgetFigure['kind']) => budgets.filter(({kind}) => kind === wanted);
	const project = ofKind('project')
		.filter(({state}) => state !== 'below')
		.slice(0, 1);
	return [...ofKind('day'), ...ofKind('month'), ...project].map(figure => budgetPiece(figure, look, home));
}

/** What today cost, marked by its budget. On a plan dollars are not a bill but what the API would have charged. */
export function todayPiece(state: MonitorState, text: string, look: Look): Piece {
	const today = state.budgets.find(({kind}) => kind === 'day');
	const marked = today ? look.paint(budgetTones[today.state], budgetSigns[today.state] + text) : text;
	const words = `${look.paint('muted', 'today')} ${marked}`;
	if (state.hosts.length > 0) {
		const whose = state.hosts.every(({sharesDays}) => sharesDays) ? ', all machines' : ", by each machine's own day";
		const plan = state.limits === null ? '' : look.paint('muted', ' API');
		const short: Piece = {text: words + plan, priority: 8};
		return {text: look.paint('muted', `today${whose} `) + marked + plan, priority: 4.4, shorter: short};
	}
	if (state.limits === null) return {text: words, priority: 8};
	const short: Piece = {text: words + look.paint('muted', ' API'), priority: 8};
	return {text: words + look.paint('muted', ' API-equivalent'), priority: 2.5, shorter: short};
}
