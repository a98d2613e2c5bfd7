/**
 * Types a text into a prompt box and submits it. What makes it safe is the order: Enter is the very last key, pressed only
 * right after the box was seen to hold exactly our text, so that ccmon can be killed at any moment without anything
 * half-typed being submitted.
 *
 * Claude Code holds dialogs back for 1.5 s after a key into the box: Enter within that time cannot
 * answer a dialog that opens just then. After that time ccmon does not press it but starts over.
 */
import type {PromptReading, ScreenReading} from '../../claude/screen/reading.ts';
import type {TextForm} from '../keyboard.ts';
import {readOrNull, readUntil, type TypingDependencies} from './read-box.ts';
import {holdsText, showsText} from './shown-text.ts';
import {cleanUp, cleanUpLater, restoreDraft} from './take-back.ts';
import {formFor, inPieces, typedForm} from './typed-text.ts';

export type Submission =
	/** `seen`: what was seen afterwards: the box without the text, a dialog, or neither (e.g. the session ended). */
	| {type: 'submitted'; seen: 'free' | 'dialog' | 'unseen'; note: string | null; enteredAt: number}
	/** `later`: the box is hidden; our text is taken back when it shows again. */
	| {type: 'refused'; reason: string; later: Promise<void> | null}
	/** Enter was pressed, and the text is still in the box. */
	| {type: 'stuck'; reason: string};

/** Milliseconds. */
const settleMs = 300;
const lastEnterMs = 1000;
const showMs = 2000;
const submitMs = 10_000;
const attempts = 3;

const tooSmall = 'its pane is too small to check this text in: make it larger';
const moved = 'its pane changed to another mode: try again';

export async function submitText(text: string, deps: TypingDependencies): Promise<Submission> {
	const first = await readSettled(deps);
	if (typeof first === 'string') return refused(first);
	const typed = typedForm(text);
	const form = formFor(typed, await deps.keyboard.size());
	// If Claude Code ends before it has read a paste, a shell without bracketed paste would take its line breaks for Enter.
	if (form === null || (form === 'paste' && deps.keyboard.outlivesSession)) return refused(tooSmall);
	const stashed = await stashDraft(first, deps);
	if (stashed) return refused(stashed);

	let entry = await typeAndEnter(typed, form, deps);
	for (let attempt = 1; entry.type === 'late' && attempt < attempts; attempt++) {
		if ((await cleanUp(typed, deps)) !== null) break;
		entry = await typeAndEnter(typed, form, deps);
	}
	if (entry.type !== 'entered') {
		const left = entry.type === 'untouched' ? null : await cleanUp(typed, deps);
		const rest = left ?? (await restoreDraft(first.text, 'nothing', deps));
		const later = rest === null ? null : cleanUpLater(typed, first.text, deps);
		return refused([entry.reason, rest].filter(Boolean).join('; '), later);
	}
	const box = await waitForSubmit(typed, first.text !== '', deps);
	if (box === 'stuck') return {type: 'stuck', reason: 'Enter was pressed, but the text is still in its prompt box'};
	const note = await restoreDraft(first.text, 'submit', deps);
	return {type: 'submitted', seen: box, note, enteredAt: entry.at};
}

const refused = (reason: string, later: Promise<void> | null = null): Submission => ({type: 'refused', reason, later});

/** Reads until two looks agree: somebody may be typing, or the screen is being drawn. A string: why they do not. */
async function readSettled(deps: TypingDependencies): Promise<PromptReading | string> {
	const end = deps.now() + showMs;
	let last: ScreenReading | null = null;
	for (;;) {
		const refusal = refuseNow(deps);
		if (refusal) return refusal;
		const reading = await deps.keyboard.read();
		if (reading.kind === 'dialog') return reading.reason;
		const refusedScreen = refusedBy(reading, deps);
		if (refusedScreen) return refusedScreen;
		if (reading.kind === 'prompt' && last?.kind === 'prompt' && last.text === reading.text) {
			return reading.shellMode ? 'its prompt box is in shell mode: press backspace there' : reading;
		}
		if (deps.now() > end) return reading.kind === 'prompt' ? 'somebody is typing there: try again' : reading.reason;
		last = reading;
		await deps.sleep(120);
	}
}

