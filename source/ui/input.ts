/** From a key to what it does: the open dialog first, then the command table with its guards. Knows nothing of Ink. */

import {clean} from '../claude/clean.ts';
import {findCommand} from '../control/commands/command-table.ts';
import {createDialogKeys, isTextDialog, textOf} from './dialog-keys.ts';
import {keyLabel} from './keys.ts';
import {createMovedSelection} from './moved-selection.ts';
import type {ScreenParts} from './screen-context.tsx';
import type {Dialog} from './screen-state.ts';
import {isTyped} from './stray-keys.ts';

/** Key names in order, or a text that the terminal marked as pasted. */
export type InputEvent = {keys: readonly string[]} | {paste: string};

export interface Input {
	/** Everything from one read of the terminal. */
	read(events: readonly InputEvent[]): void;
}

const ignoredNote = 'typing ignored: pause, or Esc';

const notTaken = (key: string) => `Typed text is ignored: ${clean(key)} was not taken`;

/** Twice the key quits, no matter how fast. */
const isQuitting = (dialog: Dialog | null) => dialog?.type === 'confirm' && dialog.quits === true;

const isCancel = (key: string) => key === 'escape' || key.startsWith('ctrl+');

export function createInput(parts: ScreenParts, clock: () => number): Input {
	const {screen, controller, commands, strays} = parts;
	const {say} = controller.control;
	const {refuse, handle, ...dialogs} = createDialogKeys(parts);
	const moved = createMovedSelection(parts, clock);

	/** Text that arrived in one piece: it is inserted where text is asked for, and never acts as keys. */
	function paste(text: string): void {
		const {dialog} = screen.getState();
		const held = strays.takeBack();
		if (!isTextDialog(dialog)) {
			refuse('Pasted text is ignored here');
			return;
		}
		const isLine = /\S[^\n\r]*(?:\r\n?|\n)$/.test(text);
		dialogs.insert(dialog, (held ? '\n' : '') + (isLine ? text.trimEnd() : text));
		if (isLine) say('Enter sends it');
	}

	/** Why the key's session may not be, or not be doing, what the user sees; null: it is. */
	function surprise(): string | null {
		const isFrozen = screen.getState().frozen !== null;
		// Nobody should decide by what was true a while ago.
		if (isFrozen) controller.control.togglePause();
		return moved.take() ?? (isFrozen ? 'The screen was frozen and goes on now' : null);
	}

	/** Why a key's command is not run; true: it may run. */
	function whyNot(command: (typeof commands)[number], context: ReturnType<typeof parts.commandContext>): true | string {
		const {view} = screen.getState();
		if (view !== 'list' && command.view !== view && (command.group === 'session' || command.group === 'list')) {
			return 'Esc goes back to the list first';
		}
		// Starting a session does not concern the selected row.
		const why = command.group === 'session' && command.id !== 'session.new' ? surprise() : null;
		return why === null ? (command.when?.(context) ?? true) : `${clean(why)}: press again if you mean it`;
	}

	function command(key: string): void {
		const found = findCommand(commands, key, screen.getState().view);
		if (!found) {
			if (isTyped(key)) refuse(`${clean(keyLabel(key))} is not a key here: ? shows them all`);
			return;
		}
		const context = parts.commandContext();
		const allowed = whyNot(found, context);
		if (allowed !== true) {
			refuse(allowed);
			return;
		}
		try {
			Promise.resolve(found.run(context, key)).catch(report);
		} catch (error) {
			report(error);
		}
	}

	const report = (error: unknown) => refuse(clean(error instanceof Error ? error.message : String(error)));

	/** Whether a key after `c` or `i` is meant as a key: no word begins like that. */
	const goesOn = (key: string) => !isTyped(key) || (/^[jkGL]$/.test(key) && findCommand(commands, key, 'list'));

	/** Whether the key is passed on to the dialog or the commands. */
	function isMeant(key: string, dialog: Dialog | null): boolean {
		const {message} = screen.getState();
		const isIgnored = strays.isIgnored(key) && (key !== 'escape' || dialog === null);
		// Also of a key that is ignored: a question may have opened by itself in the middle of a word.
		const held = strays.takeBack();
		if (isIgnored) {
			const note = held ? notTaken(held.key) : message;
			if (key === 'escape') screen.setState({message: null});
			else if (!note?.endsWith(ignoredNote)) say(note ? `${note} · ${ignoredNote}` : ignoredNote);
			return false;
		}
		if (message !== null) screen.setState({message: null});
		if (held === null) return true;
		if (isTextDialog(dialog)) {
			// It was a line break of a paste.
			dialogs.insert(dialog, '\n');
			return true;
		}
		if (isCancel(key)) return dialog !== null || key !== 'escape';
		if (dialog === null && goesOn(key)) {
			held.run();
			return true;
		}
		if (key === held.key) strays.hold(held.run);
		else refuse(notTaken(held.key));
		return false;
	}

	function press(key: string): void {
		if (!isMeant(key, screen.getState().dialog)) return;
		const {dialog} = screen.getState();
		handle(() => (dialog === null ? command(key) : dialogs.press(dialog, key)), key);
	}

	/** Keys that arrived together: a held-down key repeats; anything else stops once a dialog opens or closes. */
	function pressTogether(keys: readonly string[]): void {
		for (const [index, key] of keys.entries()) {
			const {dialog} = screen.getState();
			// No key that sends something is pressed twice so fast: it is the beginning of a text.
			const isText = index > 0 && isTyped(key) && !isTextDialog(dialog) && !isQuitting(dialog);
			const held = isText ? strays.takeBack() : null;
			if (held !== null) {
				refuse(notTaken(held.key));
				return;
			}
			press(key);
			const now = screen.getState().dialog;
			// A question opened by these keys was not seen yet when the rest was typed.
			if (now?.type !== dialog?.type && !isQuitting(now)) return;
		}
	}

	return {
		read(events) {
			const keys = events.flatMap(event => ('keys' in event ? event.keys : []));
			const typed = keys.filter(isTyped);
			if (events.some(event => 'paste' in event)) {
				for (const event of events) if ('paste' in event) paste(event.paste);
			} else if (new Set(typed).size > 1) {
				strays.sawText();
				// On a slow machine or connection typing may arrive together; a paste has other line breaks, or markers.
				const isLine =
					typed.at(-1) === 'return' && !typed.slice(0, -1).some(key => key === 'return' || key === 'newline');
				const isEntered = isLine && isTextDialog(screen.getState().dialog);
				paste(textOf(isEntered ? typed.slice(0, -1) : typed));
				if (isEntered) press('return');
			} else pressTogether(keys);
		},
	};
}
