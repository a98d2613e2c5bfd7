/** From a key to what it does: the open dialog first, then the command table with its guards. Knows nothing of Ink. */

import {clean} from '../claude/clean.ts';
import {findCommand} from '../control/commands/command-table.ts';
import {graphemes} from './graphemes.ts';
import type {ScreenParts} from './screen-context.tsx';
import type {Dialog} from './screen-state.ts';
import {editEntry, entryText, insertText, type TextEntry} from './text-entry.ts';

export interface Input {
	/** Keys that arrived together, by name, in order. */
	keys(names: readonly string[]): void;
	paste(text: string): void;
}

/** After the selected session ended and the selection moved by itself, a key meant for it must not hit its neighbour. */
const surprisedMs = 1500;

type TextDialog = Extract<Dialog, {entry: TextEntry}>;

const isTextDialog = (dialog: Dialog): dialog is TextDialog => 'entry' in dialog;

export function createInput(parts: ScreenParts, clock: () => number): Input {
	const {screen, controller, commands} = parts;
	let moved: {at: number; name: string} | null = null;
	let selectedName = '';

	const close = () => screen.setState({dialog: null});
	const setEntry = (dialog: TextDialog, entry: TextEntry) => {
		screen.setState({dialog: {...dialog, entry}});
		if (dialog.type === 'filter') screen.setState({filter: entryText(entry)});
	};

	function answer(dialog: Extract<Dialog, {type: 'confirm'}>, key: string): void {
		if (key === 'y' || key === 'Y') {
			close();
			dialog.onYes();
		} else if (key === 'n' || key === 'N' || key === 'q' || key === 'escape' || key === 'ctrl+c') close();
		else controller.control.say('Press y for yes, n for no');
	}

	function pick(dialog: Extract<Dialog, {type: 'choose'}>, key: string): void {
		const moved = {up: -1, k: -1, down: 1, j: 1}[key];
		if (moved !== undefined) {
			const index = Math.min(Math.max(0, dialog.index + moved), dialog.choices.length - 1);
			screen.setState({dialog: {...dialog, index}});
		} else if (key === 'return' && dialog.choices.length > 0) {
			close();
			dialog.onChoice(dialog.index);
		} else if (key === 'escape' || key === 'q' || key === 'ctrl+c') close();
	}

	function type(dialog: TextDialog, key: string): void {
		if (key === 'escape' || key === 'ctrl+c') {
			close();
			if (dialog.type === 'filter') screen.setState({filter: ''});
		} else if (key === 'return') {
			close();
			if (dialog.type === 'ask') dialog.onText(entryText(dialog.entry));
		} else {
			const edited = editEntry(dialog.entry, key);
			if (edited) setEntry(dialog, edited);
			else if (key === 'space') setEntry(dialog, insertText(dialog.entry, ' '));
			else if (graphemes(key).length === 1) setEntry(dialog, insertText(dialog.entry, key));
		}
	}

	function command(key: string): void {
		const {view} = screen.getState();
		const found = findCommand(commands, key, view);
		if (!found) return;
		if (view !== 'list' && found.view !== view && (found.group === 'session' || found.group === 'list')) {
			controller.control.say('Esc goes back to the list first');
			return;
		}
		if (found.group === 'session' && moved !== null && clock() - moved.at < surprisedMs) {
			controller.control.say(
				`${clean(moved.name)} just ended; another session is selected now: press again if you mean it`,
			);
			moved = null;
			return;
		}
		const context = parts.commandContext();
		const allowed = found.when(context);
		if (allowed !== true) {
			controller.control.say(allowed);
			return;
		}
		try {
			Promise.resolve(found.run(context)).catch(report);
		} catch (error) {
			report(error);
		}
	}

	const report = (error: unknown) =>
		controller.control.say(clean(error instanceof Error ? error.message : String(error)));

	/** Keeps the selection where it belongs before the key is looked at, and remembers when it had to move by itself. */
	function follow(): void {
		const before = selectedName;
		if (controller.follow()) moved = {at: clock(), name: before};
		selectedName = controller.selected()?.name ?? '';
	}
	parts.store.subscribe(follow);
	screen.subscribe(() => {
		selectedName = controller.selected()?.name ?? '';
	});
	follow();

	/** Several lines at once are pasted ones, in a terminal that does not say so: only an Enter at their end is one. */
	function asOneLine(names: readonly string[]): readonly string[] {
		const {dialog} = screen.getState();
		if (dialog === null || !isTextDialog(dialog) || names.length < 2) return names;
		return names.map((name, index) => (name === 'return' && index < names.length - 1 ? 'space' : name));
	}

	return {
		keys(names) {
			for (const key of asOneLine(names)) {
				const {dialog} = screen.getState();
				if (screen.getState().message !== null) screen.setState({message: null});
				if (dialog === null) command(key);
				else if (dialog.type === 'confirm') answer(dialog, key);
				else if (dialog.type === 'choose') pick(dialog, key);
				else type(dialog, key);
				const now = screen.getState().dialog;
				// A question that these very keys have opened was not yet read when the rest of them was typed,
				// and what follows the end of a text in one go was not meant as keys.
				if ((now !== null && !isTextDialog(now) && now.type !== dialog?.type) || (dialog !== null && now === null))
					return;
			}
		},
		paste(text) {
			const {dialog} = screen.getState();
			if (dialog === null || !isTextDialog(dialog)) controller.control.say('Pasted text is ignored here');
			else setEntry(dialog, insertText(dialog.entry, text));
		},
	};
}