/** Stashes a draft with Ctrl+S. In an empty box that key would restore an old one, and a second stash overwrites the first. */
async function stashDraft(first: PromptReading, deps: TypingDependencies): Promise<string | null> {
	if (first.text === '') return null;
	if (!deps.keyboard.showsColours)
		return 'its prompt box is not empty, and in that terminal a draft looks like a hint: clear it';
	if (deps.isUnasked) return 'somebody is writing a prompt there';
	if (first.stashed) return 'it has a draft and a stashed draft, and only one can be stashed: send or clear one first';
	if (!(await deps.keyboard.press('ctrl+s'))) return moved;
	const gone = await readUntil(deps, showMs, reading => reading.text === '' && reading.stashed);
	if (gone) return null;
	const now = await readOrNull(deps);
	if (now?.kind === 'prompt' && now.stashed) {
		return 'somebody is typing there; its draft is stashed: ctrl+s on the empty box brings it back';
	}
	return refuseNow(deps) ?? 'its draft could not be set aside (ctrl+s): send or clear it first';
}

type Entry =
	| {type: 'entered'; at: number}
	/** Nothing was typed. */
	| {type: 'untouched'; reason: string}
	/** Our text may be in the box. */
	| {type: 'typed'; reason: string}
	/** It is in the box, and only time ran out. */
	| {type: 'late'; reason: string};

async function typeAndEnter(text: string, form: TextForm, deps: TypingDependencies): Promise<Entry> {
	const untouched = (reason: string): Entry => ({type: 'untouched', reason});
	const refusal = refuseNow(deps);
	if (refusal) return untouched(refusal);
	const empty = await deps.keyboard.read();
	if (empty.kind !== 'prompt') return untouched(empty.reason);
	if (empty.text !== '' || empty.shellMode) return untouched('somebody is typing there: try again');
	const refusedScreen = refusedBy(empty, deps);
	if (refusedScreen) return untouched(refusedScreen);
	let typedAt = deps.now();
	let soFar = '';
	for (const piece of inPieces(text)) {
		if (soFar !== '') {
			// Send the rest only once Claude Code is seen to read its input.
			const unread = await notShown(deps, reading => holdsText(reading, soFar));
			if (unread) return {type: 'typed', reason: unread};
		}
		typedAt = deps.now();
		if (!(await deps.keyboard.typeText(piece, form))) {
			return soFar === '' ? untouched(moved) : {type: 'typed', reason: moved};
		}
		soFar += piece;
	}
	await deps.sleep(settleMs);
	const unread = await notShown(deps, reading => showsText(reading, text));
	if (unread) return {type: 'typed', reason: unread};
	const at = deps.now();
	if (at - typedAt > lastEnterMs) return {type: 'late', reason: 'it answers too slowly to type safely: try again'};
	return (await deps.keyboard.press('enter')) ? {type: 'entered', at} : {type: 'typed', reason: moved};
}

/** Waits until the typed text is seen in the box, then checks the process and its state. Null: all is well. */
async function notShown(
	deps: TypingDependencies,
	condition: (reading: PromptReading) => boolean,
): Promise<string | null> {
	const shown = await readUntil(deps, showMs, condition);
	const refusal = refuseNow(deps) ?? (shown && refusedBy(shown, deps));
	return refusal ?? (shown ? null : 'its prompt box does not show the text as typed');
}

const refusedBy = (reading: ScreenReading, {refuseScreen}: TypingDependencies) =>
	(reading.kind === 'prompt' && refuseScreen?.(reading)) || null;

const refuseNow = (deps: TypingDependencies) => deps.refuse() ?? (deps.signal?.aborted ? 'stopped' : null);

/** Waits until the text has left the box. Nothing is taken back from here on: Enter may still be on its way. */
async function waitForSubmit(
	text: string,
	hadDraft: boolean,
	deps: TypingDependencies,
): Promise<'free' | 'dialog' | 'unseen' | 'stuck'> {
	const end = deps.now() + submitMs;
	for (;;) {
		const reading = await readOrNull(deps);
		if (reading?.kind === 'dialog') return 'dialog';
		if (reading?.kind !== 'prompt') return 'unseen';
		// The restored draft may be the very same text.
		if (!holdsText(reading, text) || (hadDraft && !reading.stashed)) return 'free';
		if (deps.now() > end) return 'stuck';
		await deps.sleep(60);
	}
}
