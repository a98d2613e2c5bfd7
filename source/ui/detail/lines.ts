/** The detail of a session as lines of text and figures, the most important first. */
import {clean} from '../../claude/clean.ts';
import {explainCost, sessionDriverFigures} from '../../core/drivers-advice.ts';
import {counted, formatBytes, formatPercent, formatTime, formatTokens, formatUsd} from '../../core/format.ts';
import type {ContextFigures, Session} from '../../core/session.ts';
import {ageLabel} from '../figures.ts';
import {sparkline} from '../gauge.ts';
import {fitTo, flowTexts, joinSides, widthOf, wrapWords} from '../text.ts';
import {recommendationWords, recommendedTokens} from '../usage/rates.ts';
import {hostLines} from './host-lines.ts';
import {isNarrow, type LineContext, labelled, labelledFlow, roomOf} from './labelled.ts';
import {backgroundLines, budgetLines, costLines, nextLines} from './money-lines.ts';
import {errorLines, gitLines, nowLines, waitingLines} from './now-lines.ts';

/** A history far below the threshold is scaled up by at most this factor, to show its shape. */
const historyZoom = 4;

/** Lines of a headless session's latest output. */
const outputLines = 6;

function contextLine(session: Session, context: LineContext): string[] {
	const {tokens, windowTokens, thresholdTokens, autoCompact, idleCompactionAt} = session.context;
	const {look} = context.options;
	const room = roomOf(context);
	if (tokens === null) {
		const before = session.drivers.mainRequests > 0 ? 'not known: its requests count no tokens' : 'no request yet';
		const words = session.compactions.length > 0 ? 'compacted, not known until the next request' : before;
		return labelled('context', [look.paint('muted', words)], context);
	}
	const parts = [`${formatTokens(tokens)} of ${formatTokens(windowTokens)}`];
	if (thresholdTokens !== null) {
		const left = Math.max(0, thresholdTokens - tokens);
		parts.push(thresholdWords(session.context), look.paint('muted', `${formatTokens(left)} left`));
		const {policyPercent = null} = context;
		if (policyPercent !== null) {
			const policyTokens = formatTokens((thresholdTokens * policyPercent) / 100);
			const sign = look.paint('accent', look.glyphs.policy);
			parts.push(`${sign} by policy at ${policyTokens}`, look.paint('muted', 'when idle with a warm cache'));
		}
	} else if (!autoCompact) parts.push('never compacts by itself');
	if (session.state === 'idle' && idleCompactionAt !== null && idleCompactionAt > context.now)
		parts.push(`Claude Code compacts it at ${formatTime(idleCompactionAt, context.now)} if it stays idle`);
	const lines = flowTexts(parts, room, look.paint('muted', ', '));
	const spare = Math.min(48, room - widthOf(lines[0]!) - 2 - 'so far '.length);
	const history =
		spare >= 8 ? sparkline(look, session.contextHistory, spare, (thresholdTokens ?? 0) / historyZoom) : '';
	lines[0] = joinSides(
		[{text: lines[0]!, priority: 2}],
		[{text: history === '' ? '' : `${look.paint('muted', 'so far')} ${look.paint('accent', history)}`, priority: 1}],
		room,
	);
	return labelled('context', lines, context);
}

/** Where Claude Code compacts by itself, and how that is known. */
function thresholdWords({thresholdTokens, thresholdBasis, seenCompactions}: ContextFigures): string {
	const tokens = formatTokens(thresholdTokens);
	if (thresholdBasis === 'seen') return `usually compacts near ${tokens} (seen ${seenCompactions}×)`;
	return thresholdBasis === 'expected' ? `compaction expected near ${tokens}` : `compacts at ${tokens}`;
}

