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

/** Conversations that were found, the latest first. */
export interface FoundConversations {
	count: number;
	/** There are more than can be listed. */
	isCut: boolean;
	/** By place; null: there is none. */
	at(index: number): PastConversation | null;
}

/** What the list of past conversations shows. */
export interface PastState extends FoundConversations {
	search: string;
	/** How far the transcripts are read, 0 to 1, while they are. Null: what is listed is all there is. */
	progress: number | null;
}

/** What a person calls it. */
export const nameOfConversation = ({title, lastPrompt, sessionId}: PastConversation): string =>
	title ?? lastPrompt ?? sessionId.slice(0, 8);
