/** What the session waits for and does, what went wrong, and its git state: first in the detail. */
import {clean} from '../../claude/clean.ts';
import {counted} from '../../core/format.ts';
import type {Session} from '../../core/session.ts';
import {errorWords, nowSummary, waitingSummary} from '../../core/waiting-words.ts';
import {lastedLabel} from '../figures.ts';
import {truncate, widthOf, wrapWords} from '../text.ts';
import {changeTone, isNarrow, type LineContext, labelled, labelledFlow, roomOf} from './labelled.ts';

/** A change or a plan may be long; the session itself shows all of it. */
const mostDetailLines = 12;

export function waitingLines(session: Session, context: LineContext): string[] {
	const {waiting, state} = session;
	if (state !== 'waiting' || waiting === null) return [];
	const {look} = context.options;
	const room = roomOf(context);
	const {call, kind} = waiting;
	const age = waiting.since === null ? '' : ` for ${lastedLabel(waiting.since, context.now)}`;
	const words = {permission: 'permission', question: 'an answer', plan: 'approval of its plan', other: ''}[kind];
	const what = words || clean(session.waitingFor ?? '') || 'an answer';
	const keys = session.control === null || answerKeys[kind] === '' ? '' : ` ${look.glyphs.dot} ${answerKeys[kind]}`;
	const isBeside = widthOf(what + age + keys) <= room;
	const head = [
		look.paint('attention', what) + look.paint('muted', isBeside ? age + keys : age),
		...(isBeside ? [] : [look.paint('muted', keys.slice(` ${look.glyphs.dot} `.length))]),
	];
	if (call === null) return labelled(label(context), head, context);
	const summary = waitingSummary(session) ?? '';
	const isQuestion = kind === 'question';
	const lines = call.detail.length > 1 ? call.detail.flatMap(line => detailRows(line, isQuestion, room, context)) : [];
	const shown = lines.slice(0, mostDetailLines);
	const more = lines.length - shown.length;
	return labelled(
		label(context),
		[
			...head,
			...summaryRows(summary, kind, lines.length > 0, room, context),
			...shown.map(line => look.paint(changeTone(line), line)),
			...(more > 0 ? [look.paint('muted', `${look.glyphs.ellipsis} ${counted(more, 'more line')}`)] : []),
		],
		context,
	);
}

/** Choices are wrapped; of changes and plans, the beginnings of lines are enough. */
function detailRows(line: string, isQuestion: boolean, room: number, {options}: LineContext): string[] {
	if (!isQuestion) return [truncate(line, room, options.look.glyphs.ellipsis)];
	const indent = /^\d+\. /.exec(line)?.[0].length ?? 0;
	return wrapWords(line, room - indent).map((row, index) => (index === 0 ? row : ' '.repeat(indent) + row));
}

/** One line is enough for what is shown line by line below, and none for a plan. */
function summaryRows(
	summary: string,
	kind: keyof typeof answerKeys,
	hasLines: boolean,
	room: number,
	{options}: LineContext,
): string[] {
	if (!hasLines || kind === 'question') return wrapWords(summary, room);
	return kind === 'plan' ? [] : [truncate(summary, room, options.look.glyphs.ellipsis)];
}

/** The keys that answer it. */
const answerKeys = {
	permission: 'y allows, N denies',
	question: 'a digit chooses',
	plan: 'y approves, N denies',
	other: '',
} as const;

const label = (context: LineContext) => (isNarrow(context) ? 'waits' : 'waits for');

export function nowLines(session: Session, context: LineContext): string[] {
	const {now, turn, state} = session;
	if (state !== 'busy' && state !== 'waiting') return [];
	const {look} = context.options;
	const quiet = (text: string) => look.paint('muted', text);
	const lasted = (since: number) => lastedLabel(since, context.now);
	const {retry, todos, queuedPrompts, startedAt} = turn;
	const summary = nowSummary(session);
	const texts = [
		summary === null ? '' : truncate(summary, Math.max(20, roomOf(context) - 40), look.glyphs.ellipsis),
		now?.tool && now.since !== null ? quiet(lasted(now.since)) : '',
		startedAt === null ? '' : `${quiet('turn')} ${lasted(startedAt)}`,
		todos === null ? '' : `${todos.done} of ${counted(todos.all, 'todo')}`,
		queuedPrompts === 0 ? '' : counted(queuedPrompts, 'queued prompt'),
		retry === null ? '' : look.paint('warn', retryWords(retry)),
	];
	return labelledFlow('now', texts, context);
}

function retryWords({attempt, of, status}: NonNullable<Session['turn']['retry']>): string {
	return `retry ${attempt}${of === null ? '' : ` of ${of}`}${status === null ? '' : ` (${status})`}`;
}

export function errorLines({lastError}: Session, context: LineContext): string[] {
	if (lastError === null) return [];
	const {look} = context.options;
	const age = lastedLabel(lastError.at, context.now);
	const head = look.paint('bad', errorWords(lastError)) + look.paint('muted', age === 'now' ? ' now' : ` ${age} ago`);
	return labelled('error', [head, ...wrapWords(lastError.message, roomOf(context)).slice(0, 3)], context);
}

/** Without the branch, which is in the title. */
export function gitLines({git}: Session, context: LineContext): string[] {
	const {look} = context.options;
	const {worktree, linesAdded, linesRemoved, pullRequest} = git;
	const hasLines = (linesAdded ?? 0) + (linesRemoved ?? 0) > 0;
	if (worktree === null && !hasLines && pullRequest === null) return [];
	const texts = [
		git.branch === null ? '' : clean(git.branch),
		worktree === null ? '' : `worktree ${worktree}`,
		hasLines ? `${look.paint('good', `+${linesAdded ?? 0}`)} ${look.paint('bad', `−${linesRemoved ?? 0}`)} lines` : '',
		pullRequest === null
			? ''
			: `#${pullRequest.number}${pullRequest.state ? ` ${pullRequest.state.replaceAll('_', ' ')}` : ''}`,
		isNarrow(context) || !pullRequest?.url ? '' : look.paint('muted', pullRequest.url),
	];
	return labelledFlow('git', texts, context);
}
