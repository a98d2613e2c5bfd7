/**
 * The effect of answering one of several questions: Claude Code shows the choice, asks the next one, and writes nothing
 * until all are submitted. So its dialog is the evidence.
 */
import type {Dialog} from '../../claude/screen/dialog.ts';
import type {ScreenReading} from '../../claude/screen/reading.ts';

export type Chosen =
	| {type: 'chosen'; next: string}
	/** Somebody else has pressed a key, too. */
	| {type: 'other'}
	| {type: 'same'}
	/** There is no dialog with these questions. */
	| {type: 'gone'};

/** `before`: the dialog that was answered; `index`: the place of its question. */
export function chosenBy(before: Dialog, index: number, reading: ScreenReading): Chosen {
	const dialog = reading.kind === 'dialog' ? reading.dialog : undefined;
	if (dialog === undefined || dialog.kind === 'unknown' || !dialog.tabs || !before.tabs) return {type: 'gone'};
	const text = (shown: Dialog) => JSON.stringify(shown);
	if (text(dialog) === text(before)) return {type: 'same'};
	const wanted = before.tabs.map((tab, place) => (place === index ? {...tab, isDone: true} : tab));
	if (JSON.stringify(dialog.tabs) !== JSON.stringify(wanted)) return {type: 'other'};
	const open = dialog.tabs.filter(({isDone}) => !isDone).length;
	return {type: 'chosen', next: open > 0 ? `${open} more to answer` : 'y (allow) submits all answers'};
}
