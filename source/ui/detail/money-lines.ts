/** What the session has cost, including background, and what its next message will cost. */

import type {Basis} from '../../accounting/figures.ts';
import {clean} from '../../claude/clean.ts';
import {describeCause} from '../../claude/telemetry/purpose.ts';
import {formatUsd} from '../../core/format.ts';
import {priceNotes, unpricedNote} from '../../core/price-notes.ts';
import type {Session} from '../../core/session.ts';
import {costLabel, type PartOfCost, timeLeftLabel} from '../figures.ts';
import {flowTexts, joinSides, truncate, widthOf, wrapWords} from '../text.ts';
import {budgetBar, budgetLabel, budgetWords} from '../usage/budgets.ts';
import {isNarrow, type LineContext, labelled, labelledFlow, roomOf} from './labelled.ts';

/** How the dollars are known, in words. */
export function basisWords(basis: Basis, partial: boolean): string {
	if (basis === 'telemetry') return partial ? 'measured, except hidden requests' : 'exact';
	if (basis === 'reported') return partial ? "Claude Code's total, not all of it" : "Claude Code's own total";
	return 'estimated, hidden requests not known';
}

export function costLines(session: Session, context: LineContext): string[] {
	const {look} = context.options;
	const {cost} = session;
	if (session.requests === 0 && cost.totalUsd === null)
		return labelled('cost', [look.paint('muted', 'nothing spent yet')], context);
	const narrow = isNarrow(context);
	const part = (name: string, short: string, usd: PartOfCost) =>
		`${look.paint('muted', narrow ? short : name)} ${costLabel(look.glyphs, cost, usd)}`;
	const parts = [
		part('main', 'main', 'mainUsd'),
		// An obvious zero is not worth the room.
		cost.subagentUsd === 0 && session.subagents.length === 0 ? '' : part('subagents', 'sub', 'subagentUsd'),
		cost.compactionUsd === 0 && session.compactions.length === 0 ? '' : part('compaction', 'comp', 'compactionUsd'),
		part('background', 'hidden', 'backgroundUsd'),
	].filter(text => text !== '');
	const room = roomOf(context);
	const sum = parts.map((text, index) => (index === 0 ? `${costLabel(look.glyphs, cost)} = ${text}` : `+ ${text}`));
	const lines = flowTexts(sum, room, ' ');
	const notes = [basisWords(cost.basis, cost.partial), ...priceNotes(session).map(clean)];
	const words = [...notes, ...(context.onPlan ? ['API-equivalent'] : [])].join(', ');
	const basis = look.paint('muted', words);
	const last = lines.length - 1;
	if (widthOf(lines[last]!) + widthOf(basis) + 2 <= room) {
		lines[last] = joinSides([{text: lines[last]!, priority: 2}], [{text: basis, priority: 1}], room);
	} else lines.push(...wrapWords(words, room).map(line => look.paint('muted', line)));
	if (cost.unpricedModels.length > 0) {
		lines.push(look.paint('bad', `$? ${unpricedNote(cost.unpricedModels)}`));
	}
	return labelled('cost', lines, context);
}

/** Of the session, then of its project. */
export function budgetLines(context: LineContext): string[] {
	const {budgets = [], options, width} = context;
	const {look, home} = options;
	const texts = budgets.map(figure => {
		const gauge = width >= 80 ? `${budgetBar(figure, 16, look)} ` : '';
		const whose = figure.kind === 'session' ? '' : look.paint('muted', ` ${budgetLabel(figure, home)}`);
		return gauge + budgetWords(figure, look) + whose;
	});
	return labelledFlow('budget', texts, context);
}

const backgroundUnknown = {telemetry: 'none', reported: 'by cause not known', estimated: 'not known'} as const;

/** Setup may have been run already, or has to be run on another machine: the doctor there knows what is missing. */
function withoutCauses({cost: {basis}, state, host}: Session): string {
	if (basis === 'telemetry' || state === 'exited') return backgroundUnknown[basis];
	return `${backgroundUnknown[basis]}: ccmon doctor${host ? ` on ${clean(host.name)}` : ''} says why`;
}

export function backgroundLines(session: Session, context: LineContext): string[] {
	const {look, backgroundNormUsd} = context.options;
	const quiet = (text: string) => look.paint('muted', text);
	const causes = session.background.flatMap(({cause, requests, costUsd, idleRequests}) => {
		const times = requests === null ? '' : ` ${requests}${look.glyphs.times}`;
		const figure = `${times} ${formatUsd(costUsd, {unpriced: true})}`;
		const room = Math.max(1, roomOf(context) - widthOf(figure));
		const text = truncate(clean(describeCause(cause).label), room, look.glyphs.ellipsis) + figure;
		if (idleRequests === 0) return [text];
		const idle = `${idleRequests} while idle`;
		return isNarrow(context) ? [text, quiet(idle)] : [text + quiet(`, ${idle}`)];
	});
	const {backgroundUsd} = session.cost;
	if (backgroundUsd !== null && backgroundUsd > backgroundNormUsd) {
		causes.push(look.paint('attention', `! above ${formatUsd(backgroundNormUsd)} a session`));
	}
	const texts = causes.length > 0 ? causes : [quiet(withoutCauses(session))];
	return labelledFlow(isNarrow(context) ? 'hidden' : 'background', texts, context);
}

export function nextLines(session: Session, context: LineContext): string[] {
	// An ended session has no next message.
	if (session.state === 'exited') return [];
	const {warmUsd, coldUsd} = session.next;
	const {look} = context.options;
	if (warmUsd === null && coldUsd === null) return labelled('next', [look.paint('muted', 'not known yet')], context);
	const [warm, cold] = [formatUsd(warmUsd), formatUsd(coldUsd)];
	const left = session.cache ? timeLeftLabel(session.cache.expiresAt, context.now) : null;
	const texts =
		session.cache === null
			? [`message ${warm} if cached,`, `${cold} if not`]
			: left === null
				? [`message ${cold}`, `(${warm} if cached)`]
				: [`message ${warm} while cached (${left} left),`, `${cold} after that`];
	const room = roomOf(context);
	const lines = flowTexts(texts, room, ' ').flatMap(line => wrapWords(line, room));
	return labelled('next', lines, context);
}
