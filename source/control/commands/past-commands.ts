/** Keys of the list of past conversations, and the one that opens it. */
import {nameOfConversation, type PastConversation, type PastState} from '../../core/past-conversation.ts';
import {type Command, keysOf, type Move} from './command.ts';
import type {ResumeAs} from './resume-command.ts';
import type {ViewContext, ViewControl} from './view-context.ts';

export interface PastControl {
	getState(): PastState;
	/** Searches conversations by words. */
	search(text: string): void;
	/** Updates the results. */
	refresh(): void;
	/** The index of a conversation in the results; null: not among them. */
	indexOf(sessionId: string): number | null;
	/** Asks where, then resumes it. */
	resume(conversation: PastConversation, as: ResumeAs, screen: ViewControl): void;
	/** Whether a session is running it now. */
	isRunning(conversation: PastConversation): boolean;
	copyId(sessionId: string, screen: ViewControl): void;
}

/** Null: no past conversations in this mode. */
export function pastCommands(control: PastControl | null): readonly Command<ViewContext>[] {
	const open: Command<ViewContext> = {
		...keysOf('view')('view.past', ['R'], 'past', 112),
		description: 'Find a past conversation by words of its title or prompts, and resume it.',
		when: ({hasPast}) => hasPast || 'There are no past conversations to search here',
		run({screen, targets}) {
			screen.show('past');
			if (screen.view() !== 'past' || !control) return;
			control.search('');
			control.refresh();
			const index = targets[0]?.state === 'exited' ? control.indexOf(targets[0].sessionId) : null;
			// From an ended row its conversation is preselected.
			if (index !== null) screen.setCursor(index);
			else askForWords(control, screen);
		},
	};
	return control ? [open, ...commandsOf(control)] : [open];
}

function askForWords(control: PastControl, screen: ViewControl): void {
	screen.search({
		initial: control.getState().search,
		onText(text) {
			control.search(text);
			screen.setCursor(0);
		},
		onMove: (by: Move) => screen.moveSelection(by),
	});
}

const key = keysOf('view', 'past');

function commandsOf(control: PastControl): readonly Command<ViewContext>[] {
	const chosen = ({screen}: Pick<ViewContext, 'screen'>) => control.getState().at(screen.cursor());
	const needsOne = (context: ViewContext) => chosen(context) !== null || 'There is no conversation to choose';
	return [
		{
			...key('past.resume', ['return'], 'resume', 10),
			description: 'Resume the conversation: in a tmux split or window, in the background, or in this terminal.',
			when(context) {
				const one = chosen(context);
				if (!one || !control.isRunning(one)) return needsOne(context);
				return `${nameOfConversation(one)} is running: f resumes a copy of it`;
			},
			run({screen}) {
				const one = chosen({screen});
				if (one) control.resume(one, 'itself', screen);
			},
		},
		{
			...key('past.fork', ['f'], 'fork', 20),
			description: 'Resume a copy: a new conversation with the same history; the old one stays as it is.',
			when: needsOne,
			run({screen}) {
				const one = chosen({screen});
				if (one) control.resume(one, 'copy', screen);
			},
		},
		{
			...key('past.copyId', ['o'], 'copy id', 30),
			description: "Copy the conversation's id to the clipboard, through the terminal (OSC 52).",
			when: needsOne,
			run({screen}) {
				const one = chosen({screen});
				if (one) control.copyId(one.sessionId, screen);
			},
		},
		{
			...key('past.search', ['/'], 'search', 40),
			description: 'Search again, as it is typed; all words must be there. ⏎ goes to the list, Esc shows all.',
			run: ({screen}) => askForWords(control, screen),
		},
	];
}
