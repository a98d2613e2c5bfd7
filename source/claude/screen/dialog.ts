/** What a dialog of Claude Code asks, and the numbered answers that it offers; or why nothing is pressed in it. */

/** What an answer does; `always`: it also settles later calls, or changes the mode; `other`: not known. */
export type AnswerKind = 'once' | 'always' | 'deny' | 'choice' | 'other';

export interface DialogAnswer {
	/** The digit that gives it. */
	number: number;
	/** Its rows, the first without the number. */
	rows: readonly string[];
	kind: AnswerKind;
}

export interface Dialog {
	/** `review`: the answers to questions before they are submitted. */
	kind: 'permission' | 'plan' | 'question' | 'review';
	/** `Bash command`, `Edit file`; the header of a question. */
	title: string;
	/** The rows between the title and what it would do: a description, a path. Of a question: the question; of a review: all. */
	head: readonly string[];
	/** What it would do: the rows between the dotted rules. */
	body: readonly string[];
	answers: readonly DialogAnswer[];
	/** Of one of several questions: all of them. */
	tabs?: readonly QuestionTab[];
}

export interface QuestionTab {
	header: string;
	/** An answer was chosen. */
	isDone: boolean;
}

/** Why a dialog could not be read: a sentence for the user. */
export type UnknownDialog = {kind: 'unknown'; reason: string};
