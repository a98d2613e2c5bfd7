/** Reads the dialog of a waiting session: what it asks, checked against the transcript. */

import type {Dialog} from '../../claude/screen/dialog.ts';
import {asksAbout} from '../../claude/screen/dialog-call.ts';
import {answersReviewed, questionShown} from '../../claude/screen/question-call.ts';
import type {Call, Calls} from '../../claude/transcript/calls.ts';
import {choiceLabels, shownWhole, wholeInput} from '../../claude/transcript/tool-call.ts';
import type {Asked} from '../../core/asked.ts';
import {dangerOf} from '../../core/danger.ts';
import type {Session} from '../../core/session.ts';
import type {Elsewhere} from '../elsewhere.ts';
import {type GuardDependencies, refuseAnswering, refuseOtherProcess} from '../guards.ts';
import type {Keyboard, Reach} from '../keyboard.ts';

export interface LookDependencies extends GuardDependencies {
	/** The session's calls of tools, read again. */
	calls(session: Session): Calls;
	now(): number;
	sleep(ms: number): Promise<void>;
}

export interface Look {
	asked: Asked;
	dialog: Dialog;
	/** The index of the question that is being asked, if there are several; else 0. */
	index: number;
}

/** Milliseconds. The registry, the transcript and the screen do not change at the same time. */
const settleMs = 2500;
const pauseMs = 120;

/** What a session asks; a string: why that is unknown or cannot be answered from here. Never throws. */
export async function lookAt(
	session: Session,
	deps: LookDependencies & {reach(session: Session): Promise<Reach>; elsewhere?: Elsewhere},
): Promise<Asked | string> {
	if (session.host && deps.elsewhere) return deps.elsewhere.look(session);
	try {
		const refusal = refuseOtherProcess(session, deps);
		if (refusal) return refusal;
		const reach = await deps.reach(session);
		if (!reach.ok) return reach.reason;
		if (reach.way.type !== 'keyboard') return 'it takes no keys';
		const keyboard = await reach.way.open();
		try {
			const look = await lookAtDialog(session, keyboard, deps);
			return typeof look === 'string' ? look : look.asked;
		} finally {
			keyboard.close();
		}
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}

/** Looks until two looks in a row agree and the transcript has exactly that call. */
export async function lookAtDialog(
	session: Session,
	keyboard: Keyboard,
	deps: LookDependencies,
): Promise<Look | string> {
	const end = deps.now() + settleMs;
	let last = '';
	for (;;) {
		const reading = await keyboard.read();
		let reason = refuseAnswering(session, deps);
		if (reason === null && reading.kind !== 'dialog') {
			reason = reading.kind === 'prompt' ? 'its dialog is not on the screen: look again' : reading.reason;
		}
		if (reason === null) {
			const seen = JSON.stringify(reading);
			const look =
				seen === last ? understand(session, reading.kind === 'dialog' ? reading.dialog : undefined, deps) : null;
			if (look !== null && typeof look !== 'string') return look;
			reason = look ?? 'its dialog keeps changing: try again';
			last = seen;
		}
		if (deps.now() > end) return reason;
		await deps.sleep(pauseMs);
	}
}

function understand(
	session: Session,
	dialog: Dialog | {kind: 'unknown'; reason: string} | undefined,
	deps: LookDependencies,
): Look | string {
	if (dialog === undefined || dialog.kind === 'unknown') return dialog?.reason ?? 'its dialog cannot be read';
	const [call, ...others] = deps.calls(session).pending.filter(one => asksAbout(dialog, one, session.cwd));
	if (call === undefined)
		return 'its dialog does not show, word for word, what its transcript says it waits for: answer it there';
	const input = JSON.stringify(call.input);
	if (others.some(other => JSON.stringify(other.input) !== input))
		return 'two of its calls look alike there: answer it there';
	const index = questionShown(dialog, call.input) ?? 0;
	const shown = dialog.kind === 'question' ? withOneQuestion(call, index) : call;
	const lines = linesOf(dialog, shown, index);
	if (lines === null) return 'it has characters that cannot be shown: look at it there';
	return {dialog, index, asked: askedBy(dialog, [shown, ...others], lines, session.cwd)};
}

function withOneQuestion(call: Call, index: number): Call {
	const {questions} = call.input;
	return {...call, input: {questions: Array.isArray(questions) ? [questions[index]] : []}};
}

function linesOf(dialog: Dialog, call: Call, index: number): readonly string[] | null {
	if (dialog.kind !== 'review') {
		const lines = wholeInput(call);
		return dialog.tabs && lines ? [`question ${index + 1} of ${dialog.tabs.length}`, ...lines] : lines;
	}
	const answers = answersReviewed(dialog, call.input) ?? [];
	return shownWhole(answers.flatMap(({question, answer}) => [question, `→ ${answer}`]));
}

function askedBy(dialog: Dialog, calls: readonly Call[], lines: readonly string[], cwd: string | null): Asked {
	const {tool, input} = calls[0]!;
	// They may be wrapped on the screen, where nothing separates a label from its description.
	const labels = dialog.kind === 'question' ? choiceLabels(input) : [];
	return {
		kind: dialog.kind,
		tool,
		callIds: calls.map(({id}) => id),
		lines,
		answers: dialog.answers.map(({number, rows, kind}) => ({
			number,
			label: labels[number - 1] ?? rows.join(' '),
			kind,
		})),
		danger: dialog.kind === 'permission' ? dangerOf(tool, input, cwd) : null,
	};
}
