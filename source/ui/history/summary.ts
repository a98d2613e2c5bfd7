/** The history's text and figures, above its charts. */

import {formatTokens, formatUsd} from '../../core/format.ts';
import {spanDays} from '../../core/history/choice.ts';
import type {HistoryView} from '../../core/history/layout.ts';
import {dollarsLabel} from '../figures.ts';
import {joinPieces, truncate} from '../text.ts';
import type {Look} from '../theme.ts';
import type {Tone} from '../tones.ts';

const words = {below: 'below', within: 'within', above: 'above'} as const;
/** Yellow letters cannot be read on a light ground. */
const verdictTone = {below: 'plain', within: 'plain', above: 'strong'} as const;
/** Documented figures are whole dollars. */
const whole = (usd: number) => `$${usd}`;

/** Lines of at most `width` cells. `onPlan`: dollars are a comparison, not a bill. */
export function summaryLines(view: HistoryView, width: number, look: Look, onPlan: boolean): string[] {
	return [totalLine(view, width, look, onPlan), dayLine(view, width, look), monthLine(view, width, look)];
}

const quiet = (look: Look, text: string) => look.paint('muted', text);

function totalLine({total, span, activeDays}: HistoryView, width: number, look: Look, onPlan: boolean): string {
	const dollars = dollarsLabel(look.glyphs, total.usd, {isLowerBound: total.partial, unpriced: true});
	return joinPieces(
		[
			{
				text: `${look.paint('strong', dollars)} ${quiet(look, span === 'today' ? 'today' : `in ${spanDays[span]} days`)}`,
				priority: 9,
			},
			{text: onPlan ? quiet(look, 'API-equivalent') : '', priority: 8},
			{text: `${formatUsd(total.backgroundUsd)} ${quiet(look, 'background')}`, priority: 7},
			{text: `${activeDays} ${quiet(look, activeDays === 1 ? 'active day' : 'active days')}`, priority: 5},
		],
		width,
		quiet(look, ` ${look.glyphs.dot} `),
	);
}

/** For an opened row. */
export function openedLine({total}: HistoryView, width: number, look: Look): string {
	const dollars = dollarsLabel(look.glyphs, total.usd, {isLowerBound: total.partial, unpriced: true});
	return joinPieces(
		[
			{text: look.paint('strong', dollars), priority: 9},
			{text: `${formatUsd(total.backgroundUsd)} ${quiet(look, 'background')}`, priority: 7},
			{
				text: `${formatTokens(total.requests)} ${quiet(look, total.requests === 1 ? 'request' : 'requests')}`,
				priority: 8,
			},
		],
		width,
		quiet(look, ` ${look.glyphs.dot} `),
	);
}

function dayLine({averageDayUsd, p90DayUsd, reference, total}: HistoryView, width: number, look: Look): string {
	if (averageDayUsd === null || p90DayUsd === null) {
		return quiet(look, total.usd === null ? 'No price is known for what was used.' : 'Nothing was spent in this time.');
	}
	const compared = (usd: number, documented: number): string => {
		const tone: Tone = usd > documented ? 'strong' : 'plain';
		return look.paint(tone, formatUsd(usd)) + quiet(look, ` (documented ${whole(documented)})`);
	};
	return joinPieces(
		[
			{text: `${quiet(look, 'average day')} ${compared(averageDayUsd, reference.averageDayUsd)}`, priority: 9},
			{text: `${quiet(look, '90 % of days below')} ${compared(p90DayUsd, reference.p90DayUsd)}`, priority: 7},
		],
		width,
		quiet(look, ` ${look.glyphs.dot} `),
	);
}

function monthLine({month}: HistoryView, width: number, look: Look): string {
	const {soFarUsd, projectedUsd, range, verdict} = month;
	const soFar = `${quiet(look, 'this month so far')} ${formatUsd(soFarUsd)}`;
	if (projectedUsd === null || verdict === null) return truncate(soFar, width, look.glyphs.ellipsis);
	const end = `${quiet(look, `${look.glyphs.arrow} by its end`)} ${look.paint(verdictTone[verdict], formatUsd(projectedUsd))}`;
	const documented = quiet(look, `${words[verdict]} the documented ${whole(range[0])}–${range[1]}`);
	return joinPieces(
		[
			{text: soFar, priority: 9},
			{text: end, priority: 8},
			{text: documented, priority: 4},
		],
		width,
		' ',
	);
}
