/** What a dialog of AskUserQuestion shows of its call: which question, or which answers to all of them. */
import {asObject, asText, type JsonObject} from '../transcript/object.ts';
import {comparable} from './comparable.ts';
import type {Dialog} from './dialog.ts';

const questionsOf = (input: JsonObject) => (Array.isArray(input.questions) ? input.questions.map(asObject) : []);
const optionsOf = (question: JsonObject | null) =>
	(Array.isArray(question?.options) ? question.options : []).map(asObject);

/** Which of the call's questions the dialog asks: its place among them. Null: none, or it is not clear which. */
export function questionShown(dialog: Dialog, input: JsonObject): number | null {
	const questions = questionsOf(input);
	const {tabs, title} = dialog;
	if (dialog.kind !== 'question') return null;
	if (tabs ? !hasTabs(dialog, input) : questions.length !== 1 || comparable(title) !== textOf(questions[0], 'header'))
		return null;
	const shown = questions.flatMap((question, index) => (question && asks(dialog, question) ? [index] : []));
	return shown.length === 1 ? shown[0]! : null;
}

/** A header for each question, in their order. */
function hasTabs({tabs}: Dialog, input: JsonObject): boolean {
	const headers = questionsOf(input).map(question => textOf(question, 'header'));
	return JSON.stringify(tabs?.map(({header}) => comparable(header))) === JSON.stringify(headers);
}

const textOf = (object: JsonObject | null | undefined, name: string) => comparable(asText(object?.[name]) ?? '');

/** The question and its choices, each by its words: their order on the screen is the screen's. */
function asks({head, answers}: Dialog, question: JsonObject): boolean {
	const wanted = optionsOf(question).map(option => textOf(option, 'label') + textOf(option, 'description'));
	const offered = answers.filter(({kind}) => kind === 'choice').map(({rows}) => comparable(rows.join('\n')));
	return (
		question.multiSelect !== true &&
		comparable(head.join('\n')) === textOf(question, 'question') &&
		JSON.stringify(offered) === JSON.stringify(wanted)
	);
}

export interface ReviewedAnswer {
	question: string;
	/** As Claude Code joins several: `One, Three`. */
	answer: string;
}

/**
 * The answers that a review is about to submit, a choice or choices of each of the call's questions. Null: it is not the
 * review of this call, or somebody typed an answer, which only they can compare.
 */
export function answersReviewed(dialog: Dialog, input: JsonObject): ReviewedAnswer[] | null {
	if (dialog.kind !== 'review' || !hasTabs(dialog, input)) return null;
	let rest = comparable(dialog.head.join('\n'));
	const reviewed: ReviewedAnswer[] = [];
	const questions = questionsOf(input);
	for (const [index, question] of questions.entries()) {
		const begin = `●${textOf(question, 'question')}→`;
		if (!question || !rest.startsWith(begin)) return null;
		const next = questions[index + 1];
		const end = next === undefined ? rest.length : rest.indexOf(`●${textOf(next, 'question')}→`, begin.length);
		const answers = possibleAnswers(question).filter(answer => comparable(answer) === rest.slice(begin.length, end));
		if (end < 0 || answers.length !== 1) return null;
		reviewed.push({question: asText(question.question) ?? '', answer: answers[0]!});
		rest = rest.slice(end);
	}
	return reviewed;
}

/** Each choice; where several may be chosen, all sets of them in their order. There are four at the most. */
function possibleAnswers(question: JsonObject): string[] {
	const labels = optionsOf(question).map(option => asText(option?.label) ?? '');
	if (question.multiSelect !== true) return labels;
	const sets: string[][] = [[]];
	for (const label of labels.slice(0, 8)) sets.push(...sets.map(set => [...set, label]));
	return sets.slice(1).map(set => set.join(', '));
}
