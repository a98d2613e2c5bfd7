/**
 * Reads what AskUserQuestion shows: a question, one of several behind tabs, or the review of all answers, from which they are
 * submitted. The facts are in README.md.
 */

import {inOneLine} from './comparable.ts';
import type {Dialog, DialogAnswer, QuestionTab, UnknownDialog} from './dialog.ts';

export const unknownDialog = (reason: string): UnknownDialog => ({kind: 'unknown', reason});
export const unfamiliarDialog = unknownDialog('its dialog is of a kind that ccmon does not know: answer it there');
export const dialogWrittenIn = unknownDialog('somebody is writing an answer in its dialog');

type Option = Omit<DialogAnswer, 'kind'>;

const keys = /^Enter to select · (?:↑\/↓|Tab\/Arrow keys) to navigate · Esc to cancel$/;

/** `region`: the rows between the rule above and the answers; `below`: those from the answers on. */
export function readQuestion(
	region: readonly string[],
	options: readonly Option[],
	below: readonly string[],
	isRule: (row: string | undefined) => boolean,
): Dialog | UnknownDialog {
	const [header = '', ...rest] = region;
	const title = /^ ☐ (.+)$/.exec(header)?.[1];
	const tabs = title === undefined ? readTabs(header) : undefined;
	if (title === undefined && !tabs) return unfamiliarDialog;
	const rows = rest.filter(row => row !== '');
	if (tabs && rows[0] === 'Review your answers') return readReview(tabs, rows.slice(1), options, below);
	if (options.some(({rows: [label = '']}) => /^\[.\]/.test(label))) {
		return unknownDialog('it lets several answers be chosen at once: choose them there');
	}
	const [rule, chat = '', ...footer] = below;
	const decline = new RegExp(`^  ${options.length + 1}\\. Chat about this$`).test(chat);
	if (!isRule(rule) || !decline) return unfamiliarDialog;
	if (!keys.test(inOneLine(footer))) return dialogWrittenIn;
	const written = options.at(-1)!;
	if (written.rows.join(' ') !== 'Type something.') return unfamiliarDialog;
	return {
		kind: 'question',
		title: title ?? tabs!.map(tab => tab.header).join(', '),
		head: withoutBar(rows),
		body: [],
		answers: [
			...options.slice(0, -1).map(({number, rows}) => ({number, rows, kind: 'choice' as const})),
			{number: written.number, rows: written.rows, kind: 'other'},
			{number: options.length + 1, rows: ['Chat about this'], kind: 'deny'},
		],
		...(tabs && {tabs}),
	};
}

/** `←  ☒ Color  ☐ Size  ✔ Submit  →` */
function readTabs(row: string): QuestionTab[] | undefined {
	const texts = row.split(/ {2,}/);
	if (texts.length < 4 || texts[0] !== '←' || texts.at(-1) !== '→' || texts.at(-2) !== '✔ Submit') return undefined;
	const tabs = texts.slice(1, -2).map(text => /^([☐☒]) (.+)$/.exec(text));
	if (tabs.includes(null)) return undefined;
	return tabs.map(found => ({header: found![2]!, isDone: found![1] === '☒'}));
}

function readReview(
	tabs: readonly QuestionTab[],
	rows: readonly string[],
	options: readonly Option[],
	below: readonly string[],
): Dialog | UnknownDialog {
	const labels = options.map(option => option.rows.join(' ')).join();
	if (labels !== 'Submit answers,Cancel' || below.some(row => row !== '')) return unfamiliarDialog;
	if (tabs.some(({isDone}) => !isDone) || rows[0]?.startsWith('⚠')) {
		return unknownDialog('some of its questions have no answer yet: answer them there');
	}
	return {
		kind: 'review',
		title: 'Review your answers',
		head: rows,
		body: [],
		answers: options.map(({number, rows: label}, index) => ({
			number,
			rows: label,
			kind: index === 0 ? 'once' : 'deny',
		})),
		tabs,
	};
}

/** Text of several lines follows a bar. */
export function withoutBar(rows: readonly string[]): string[] {
	return rows.every(row => /^\s*│/.test(row)) ? rows.map(row => row.replace(/^\s*│ ?/, '')) : [...rows];
}
