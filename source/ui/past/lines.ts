/** Past conversations as lines: a row for each, as many columns as fit, and the detail of the selected one. */
import {clean} from '../../claude/clean.ts';
import {formatPercent, formatTime} from '../../core/format.ts';
import {nameOfConversation, type PastConversation, type PastState} from '../../core/past-conversation.ts';
import {isNarrow, type LineContext, labelled, roomOf} from '../detail/labelled.ts';
import {ageLabel, dollarsLabel, folderLabel} from '../figures.ts';
import {type Align, fitTo, joinSides, truncate, widthOf, wrapWords} from '../text.ts';

export interface PastContext extends LineContext {
	/** Ids of the running sessions. */
	running: ReadonlySet<string>;
}

interface PastColumn {
	title: string;
	align: Align;
	cells: number;
	/** The least screen width at which it is shown. */
	from: number;
	text(one: PastConversation, context: PastContext): string;
}

const costOf = ({costUsd, partial}: PastConversation, {options}: LineContext) =>
	dollarsLabel(options.look.glyphs, costUsd, {isLowerBound: partial});

/** Columns besides title and prompt, which share the rest of the width. */
const columns: readonly PastColumn[] = [
	{
		title: 'FOLDER',
		align: 'left',
		cells: 22,
		from: 78,
		text: ({cwd}, {options}) => shortened(folderLabel(cwd, options.home), 22, options.look.glyphs.ellipsis),
	},
	{title: 'BRANCH', align: 'left', cells: 18, from: 110, text: ({gitBranch}) => gitBranch ?? ''},
	{
		title: 'LAST',
		align: 'right',
		cells: 6,
		from: 0,
		text: ({sessionId, lastAt}, {running, now}) => (running.has(sessionId) ? 'runs' : ageLabel(lastAt, now)),
	},
	{title: 'COST', align: 'right', cells: 9, from: 50, text: costOf},
];

/** Keep the end of a path: it says more than the beginning. */
function shortened(path: string, cells: number, ellipsis: string): string {
	if (widthOf(path) <= cells) return path;
	const names = path.split('/');
	while (names.length > 1 && widthOf(`${ellipsis}/${names.join('/')}`) > cells) names.shift();
	return `${ellipsis}/${names.join('/')}`;
}

const gapOf = (width: number) => (width >= 100 ? 2 : 1);

function rowOf(first: string, cells: (column: PastColumn) => string, width: number): string {
	const gap = ' '.repeat(gapOf(width));
	const shown = columns.filter(({from}) => width >= from);
	const others = shown.map(column => gap + fitTo(cells(column), column.cells, column.align)).join('');
	return fitTo(first, Math.max(1, width - widthOf(others))) + others;
}

/** Lines of `pastHead`. */
export const headLines = 2;

/** The search and the number of results, then the titles. */
export function pastHead(state: PastState, selected: number, height: number, context: PastContext): string[] {
	const {width, options} = context;
	const {paint} = options.look;
	const {search, count, isCut, progress, missing, cut} = state;
	const position = count > height ? `${selected + 1} of ` : '';
	const found = `${position}${count.toLocaleString('en')}${isCut ? ' or more' : ''}`;
	const what = search === '' ? [] : [{text: paint('accent', `/ ${clean(search)}`), priority: 3}];
	const right = [
		...(progress === null
			? []
			: [{text: paint('muted', `reading transcripts ${formatPercent(progress)}`), priority: 1}]),
		...missing.map(name => ({text: paint('warn', `without ${clean(name)}`), priority: 0})),
		...cut.map(({name, latest}) => ({text: paint('muted', `the latest ${latest} of ${clean(name)}`), priority: 1})),
		{text: paint('muted', found), priority: 2},
	];
	const title = (text: string) => paint('muted', text);
	return [
		joinSides(what.length > 0 ? what : [{text: paint('muted', 'all of them: / searches'), priority: 0}], right, width),
		rowOf(title('  CONVERSATION'), column => title(column.title), width),
	];
}

/** Keeps the selected one in the middle if possible: the wanted row may be above or below. */
export const firstShown = (selected: number, height: number, count: number): number =>
	Math.max(0, Math.min(selected - Math.floor(height / 2), count - height));

/** Exactly `height` lines: those around the selected one if there are more. */
export function pastRows(state: PastState, selected: number, height: number, context: PastContext): string[] {
	const {width, options} = context;
	const {paint, glyphs} = options.look;
	const first = firstShown(selected, height, state.count);
	const lines = Array.from({length: height}, (_, line) => {
		const one = state.at(first + line);
		if (one === null) return '';
		const isSelected = first + line === selected;
		const quiet = (text: string) => (isSelected ? text : paint('muted', text));
		const title = paint(isSelected ? 'selected' : 'plain', nameOfConversation(one));
		const prompt = one.title === null || one.lastPrompt === null || one.lastPrompt === one.title ? '' : one.lastPrompt;
		const about = prompt === '' ? title : `${title} ${quiet(`${glyphs.dot} ${prompt}`)}`;
		const pointer = isSelected ? paint('accent', glyphs.pointer) : ' ';
		const row = rowOf(`${pointer} ${about}`, column => quiet(clean(column.text(one, context))), width);
		return isSelected ? paint('row', row) : row;
	});
	if (state.count === 0) lines[0] = paint('muted', nothingWords(state));
	return lines.map(line => truncate(line, width, glyphs.ellipsis));
}

function nothingWords({search, progress}: PastState): string {
	if (progress !== null) return '  Nothing yet: the transcripts are being read';
	return search === '' ? '  There are no past conversations' : '  No conversation has all of these words';
}

/** How many of all lines are for the selected one's detail; 0: no room. */
export const detailRows = (rows: number): number => (rows >= 16 ? 8 : 0);

const promptLines = 3;

export function pastDetail(one: PastConversation | null, height: number, context: PastContext): string[] {
	const {width, now, options, onPlan, running} = context;
	const {paint, glyphs, ascii} = options.look;
	if (one === null || height === 0) return [];
	const name = truncate(nameOfConversation(one), Math.max(1, width - 6), glyphs.ellipsis);
	const rule = (text: string) => paint('muted', text);
	const head = `${rule(glyphs.rule.repeat(2))} ${paint('strong', name)} `;
	const asked = wrapWords(one.lastPrompt ?? 'not kept', roomOf(context));
	const more = asked.length > promptLines ? glyphs.ellipsis : '';
	const prompt = asked.slice(0, promptLines).map((line, index) => (index === promptLines - 1 ? line + more : line));
	const age = ageLabel(one.lastAt, now);
	const ago = age === 'now' ? 'just now' : `${formatTime(one.lastAt, now)}, ${age} ago`;
	const cost = costOf(one, context) + (onPlan && one.costUsd !== null ? ' API-equivalent' : '');
	const where = [folderLabel(one.cwd, options.home), clean(one.gitBranch ?? '')].filter(Boolean);
	return [
		head + rule(glyphs.rule.repeat(Math.max(0, width - widthOf(head)))),
		...labelled('prompt', prompt, context),
		...labelled('where', [where.join(` ${ascii ? '-' : glyphs.dot} `)], context),
		...labelled('last', [running.has(one.sessionId) ? `${ago}: it is running` : ago], context),
		...labelled('cost', [cost], context),
		...(isNarrow(context) ? [one.sessionId] : labelled('id', [one.sessionId], context)),
	].slice(0, height);
}
