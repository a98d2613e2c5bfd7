/**
 * Reads a dialog of Claude Code off its screen: what it asks about, and the numbered answers that it offers. Whatever does
 * not look exactly like one that was seen is unknown, and nothing is pressed in it. The facts are in README.md.
 */

import {inOneLine} from './comparable.ts';
import type {AnswerKind, Dialog, DialogAnswer, UnknownDialog} from './dialog.ts';
import {dialogWrittenIn, readQuestion, unfamiliarDialog, unknownDialog, withoutBar} from './question-dialog.ts';
import {rowText, type Screen} from './screen.ts';

interface Options {
	/** The row of its first answer. */
	first: number;
	/** The first row after its last answer. */
	end: number;
	answers: {number: number; rows: string[]; isFocused: boolean}[];
}

export function readDialog(screen: Screen): Dialog | UnknownDialog {
	const rows = screen.rows.map(row => rowText(row).trimEnd());
	// Attached, a last row has the session's name.
	const isName = (row: string) => row.length === screen.columns && /^─+ .+ ─+$/.test(row);
	while (rows.length > 0 && (rows.at(-1) === '' || isName(rows.at(-1)!))) rows.pop();
	const isRule = (row: string | undefined) => row?.length === screen.columns && /^─+$/.test(row);
	const isDotted = (row: string | undefined) => row?.length === screen.columns && /^╌+$/.test(row);

	const options = readOptions(rows);
	if (options === null) return unfamiliarDialog;
	const footer = rows.slice(options.end).filter(row => row !== '');
	if (footer.some(row => /^\s*↑ \d+ more lines?$/.test(row))) {
		return unknownDialog('its dialog does not fit in its pane: make that larger');
	}
	const top = rows.findLastIndex((row, index) => index < options.first && isRule(row));
	if (top < 0) return unknownDialog('the beginning of its dialog is not on its screen: make its pane larger');
	const region = rows.slice(top + 1, options.first);
	if (isRule(rows[options.end]) || /^[←\s]*[☐☒]/.test(region[0] ?? '')) {
		return readQuestion(region, options.answers, rows.slice(options.end), isRule);
	}
	const [title = ''] = region;
	const answers = options.answers.map(({number, rows}) => ({number, rows, kind: answerKind(rows.join(' '))}));
	if (title === ' Exit plan mode?') {
		if (footer.length > 0) return unfamiliarDialog;
		return {kind: 'plan', title: title.trim(), head: region.slice(1), body: [], answers};
	}
	if (inOneLine(region) === planQuestion) {
		const above = rows.slice(rows.findLastIndex((row, index) => index < top && isRule(row)) + 1, top);
		return readWrittenPlan(
			above.filter(row => row !== ''),
			answers,
			inOneLine(footer),
			isDotted,
		);
	}
	const from = region.findIndex(isDotted);
	const to = region.findLastIndex(isDotted);
	if (from < 1 || from === to) return unfamiliarDialog;
	const hasFooter = footer.length > 0;
	const keys = inOneLine(footer);
	if (hasFooter && !/(?:^|· )Esc to cancel · Tab to amend(?: ·|$)/.test(keys)) {
		return /(?:^|· )Esc to cancel/.test(keys) ? dialogWrittenIn : unfamiliarDialog;
	}
	if (!/^ Do you want to .*\?$/.test(lastSentence(region.slice(to + 1)))) return unfamiliarDialog;
	return {
		kind: 'permission',
		title: title.trim(),
		head: region.slice(1, from),
		body: withoutBar(region.slice(from + 1, to)),
		answers,
	};
}

const planQuestion = 'Claude has written up a plan and is ready to execute. Would you like to proceed?';

/** A plan that is shown in its dialog. With one of the answers each edit is still asked about; the others allow more. */
function readWrittenPlan(
	above: readonly string[],
	answers: readonly DialogAnswer[],
	footer: string,
	isDotted: (row: string | undefined) => boolean,
): Dialog | UnknownDialog {
	const [title = '', ...rest] = above;
	const from = rest.findIndex(isDotted);
	const to = rest.findLastIndex(isDotted);
	const known = title === ' Ready to code?' && from >= 0 && from < to && /^ctrl\+g to edit in .+\.md$/.test(footer);
	if (!known) return unfamiliarDialog;
	if (answers.at(-1)?.rows.join(' ') !== 'Tell Claude what to change shift+tab to approve with this feedback') {
		return dialogWrittenIn;
	}
	const ofPlan = ({number, rows, kind}: DialogAnswer): DialogAnswer => {
		return {number, rows, kind: rows.join(' ') === 'Yes, manually approve edits' ? 'once' : kind};
	};
	return {kind: 'plan', title: title.trim(), head: [], body: rest.slice(from + 1, to), answers: answers.map(ofPlan)};
}

/** A question may be wrapped: from its first word on. */
function lastSentence(rows: readonly string[]): string {
	const from = rows.findLastIndex(row => row.startsWith(' Do you want to '));
	return from < 0 ? '' : ` ${inOneLine(rows.slice(from))}`;
}

/** The lowest list of answers on the screen: `❯ 1. Yes` and those below it, numbered in order, each perhaps of several rows. */
function readOptions(rows: readonly string[]): Options | null {
	const first = rows.findLastIndex(row => /^\s*(?:❯ )?\s*1\. \S/.test(row));
	const indent = /^(\s*)(?:❯ | {2})1\. /.exec(rows[first] ?? '')?.[1]?.length;
	if (first < 0 || indent === undefined) return null;
	const answers: Options['answers'] = [];
	let end = first;
	for (; end < rows.length; end++) {
		const row = rows[end]!;
		const found = /^(\s*)(❯ | {2})(\d)\. (.*)$/.exec(row);
		if (found && found[1]!.length === indent && Number(found[3]) === answers.length + 1) {
			answers.push({number: answers.length + 1, rows: [found[4]!], isFocused: found[2] === '❯ '});
		} else if (/^\s+\S/.test(row) && row.search(/\S/) >= indent + 5) answers.at(-1)?.rows.push(row.trim());
		else break;
	}
	return answers.length >= 2 && answers.filter(({isFocused}) => isFocused).length <= 1 ? {first, end, answers} : null;
}

function answerKind(label: string): AnswerKind {
	if (label === 'Yes') return 'once';
	if (label === 'No' || label === 'No, and tell Claude what to do differently (esc)') return 'deny';
	return /^Yes\b/.test(label) ? 'always' : 'other';
}
