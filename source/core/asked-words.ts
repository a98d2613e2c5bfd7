/** How a person is asked before a session's dialog is answered. */
import {type Answer, type Asked, answerOf} from './asked.ts';

/** Typed before something is allowed that looks dangerous. */
export const dangerWord = 'allow';

/** The question, and below it the whole of what would be allowed or answered. */
export function confirmation(name: string, answer: Answer, asked: Asked): {question: string; lines: readonly string[]} {
	const {tool, danger, lines, kind} = asked;
	if (kind === 'question') {
		const chosen = answerOf(asked, answer);
		const what =
			typeof chosen === 'string' || answer === 'deny' ? 'Decline' : `Answer ${chosen.number}. ${chosen.label} to`;
		return {question: `${what} the question of ${name}?`, lines};
	}
	if (kind === 'review') {
		return {question: `${answer === 'allow' ? 'Submit' : 'Turn down'} these answers in ${name}?`, lines};
	}
	const what = kind === 'plan' ? 'this plan' : `this call of ${tool}`;
	if (answer === 'allow' && kind === 'plan') {
		return {question: `Approve this plan in ${name}, each edit still to be asked about?`, lines};
	}
	if (answer === 'deny') return {question: `Deny ${what} in ${name}?`, lines};
	const warning = danger === null ? '' : ` Careful: ${danger}.`;
	return {question: `Allow ${what} once in ${name}?${warning}`, lines};
}
