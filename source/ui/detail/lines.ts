/** The detail of a session as lines of words and figures, the most wanted first. */
import {clean} from '../../core/clean.ts';
import {formatBytes, formatTokens, formatUsd} from '../../core/format.ts';
import {describeCause} from '../../core/purpose.ts';
import type {Basis, Session} from '../../core/session.ts';
import {ageLabel, costLabel, counted, folderLabel, type PartOfCost, timeLeftLabel} from '../figures.ts';
import {sparkline} from '../gauge.ts';
import type {ScreenOptions} from '../options.ts';
import {fitTo, flowTexts, joinPieces, joinSides, type Piece, widthOf, wrapWords} from '../text.ts';

/** A history that never came near the threshold is drawn up to this many times its size, to show its shape. */
const historyZoom = 4;

/** Of a headless session's latest output. */
const outputLines = 6;

export interface LineContext {
	width: number;
	now: number;
	options: ScreenOptions;
}

const isNarrow = ({width}: LineContext) => width < 60;

const labelCells = (context: LineContext) => (isNarrow(context) ? 8 : 13);

/** Room for the text beside a label. */
const roomOf = (context: LineContext) => Math.max(1, context.width - labelCells(context));

/** A label and the lines that belong to it; the label stands beside the first. */
function labelled(label: string, texts: readonly string[], context: LineContext): string[] {
	const {look} = context.options;
	const cells = labelCells(context);
	return texts.map((text, index) => {
		const head = fitTo(index > 0 ? '' : isNarrow(context) ? label : ` ${label}`, cells - 1, 'left', '');
		return fitTo(`${look.paint('muted', head)} ${text}`, context.width, 'left', look.glyphs.ellipsis).trimEnd();
	});
}

/** Name, folder, branch and how it is reached, on a rule that ends the list. */
export function titleRule(session: Session, {width, options: {look, home}}: LineContext): string {
	const {glyphs, paint} = look;
	const quiet = (text: string) => paint('muted', text);
	const kinds = {interactive: '', bg: 'background session', headless: 'headless'};
	const pieces: Piece[] = [
		{text: paint('strong', clean(session.name)), priority: 9},
		{text: folderLabel(session.cwd, home), priority: 7},
		{text: clean(session.gitBranch ?? ''), priority: 6},
		{text: kinds[session.kind], priority: 8},
		{text: quiet(clean(session.control ?? '').replace(':', ' ')), priority: 5},
		{text: session.provider === 'anthropic' ? '' : session.provider, priority: 4},
		{text: session.pid === null ? '' : quiet(`pid ${session.pid}`), priority: 2},
		{text: session.version ? quiet(`v${clean(session.version)}`) : '', priority: 1},
	];
	const text = joinPieces(pieces, Math.max(1, width - 6), quiet(` ${glyphs.dot} `));
	const head = `${quiet(glyphs.rule.repeat(2))} ${text} `;
	return head + quiet(glyphs.rule.repeat(Math.max(0, width - widthOf(head))));
}

function promptLine(session: Session, context: LineContext): string[] {
	const {lastPrompt} = session;
	if (lastPrompt === null) return [];
	const {look} = context.options;
	const age = ageLabel(lastPrompt.at, context.now);
	const text = lastPrompt.text === null ? look.paint('muted', 'not shown') : clean(lastPrompt.text);
	const end = look.paint('muted', age === 'now' ? age : `${age} ago`);
	return labelled(
		'prompt',
		[`${fitTo(text, roomOf(context) - widthOf(end) - 2, 'left', look.glyphs.ellipsis)}  ${end}`],
		context,
	);
}

function contextLine(session: Session, context: LineContext): string[] {
	const {tokens, windowTokens, thresholdTokens, autoCompact} = session.context;
	const {look} = context.options;
	const room = roomOf(context);
	if (tokens === null) return labelled('context', [look.paint('muted', 'no request yet')], context);
	const parts = [`${formatTokens(tokens)} of ${formatTokens(windowTokens)}`];
	if (thresholdTokens !== null) {
		const left = Math.max(0, thresholdTokens - tokens);
		parts.push(`compacts at ${formatTokens(thresholdTokens)}`, look.paint('muted', `${formatTokens(left)} left`));
	} else if (!autoCompact) parts.push('never compacts by itself');
	const lines = flowTexts(parts, room, look.paint('muted', ', '));
	const spare = Math.min(48, room - widthOf(lines[0]!) - 2);
	const history =
		spare >= 8 ? sparkline(look, session.contextHistory, spare, (thresholdTokens ?? 0) / historyZoom) : '';
	lines[0] = joinSides([{text: lines[0]!, priority: 2}], [{text: look.paint('accent', history), priority: 1}], room);
	return labelled('context', lines, context);
}

/** How the dollars are known, in words. */
export function basisWords(basis: Basis, partial: boolean): string {
	if (basis === 'telemetry') return partial ? 'measured, but for hidden requests' : 'exact';
	if (basis === 'reported') return partial ? "Claude Code's total, not all of it" : "Claude Code's own total";
	return 'estimated, hidden requests not known';
}

