/** Keys and pastes in an open dialog: a question, a choice or a text. */
import type {Move} from '../control/commands/command.ts';
import {graphemes} from './graphemes.ts';
import type {ScreenParts} from './screen-context.tsx';
import type {Dialog} from './screen-state.ts';
import {isTyped} from './stray-keys.ts';
import {editEntry, entryText, insertText, type TextEntry} from './text-entry.ts';

export type TextDialog = Extract<Dialog, {entry: TextEntry}>;

export const isTextDialog = (dialog: Dialog | null): dialog is TextDialog => dialog !== null && 'entry' in dialog;

/** In a search line. */
const moves: Record<string, Move> = {up: -1, down: 1, pageUp: {pages: -1}, pageDown: {pages: 1}};

const characters: Record<string, string> = {space: ' ', return: '\n', newline: '\n', tab: '\t'};
/** What was typed, as the text it is made of. */
export const textOf = (keys: readonly string[]) => keys.map(key => characters[key] ?? key).join('');

/** It shows what the answer would apply to. */
const isAbout = (dialog: Dialog | null) => dialog !== null && 'lines' in dialog;

export interface DialogKeys {
	press(dialog: Dialog, key: string): void;
	/** Inserts into the text that is asked for. */
	insert(dialog: TextDialog, text: string): void;
	/** Says why a key does nothing, and ignores what was typed before that could be read. */
	refuse(reason: string): void;
	/** Handles a key. If it closes a question, what is typed next may still have been meant for it. */
	handle(run: () => void, key?: string): void;
}

/** A question is only answered if everything of it is visible. */
const notAllShown = 'Not all of it fits here: make the terminal larger, or go to the session';

export function createDialogKeys({screen, controller, strays, measured}: ScreenParts): DialogKeys {
	let handling = false;

	const close = () => screen.setState({dialog: null});
	const setEntry = (dialog: TextDialog, entry: TextEntry) => {
		const isHasty = dialog.type === 'ask' && dialog.hasty !== undefined;
		screen.setState({dialog: {...dialog, entry, ...(isHasty && {hasty: 'typed'})}});
		if (dialog.type === 'search') dialog.line.onText(entryText(entry));
	};
	const refuse = (reason: string) => {
		controller.control.say(reason);
		strays.ignore();
	};
	const handle = (run: () => void, key = '') => {
		const before = screen.getState().dialog;
		handling = true;
		run();
		handling = false;
		const {dialog} = screen.getState();
		if (before !== null && before.type !== 'search' && dialog === null && key !== 'escape') strays.ignore();
		if (dialog?.type === 'ask' && before?.type !== 'ask') strays.opened();
	};
	screen.subscribe((now, before) => {
		// It was opened without a key: somebody may be typing the answer.
		if (!handling && before.dialog !== null && before.dialog !== now.dialog) strays.ignore();
		// It opened by itself: what is being typed does not answer it.
		if (!handling && before.dialog === null && isAbout(now.dialog)) strays.ignore();
	});
	const onceAlone = (dialog: Dialog, run: () => void) =>
		strays.hold(() => screen.getState().dialog === dialog && handle(run));

	function answer(dialog: Extract<Dialog, {type: 'confirm'}>, key: string): void {
		const yes = () => {
			close();
			dialog.onYes();
		};
		const isYes = key === 'y' || key === 'Y' || (dialog.quits && key === 'q');
		if (dialog.quits && key === 'ctrl+c') yes();
		// Quitting must be possible everywhere.
		else if (isYes && measured.hiddenLines > 0 && !dialog.quits) refuse(notAllShown);
		else if (isYes) onceAlone(dialog, yes);
		else if (['n', 'N', 'q', 'escape', 'ctrl+c'].includes(key)) close();
		else refuse(dialog.quits ? 'Press q to quit, Esc to stay' : 'Press y for yes, n for no');
	}

	function pick(dialog: Extract<Dialog, {type: 'choose'}>, key: string): void {
		const by = {up: -1, k: -1, down: 1, j: 1}[key];
		if (by !== undefined) {
			const index = Math.min(Math.max(0, dialog.index + by), dialog.choices.length - 1);
			screen.setState({dialog: {...dialog, index}});
		} else if (key === 'return' && measured.hiddenLines > 0) refuse(notAllShown);
		else if (key === 'return' && dialog.choices.length > 0) {
			close();
			dialog.onChoice(dialog.index);
		} else if (key === 'escape' || key === 'q' || key === 'ctrl+c') close();
		else if (isTyped(key)) refuse('Press Enter to choose, Esc to cancel');
	}

	function submit(dialog: TextDialog): void {
		if (dialog.type === 'ask' && measured.hiddenLines > 0) refuse(notAllShown);
		else {
			close();
			if (dialog.type === 'ask') dialog.onText(entryText(dialog.entry));
		}
	}

	function type(given: TextDialog, key: string): void {
		const isHasty = given.type === 'ask' && key !== 'return' && isTyped(key) && !strays.isSeen();
		const dialog = isHasty ? {...given, hasty: 'typed' as const} : given;
		if (key === 'escape' || key === 'ctrl+c') {
			close();
			if (dialog.type === 'search') dialog.line.onText('');
		} else if (key === 'return') {
			if (dialog.type === 'ask' && dialog.hasty === 'typed') {
				screen.setState({dialog: {...dialog, hasty: 'asked'}});
				refuse('Typed before this was on the screen: Enter again sends it');
				// The rest of a paste may not have been read yet.
			} else if (strays.isInText()) onceAlone(dialog, () => submit(dialog));
			else submit(dialog);
		} else if (dialog.type === 'search' && moves[key] !== undefined) dialog.line.onMove(moves[key]);
		else {
			const edited = editEntry(dialog.entry, key);
			if (edited) setEntry(dialog, edited);
			else if (graphemes(key).length === 1 || key in characters)
				setEntry(dialog, insertText(dialog.entry, textOf([key])));
		}
	}

	return {
		press(dialog, key) {
			if (dialog.type === 'confirm') answer(dialog, key);
			else if (dialog.type === 'choose') pick(dialog, key);
			else type(dialog, key);
		},
		insert: (dialog, text) => handle(() => setEntry(dialog, insertText(dialog.entry, text))),
		refuse,
		handle,
	};
}
