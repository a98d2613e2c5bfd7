/** Takes back what ccmon typed, and nothing else, and restores the draft it set aside. */
import {cleanLabel} from '../../claude/clean.ts';
import {comparable} from '../../claude/screen/comparable.ts';
import type {PromptReading} from '../../claude/screen/reading.ts';
import {readOrNull, readUntil, type TypingDependencies} from './read-box.ts';
import {holdsBeginning, holdsText} from './shown-text.ts';

/** Milliseconds. */
const cleanMs = 3000;
const comebackMs = 600_000;
const restoreMs = 4000;

/** Null: the box is empty again. Else a sentence about what is left and where. */
export async function cleanUp(text: string, deps: TypingDependencies): Promise<string | null> {
	const end = deps.now() + cleanMs;
	const [line = ''] = text.trim().split('\n');
	const words = `“${cleanLabel(line, 40)}”`;
	const left = `${words} is left in its prompt box, not sent`;
	for (;;) {
		const reading = await readOrNull(deps);
		// What Claude Code no longer reads goes to the program below it.
		if (deps.isGone() && deps.keyboard.outlivesSession) {
			return `${words} may be in the shell there, not run: clear that line before you press Enter`;
		}
		if (reading === null || deps.isGone()) return null;
		if (reading.kind === 'prompt') {
			const remains = remainsOf(reading, text);
			if (remains === 'nothing') return null;
			if (remains === 'other') return left;
			// Each takes a line or a line break, from the end.
			if (remains === 'own') await deps.keyboard.press('ctrl+u', 2 * reading.text.split('\n').length - 1);
			else await deps.keyboard.press('backspace', [...new Intl.Segmenter().segment(text)].length);
		}
		if (deps.now() > end) {
			const isAway = reading.kind !== 'prompt' && reading.away && deps.keyboard.outlivesSession;
			return isAway
				? `${words} may be in the shell there or in its prompt box, not sent: look before you press Enter`
				: left;
		}
		await deps.sleep(reading.kind === 'prompt' ? 100 : 200);
	}
}

/**
 * For a hidden box (copy-mode, a dialog) that still has our text in it, or whose draft is still stashed: waits until
 * the box shows again and cleans up, unless it holds anything else by then.
 */
export async function cleanUpLater(text: string, draft: string, deps: TypingDependencies): Promise<void> {
	const end = deps.now() + comebackMs;
	while (deps.now() < end && !deps.signal?.aborted && !deps.isGone()) {
		const reading = await readOrNull(deps);
		if (reading?.kind === 'prompt') {
			const isFree = reading.text === '' || (holdsText(reading, text) && (await cleanUp(text, deps)) === null);
			if (isFree) await restoreDraft(draft, 'nothing', deps);
			return;
		}
		await deps.sleep(250);
	}
}

/**
 * Which part of the box is ours. Ctrl+U deletes a line at a time, from the end, so that the rest is a prefix of the
 * text; if somebody typed before it, backspaces delete only ours; if somebody typed after it, nothing is safe.
 */
function remainsOf(reading: PromptReading, text: string): 'nothing' | 'own' | 'own at the end' | 'other' {
	if (reading.text === '') return 'nothing';
	if (holdsBeginning(reading, text)) return 'own';
	return comparable(reading.text).endsWith(comparable(text)) ? 'own at the end' : 'other';
}

/**
 * Claude Code restores a stashed draft after the next submit. If it did not, or nothing was submitted, Ctrl+S in
 * the empty box does. Null: the draft is back in the box, or there was none.
 */
export async function restoreDraft(
	draft: string,
	after: 'submit' | 'nothing',
	deps: TypingDependencies,
): Promise<string | null> {
	if (draft === '') return null;
	const isBack = (reading: PromptReading) => comparable(reading.text) === comparable(draft);
	const end = deps.now() + restoreMs;
	// Pressed while Claude Code restores it by itself, the key would stash it again.
	const mayPressAt = after === 'submit' ? end - restoreMs / 2 : 0;
	let pressed = false;
	while (deps.now() < end) {
		const reading = await readOrNull(deps);
		if (reading === null || deps.isGone()) return null;
		if (reading.kind === 'prompt' && isBack(reading)) return null;
		const isFree = reading.kind === 'prompt' && reading.text === '' && reading.stashed && deps.refuse() === null;
		if (isFree && !pressed && deps.now() >= mayPressAt) {
			pressed = true;
			await deps.keyboard.press('ctrl+s');
			if (await readUntil(deps, 1000, isBack)) return null;
		}
		await deps.sleep(80);
	}
	return 'its draft is still stashed: ctrl+s there brings it back';
}