function costLines(session: Session, context: LineContext): string[] {
	const {look} = context.options;
	const {cost} = session;
	const narrow = isNarrow(context);
	const part = (name: string, short: string, usd: PartOfCost) =>
		`${look.paint('muted', narrow ? short : name)} ${costLabel(look.glyphs, cost, usd)}`;
	const parts = [
		part('main', 'main', 'mainUsd'),
		// A zero that could not be otherwise is not worth the room.
		cost.subagentUsd === 0 && session.subagents.length === 0 ? '' : part('subagents', 'sub', 'subagentUsd'),
		cost.compactionUsd === 0 && session.compactions.length === 0 ? '' : part('compaction', 'comp', 'compactionUsd'),
		part('background', 'bkgd', 'backgroundUsd'),
	].filter(text => text !== '');
	const room = roomOf(context);
	const sum = parts.map((text, index) => (index === 0 ? `${costLabel(look.glyphs, cost)} = ${text}` : `+ ${text}`));
	const lines = flowTexts(sum, room, ' ');
	const basis = look.paint('muted', basisWords(cost.basis, cost.partial));
	const last = lines.length - 1;
	if (widthOf(lines[last]!) + widthOf(basis) + 2 <= room) {
		lines[last] = joinSides([{text: lines[last]!, priority: 2}], [{text: basis, priority: 1}], room);
	} else lines.push(basis);
	if (cost.unpricedModels.length > 0) {
		const names = cost.unpricedModels.map(clean).join(', ');
		lines.push(look.paint('bad', `$? no price known for ${names}: not in these dollars`));
	}
	return labelled('cost', lines, context);
}

const backgroundUnknown = {
	telemetry: 'none',
	reported: 'by cause not known: run ccmon setup',
	estimated: 'not known: run ccmon setup',
} as const;

function backgroundLines(session: Session, context: LineContext): string[] {
	const {look, backgroundNormUsd} = context.options;
	const quiet = (text: string) => look.paint('muted', text);
	const causes = session.background.flatMap(({cause, requests, costUsd, idleRequests}) => {
		const times = requests === null ? '' : ` ${requests}${look.glyphs.times}`;
		const text = `${clean(describeCause(cause).label)}${times} ${formatUsd(costUsd)}`;
		if (idleRequests === 0) return [text];
		const idle = `${idleRequests} while idle`;
		return isNarrow(context) ? [text, quiet(idle)] : [text + quiet(`, ${idle}`)];
	});
	const {backgroundUsd, basis} = session.cost;
	if (backgroundUsd !== null && backgroundUsd > backgroundNormUsd) {
		causes.push(look.paint('attention', `! above ${formatUsd(backgroundNormUsd)} a session`));
	}
	const texts = causes.length > 0 ? causes : [quiet(backgroundUnknown[basis])];
	const lines = flowTexts(texts, roomOf(context), quiet(` ${look.glyphs.dot} `));
	return labelled(isNarrow(context) ? 'bkgd' : 'background', lines, context);
}

function nextLines(session: Session, context: LineContext): string[] {
	const {warmUsd, coldUsd} = session.next;
	const {look} = context.options;
	if (warmUsd === null && coldUsd === null) return labelled('next', [look.paint('muted', 'not known yet')], context);
	const [warm, cold] = [formatUsd(warmUsd), formatUsd(coldUsd)];
	const left = session.cache ? timeLeftLabel(session.cache.expiresAt, context.now) : null;
	const texts =
		session.cache === null
			? [`${warm} with a warm cache,`, `${cold} with a cold one`]
			: left === null
				? [`${cold} now that the cache is cold,`, `${warm} were it warm`]
				: [`${warm} while the cache is warm (${left} left),`, `${cold} once it is cold`];
	const room = roomOf(context);
	const lines = flowTexts(texts, room, ' ').flatMap(line => wrapWords(line, room));
	return labelled('next', lines, context);
}

function driverLines(session: Session, context: LineContext): string[] {
	const {drivers, compactions} = session;
	const {look} = context.options;
	const texts = [
		counted(drivers.mainRequests, 'request'),
		drivers.toolResultBytes > 0 ? `${formatBytes(drivers.toolResultBytes)} of tool results` : '',
		drivers.filesTouched > 0 ? `${counted(drivers.filesTouched, 'file')} touched` : '',
		compactions.length > 0 ? counted(compactions.length, 'compaction') : '',
		drivers.cacheMisses > 0
			? `${counted(drivers.cacheMisses, 'cache miss', 'cache misses')} ${formatUsd(drivers.cacheMissUsd)}`
			: '',
	];
	const lines = flowTexts(texts, roomOf(context), look.paint('muted', ` ${look.glyphs.dot} `));
	return labelled(isNarrow(context) ? 'drivers' : 'driven by', lines, context);
}

/** All lines under the title; as many as there is something to say. */
export function detailLines(session: Session, context: LineContext): string[] {
	const {look} = context.options;
	const lines = [
		...contextLine(session, context),
		...costLines(session, context),
		...backgroundLines(session, context),
		...nextLines(session, context),
		...driverLines(session, context),
		...promptLine(session, context),
	];
	if (session.state !== 'exited' && session.control === null && session.controlHint !== null) {
		const hint = wrapWords(clean(session.controlHint), roomOf(context)).map(line => look.paint('muted', line));
		lines.push(...labelled('reach', hint, context));
	}
	for (const text of session.output.slice(-outputLines)) {
		lines.push(...labelled(text === session.output.at(-outputLines) ? 'output' : '', [clean(text)], context));
	}
	return lines;
}