function driverLines(session: Session, context: LineContext): string[] {
	const {drivers, compactions} = session;
	const texts = [
		counted(drivers.mainRequests, 'main request'),
		drivers.toolResultBytes > 0 ? `${formatBytes(drivers.toolResultBytes)} of tool results` : '',
		drivers.filesTouched > 0 ? `${counted(drivers.filesTouched, 'file')} touched` : '',
		compactions.length > 0 ? counted(compactions.length, 'compaction') : '',
		drivers.cacheMisses > 0
			? `${counted(drivers.cacheMisses, 'cache miss', 'cache misses')} ${formatUsd(drivers.cacheMissUsd)}`
			: '',
	];
	return labelledFlow(isNarrow(context) ? 'work' : 'activity', texts, context);
}

/** Tokens and requests of the last minute and of the busiest one, as rate limits count them. */
function rateLines(session: Session, context: LineContext): string[] {
	const {peak, tokensPerMinute, requestsPerMinute} = session;
	if (peak.requestsPerMinute === 0) return [];
	const {look, recommended} = context.options;
	const quiet = (text: string) => look.paint('muted', text);
	const above = recommended !== null && tokensPerMinute > recommended.tokensPerMinute[1];
	const texts = [
		look.paint(above ? 'attention' : 'plain', `${formatTokens(tokensPerMinute)} tok/min`) +
			quiet(`, ${counted(requestsPerMinute, 'request')}`),
		`${quiet('peak')} ${formatTokens(peak.tokensPerMinute)}${quiet(`, ${counted(peak.requestsPerMinute, 'request')}`)}`,
		recommended
			? quiet(
					isNarrow(context)
						? `of ${recommendedTokens(recommended)}`
						: `recommended ${recommendationWords(recommended)}`,
				)
			: '',
	];
	return labelledFlow('rate', texts, context);
}

/** The parts of the cost by share, and the one thing that would lower it most, if that is clear. */
function shareLines(session: Session, context: LineContext): string[] {
	const figures = sessionDriverFigures(session);
	if (!figures) return [];
	const {look} = context.options;
	const {lines, suggestion} = explainCost(figures);
	const texts = lines.filter(({share}) => share >= 0.005).map(({label, share}) => `${formatPercent(share)} ${label}`);
	if (texts.length < 2) return [];
	const advice = suggestion === null ? [] : wrapWords(suggestion, roomOf(context));
	return [
		...labelledFlow('shares', texts, context),
		...labelled(
			'advice',
			advice.map(line => look.paint('accent', line)),
			context,
		),
	];
}

/** Claude Code's last answer to a command, until the next prompt. */
function noticeLine(session: Session, context: LineContext): string[] {
	const {lastNotice, lastPrompt} = session;
	if (lastNotice === null || (lastPrompt !== null && lastPrompt.at > lastNotice.at)) return [];
	return labelled('answer', [clean(lastNotice.text)], context);
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

/** All lines below the title. */
export function detailLines(session: Session, context: LineContext): string[] {
	const {look} = context.options;
	const isAway = session.host !== null && session.host.lostAt !== null;
	const lines = [
		...(isAway ? hostLines(session, context) : []),
		...waitingLines(session, context),
		...errorLines(session, context),
		...nowLines(session, context),
		...contextLine(session, context),
		...costLines(session, context),
		...budgetLines(context),
		...backgroundLines(session, context),
		...nextLines(session, context),
		...driverLines(session, context),
		...shareLines(session, context),
		...promptLine(session, context),
		...noticeLine(session, context),
		...gitLines(session, context),
		...(isAway ? [] : hostLines(session, context)),
		...rateLines(session, context),
	];
	if (session.state !== 'exited' && !isAway && session.control === null && session.controlHint !== null) {
		const hint = wrapWords(clean(session.controlHint), roomOf(context)).map(line => look.paint('muted', line));
		lines.push(...labelled('reach', hint, context));
	}
	for (const text of session.output.slice(-outputLines)) {
		lines.push(...labelled(text === session.output.at(-outputLines) ? 'output' : '', [clean(text)], context));
	}
	return lines;
}
