/** What commands for the screen itself receive in addition. */
import type {CommandContext, ScreenControl, ScreenName} from './command.ts';

export interface ViewControl extends ScreenControl {
	/** The row that is chosen in a view with a cursor. */
	cursor(): number;
	setCursor(index: number): void;
	/** Moves to the next waiting row, wrapping around; false: there is none. */
	nextWaiting(): boolean;
	/** Expands the detail over the list, then shows its next page. */
	moreDetail(): void;
	/** Leaves a view, the detail, the marks or the filter, one at a time. */
	back(): void;
	/** Returns the terminal to the shell until `fg`. */
	suspend(): void;
	redraw(): void;
	view(): ScreenName;
}

export interface ViewContext extends CommandContext {
	screen: ViewControl;
	/** Whether the detail has more than it has room for. */
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
