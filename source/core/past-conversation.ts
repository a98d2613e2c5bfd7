/** A conversation of the past, as it is listed to be found again. */
export interface PastConversation {
	sessionId: string;
	configDir: string;
	title: string | null;
	/** What the person asked last, other than by a slash command if anything: its first 200 characters. Null: not kept. */
	lastPrompt: string | null;
	cwd: string | null;
	gitBranch: string | null;
	/** ms since the epoch. */
	lastAt: number;
	costUsd: number | null;
	/** The dollars are a lower bound. */
	partial: boolean;
}
