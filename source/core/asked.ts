/** What a session's dialog asks: shown before it is answered, and compared with what is there when the key is pressed. */
import type {AnswerKind} from '../claude/screen/dialog.ts';

export interface AskedAnswer {
	number: number;
	label: string;
	kind: AnswerKind;
}

export interface Asked {
	/** `review`: the answers to several questions, to be submitted. */
	kind: 'permission' | 'plan' | 'question' | 'review';
	tool: string;
	/** `tool_use` ids: several, where Claude makes the very same call more than once. */
	callIds: readonly string[];
	/** All that the call would do, or the question; safe for a terminal. */
	lines: readonly string[];
	answers: readonly AskedAnswer[];
	/** What looks dangerous about it: `it deletes`; null: nothing. */
	danger: string | null;
}

/** A number is the number of a choice. */
export type Answer = 'allow' | 'deny' | number;

/** The answer that the dialog offers for this, or why it offers none. */
export function answerOf({kind, answers}: Asked, answer: Answer): AskedAnswer | string {
	const choices = answers.filter(one => one.kind === 'choice');
	if (typeof answer === 'number') {
		if (kind === 'review') return 'all its questions are answered: allow submits the answers, deny turns them down';
		if (kind !== 'question') return 'it asks for permission: allow or deny it';
		return choices.find(({number}) => number === answer) ?? `its choices are ${list(choices)}`;
	}
	if (answer === 'allow' && kind === 'question') return `it asks a question: choose one of ${list(choices)}`;
	const found = answers.filter(one => one.kind === (answer === 'allow' ? 'once' : 'deny'));
	if (found.length === 1) return found[0]!;
	return answer === 'allow'
		? 'its dialog offers no plain Yes: answer it there'
		: 'its dialog offers no plain No: answer it there';
}

const list = (choices: readonly AskedAnswer[]) => choices.map(({number}) => number).join(', ');

/** The same question about the same calls, with the same answers in the same places. */
export const isSameQuestion = (a: Asked, b: Asked): boolean =>
	JSON.stringify([a.callIds, a.lines, a.answers]) === JSON.stringify([b.callIds, b.lines, b.answers]);
