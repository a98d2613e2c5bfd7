/** Budgets as gauges and marks, the same in every place. */

import {clean} from '../../claude/clean.ts';
import {type BudgetFigure, type BudgetState, nearShare} from '../../core/budget.ts';
import {formatPercent, formatUsd} from '../../core/format.ts';
import {dollarsLabel, folderLabel} from '../figures.ts';
import {bar} from '../gauge.ts';
import {fitTo, truncate, widthOf} from '../text.ts';
import type {Look} from '../theme.ts';
import type {Tone} from '../tones.ts';

const gaugeTones: Readonly<Record<BudgetState, Tone>> = {below: 'good', near: 'warn', exceeded: 'bad'};
/** For figures: yellow letters are unreadable on a light background. */
export const budgetTones: Readonly<Record<BudgetState, Tone>> = {below: 'plain', near: 'strong', exceeded: 'bad'};
/** Marks beside a figure, from 80 % and from 100 % on: colour is not the only sign. */
export const budgetSigns: Readonly<Record<BudgetState, string>> = {below: '', near: '!', exceeded: '!!'};

/** The name of what it limits. */
export function budgetLabel({kind, name}: BudgetFigure, home: string | null): string {
	if (kind === 'day') return 'today';
	if (kind === 'month') return 'this month';
	return kind === 'project' ? `${folderLabel(name, home)} this month` : clean(name);
}

/** `83% ! $25.10 of $30.00` */
export function budgetWords(figure: BudgetFigure, look: Look): string {
	const {state, limitUsd} = figure;
	const sign = budgetSigns[state];
	const percent = look.paint(budgetTones[state], budgetPercent(figure, look) + (sign && ` ${sign}`));
	return `${percent} ${spentLabel(figure, look)}${look.paint('muted', ' of ')}${formatUsd(limitUsd)}`;
}

const spentLabel = ({spentUsd, hasUnpriced}: BudgetFigure, {glyphs}: Look): string =>
	dollarsLabel(glyphs, spentUsd, {isLowerBound: hasUnpriced, unpriced: hasUnpriced});

/** `83%`, `≥83%` where some of what was spent has no price, `–` where nothing of it has one. */
export function budgetPercent({share, spentUsd, hasUnpriced}: BudgetFigure, {glyphs}: Look): string {
	if (spentUsd === null) return glyphs.unknown;
	return (hasUnpriced ? glyphs.atLeast : '') + formatPercent(share);
}

export const budgetBar = ({share, state}: BudgetFigure, width: number, look: Look): string =>
	bar(look, {fill: share, mark: nearShare, width, tone: gaugeTones[state], ends: true});

/** One line each, of at most `width` cells, with aligned figures. `word` comes before each name. */
export function budgetLines(
	figures: readonly BudgetFigure[],
	width: number,
	look: Look,
	home: string | null,
	word = '',
): string[] {
	const {ellipsis} = look.glyphs;
	return figures.map(figure => {
		const {state, limitUsd} = figure;
		const percent = fitTo(budgetPercent(figure, look), 5, 'right') + fitTo(` ${budgetSigns[state]}`, 4);
		// A narrow pane leaves the dollars to the detail: the gauge's name must be legible.
		const dollars = width < 60 ? '' : fitTo(`${spentLabel(figure, look)} of ${formatUsd(limitUsd)}`, 20);
		const head = budgetBar(figure, width < 70 ? 12 : 22, look) + look.paint(budgetTones[state], percent) + dollars;
		return head + look.paint('muted', truncate(word + budgetLabel(figure, home), width - widthOf(head), ellipsis));
	});
}
