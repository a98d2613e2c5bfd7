/** What the commands for the screen itself get beside what session commands need. */
import type {CommandContext, ScreenControl, ScreenName} from './command.ts';

export interface ViewControl extends ScreenControl {
	/** The row that is chosen in a view with a cursor. */
	cursor(): number;
	setCursor(index: number): void;
	/** To the next row that waits, round the list; false: none does. */
	nextWaiting(): boolean;
	/** Gives the detail the list's room, then shows its next page. */
	moreDetail(): void;
	/** Leaves a view, the detail, the marks or the filter, one at a time. */
	back(): void;
	/** Hands the terminal back to the shell until `fg`. */
	suspend(): void;
	redraw(): void;
	view(): ScreenName;
}

export interface ViewContext extends CommandContext {
	screen: ViewControl;
	/** The detail has more to say than its room shows. */
	hasMoreDetail: boolean;
	/** How many rows are shown. */
	rowCount: number;
	/** Whether the history can be shown in this process. */
	hasHistory: boolean;
	/** Whether the config names a team's server. */
	hasTeam: boolean;
	/** Whether past conversations can be looked for in this process. */
	hasPast: boolean;
}
