/** The detail of a session as lines of words and figures, the most wanted first. */
import {clean} from '../../core/clean.ts';
import {formatBytes, formatTokens, formatUsd} from '../../core/format.ts';
import {describeCause} from '../../core/purpose.ts';
import type {Basis, Session} from '../../core/session.ts';
import {ageLabel, costLabel, counted, folderLabel, timeLeftLabel} from '../figures.ts';
import {sparkline} from '../gauge.ts';
import type {ScreenOptions} from '../options.ts';
import {fitTo, joinPieces, joinSides, type Piece, widthOf} from '../text.ts';

export interface LineContext {
	width: number;
	now: number;
	options: ScreenOptions;
}

const labelCells = (width: number) => (width < 60 ? 8 : 13);

/** Room for the text beside a label. */
const roomOf = ({width}: LineContext) => Math.max(1, width - labelCells(width));

function labelled(label: string, text: string, context: LineContext): string {
	const {look} = context.options;
	const head = `${fitTo(width60(context) ? ` ${label}` : label, labelCells(context.width) - 1, 'left', '')} `;
	return fitTo(look.paint('muted', head) + text, context.width, 'left', look.glyphs.ellipsis);
}

const width60 = ({width}: LineContext) => width >= 60;

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

function promptLine(session: Session, context: LineContext): string | null {
	const {lastPrompt} = session;
	if (lastPrompt === null) return null;
	const {look} = context.options;
	const age = ageLabel(lastPrompt.at, context.now);
	const text = lastPrompt.text === null ? look.paint('muted', 'not shown') : clean(lastPrompt.text);
	const end = look.paint('muted', age === 'now' ? age : `${age} ago`);
	return labelled(
		'prompt',
		`${fitTo(text, roomOf(context) - widthOf(end) - 2, 'left', look.glyphs.ellipsis)}  ${end}`,
		context,
	);
}

function contextLine(session: Session, context: LineContext): string {
	const {tokens, windowTokens, thresholdTokens, autoCompact} = session.context;
	const {look} = context.options;
	if (tokens === null) return labelled('context', look.paint('muted', 'no request yet'), context);
	const left = thresholdTokens === null ? null : Math.max(0, thresholdTokens - tokens);
	const limit =
		thresholdTokens !== null
			? `, compacts at ${formatTokens(thresholdTokens)} (${formatTokens(left)} left)`
			: autoCompact
				? ''
				: ', never compacts by itself';
	const text = `${formatTokens(tokens)} of ${formatTokens(windowTokens)}${limit}`;
	const spare = Math.min(48, roomOf(context) - widthOf(text) - 2);
	const history = spare >= 8 ? sparkline(look, session.contextHistory, spare, thresholdTokens) : '';
	return labelled(
		'context',
		joinSides([{text, priority: 2}], [{text: look.paint('accent', history), priority: 1}], roomOf(context)),
		context,
	);
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
	const part = (name: string, usd: Parameters<typeof costLabel>[2]) =>
		`${look.paint('muted', name)} ${costLabel(look.glyphs, cost, usd)}`;
	const parts = [
		part('main', 'mainUsd'),
		part('subagents', 'subagentUsd'),
		part('compaction', 'compactionUsd'),
		part('background', 'backgroundUsd'),
	].join(' + ');
	const total = costLabel(look.glyphs, cost);
	const room = roomOf(context);
	const basis = {text: look.paint('muted', basisWords(cost.basis, cost.partial)), priority: 1};
	const lines = [labelled('cost', joinSides([{text: `${total} = ${parts}`, priority: 2}], [basis], room), context)];
	if (cost.unpricedModels.length > 0) {
		const names = cost.unpricedModels.map(clean).join(', ');
		lines.push(labelled('', look.paint('bad', `no price known for ${names}: not in these dollars`), context));
	}
	return lines;
}

function backgroundLine(session: Session, context: LineContext): string {
	const {look} = context.options;
	const quiet = (text: string) => look.paint('muted', text);
	const causes = session.background.map(({cause, requests, costUsd, idleRequests}, index) => {
		const times = requests === null ? '' : ` ${requests}${look.glyphs.times}`;
		const idle = idleRequests > 0 ? quiet(`, ${idleRequests} while idle`) : '';
		return {text: `${clean(describeCause(cause).label)}${times} ${formatUsd(costUsd)}${idle}`, priority: -index};
	});
	const known =
		session.cost.basis === 'telemetry'
			? 'none'
			: session.cost.basis === 'reported'
				? 'no cause known'
				: 'not known: run ccmon setup';
	const text = causes.length > 0 ? joinPieces(causes, roomOf(context), quiet(` ${look.glyphs.dot} `)) : quiet(known);
	return labelled('background', text, context);
}

function nextLine(session: Session, context: LineContext): string {
	const {warmUsd, coldUsd} = session.next;
	const {look} = context.options;
	if (warmUsd === null && coldUsd === null) return labelled('next', look.paint('muted', 'not known yet'), context);
	const [warm, cold] = [formatUsd(warmUsd), formatUsd(coldUsd)];
	const left = session.cache ? timeLeftLabel(session.cache.expiresAt, context.now) : null;
	if (session.cache === null) return labelled('next', `${warm} with a warm cache, ${cold} with a cold one`, context);
	const text =
		left === null
			? `${cold} now that the cache is cold, ${warm} were it warm`
			: `${warm} while the cache is warm (${left} left), ${cold} once it is cold`;
	return labelled('next', text, context);
}

function driversLine(session: Session, context: LineContext): string {
	const {drivers, compactions} = session;
	const {look} = context.options;
	const pieces: Piece[] = [
		{text: counted(drivers.mainRequests, 'request'), priority: 9},
		{text: `${formatBytes(drivers.toolResultBytes)} of tool results`, priority: 8},
		{text: `${counted(drivers.filesTouched, 'file')} touched`, priority: 7},
		{text: counted(compactions.length, 'compaction'), priority: 5},
		{
			text:
				drivers.cacheMisses === 0
					? 'no cache miss'
					: `${counted(drivers.cacheMisses, 'cache miss', 'cache misses')} ${formatUsd(drivers.cacheMissUsd)}`,
			priority: 6,
		},
	];
	return labelled(
		'driven by',
		joinPieces(pieces, roomOf(context), look.paint('muted', ` ${look.glyphs.dot} `)),
		context,
	);
}

/** All lines under the title; as many as there is something to say. */
export function detailLines(session: Session, context: LineContext): string[] {
	const {look} = context.options;
	const lines = [
		contextLine(session, context),
		...costLines(session, context),
		backgroundLine(session, context),
		nextLine(session, context),
		driversLine(session, context),
	];
	const prompt = promptLine(session, context);
	if (prompt !== null) lines.push(prompt);
	if (session.state !== 'exited' && session.control === null && session.controlHint !== null) {
		lines.push(labelled('reach', look.paint('muted', clean(session.controlHint)), context));
	}
	return lines;
}
